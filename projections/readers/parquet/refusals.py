"""Why a Parquet file is refused.

FileRefused
├── NotParquet        P-080  it does not begin and end as Parquet does
├── DamagedParquet    P-081  its pages or its footer cannot be read, or its counts differ
└── EncryptedParquet  P-082  it needs a key
"""

from __future__ import annotations

from projections.readers.refusals import FileRefused


class NotParquet(FileRefused):
    """The file is no Parquet, or not all of it."""

    code = "P-080"

    def __init__(self) -> None:
        super().__init__(
            "the file is not Parquet: its first and its last four bytes are not PAR1",
            why="a file of another format, or an interrupted copy, looks like this",
            mend=("check `format` of the source", "fetch the file again"),
        )


class DamagedParquet(FileRefused):
    """The file cannot be read to its end."""

    code = "P-081"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the Parquet file is damaged: {what}",
            why="nothing of a file is loaded that cannot be read whole",
            mend=("fetch the file again", "ask the publisher to write it again"),
        )


class EncryptedParquet(FileRefused):
    """The file needs a key."""

    code = "P-082"

    def __init__(self) -> None:
        super().__init__(
            "the Parquet file is encrypted",
            why="a key is no setting of a source",
            mend=("ask the publisher for a file that is not encrypted",),
        )
