"""The parts of a delivered file: each is read by itself and becomes a batch."""

from __future__ import annotations

import attrs


@attrs.frozen
class Part:
    """What is read of a delivered file.

    Attributes:
        member: of an archive; None when the file is no archive of several.
        sheet: of a workbook; None when the file is none.
        note: what people should know of it, such as hidden sheets beside it; no part of what it is.
    """

    member: str | None = None
    sheet: str | None = None
    note: str = attrs.field(default="", eq=False)

    def name_in(self, file: str) -> str:
        """Give the name that rows carry: ``a.zip!b.xlsx#Data``."""
        member = "" if self.member is None else f"!{self.member}"
        return f"{file}{member}" + ("" if self.sheet is None else f"#{self.sheet}")


WHOLE = Part()
"""A file that is read as it is."""
