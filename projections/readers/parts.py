"""The parts of a delivered file: each is read by itself and becomes a batch."""

from __future__ import annotations

import attrs


@attrs.frozen
class Part:
    """What is read of a delivered file.

    Attributes:
        member: of an archive; None when the file is no archive of several.
        sheet: of a workbook; None when the file is none.
    """

    member: str | None = None
    sheet: str | None = None

    def name_in(self, file: str) -> str:
        """Give the name that rows carry: ``a.zip!b.xlsx#Data``."""
        member = "" if self.member is None else f"!{self.member}"
        return f"{file}{member}" + ("" if self.sheet is None else f"#{self.sheet}")


WHOLE = Part()
"""A file that is read as it is."""
