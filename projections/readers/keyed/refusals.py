"""Why a file of records that name their fields is refused.

FileRefused
├── RecordsNotFound  P-057  nothing stands where the source says that the records are
├── NoRecords        P-058  there is no record, so that nothing names a column
└── TooManyKeys      P-059  more columns than any table has
"""

from __future__ import annotations

from projections.readers.refusals import FileRefused


class RecordsNotFound(FileRefused):
    """The declared path leads to no records."""

    code = "P-057"

    def __init__(self, what: str, why: str, mend: str) -> None:
        super().__init__(
            f"no records stand where the source says: {what}",
            why=why,
            mend=(mend, "if it is another file: ingest it with its own source"),
        )


class NoRecords(FileRefused):
    """A file without a record, of a source that declares no columns."""

    code = "P-058"

    def __init__(self) -> None:
        super().__init__(
            "the file has no record, and its source declares no columns",
            why="the records name the columns, and there is none",
            mend=("declare `columns` in the source: a file without records is then a batch without rows",),
        )


class TooManyKeys(FileRefused):
    """The records name more different fields than a table can have columns."""

    code = "P-059"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the records have more than {most:,} different fields",
            why="names that differ from record to record are values; a table has no room for them",
            mend=("ask the publisher for a list in which they are values",),
        )
