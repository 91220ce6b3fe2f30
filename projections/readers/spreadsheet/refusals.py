"""Why a workbook is refused.

FileRefused
├── WrongKind          P-070  the file is no workbook of the kind that its source says
├── WorkbookBroken     P-071  it is not whole
├── WorkbookTooLarge   P-072  it unpacks to more than can be read, or its cells lie too far apart
├── NoSheet            P-073  no sheet that the source asks for
├── WorkbookEncrypted  P-074  it needs a password
└── SheetTooShort      P-075  the sheet ends before its header, or inside its footer
"""

from __future__ import annotations

from collections.abc import Sequence

from projections.readers.refusals import FileRefused


class WrongKind(FileRefused):
    """The file is not a workbook of the declared kind, whatever its name says."""

    code = "P-070"

    def __init__(self, declared: str, found: str, mend: str) -> None:
        super().__init__(
            f"the file is not {declared}, as its source says: it looks like {found}",
            why="the name of a file says nothing; its first bytes do",
            mend=(mend,),
        )


class WorkbookBroken(FileRefused):
    """The workbook cannot be read to its end."""

    code = "P-071"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the workbook is not whole: {what}",
            why="nothing of a file is loaded that cannot be read whole",
            mend=("open it in a spreadsheet program, save it again, and ingest that", "fetch the file again"),
        )


class WorkbookTooLarge(FileRefused):
    """The workbook would take more memory or time than any real one."""

    code = "P-072"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the workbook is refused: {what}",
            why="a small file that becomes a huge table can end the process that reads it",
            mend=(
                "delete what lies far from the table, save the workbook, and ingest that",
                "ask the publisher for CSV",
            ),
        )


class NoSheet(FileRefused):
    """No sheet of the workbook is asked for by the source."""

    code = "P-073"

    def __init__(self, wanted: str, sheets: Sequence[str], hidden: Sequence[str]) -> None:
        beside = f"; hidden: {', '.join(map(repr, hidden))}, which is read only where `sheet` is its whole name"
        super().__init__(
            f"none of the {len(sheets) + len(hidden)} sheets of the workbook matches `sheet` of the source",
            why=f"it asks for {wanted!r}; the workbook has {', '.join(map(repr, sheets)) or 'no sheet that is shown'}"
            + (beside if hidden else ""),
            mend=("revise `sheet` in the source",),
        )


class WorkbookEncrypted(FileRefused):
    """The workbook needs a password."""

    code = "P-074"

    def __init__(self) -> None:
        super().__init__(
            "the workbook is encrypted",
            why="a password is no setting of a source",
            mend=("save it without a password, and ingest that",),
        )


class SheetTooShort(FileRefused):
    """The sheet has fewer rows than its source says."""

    code = "P-075"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the sheet {what}",
            why="the source declares rows or columns that the sheet does not have",
            mend=("check `skip_rows`, `header_rows`, `skip_footer` and `first_column` of the source",),
        )
