"""Why a row rule cannot be checked."""

from __future__ import annotations


class RowRuleRefused(ValueError):
    """A condition that cannot be checked, or not everywhere with the same result."""

    def __init__(self, what: str, mend: str, why: str | None = None) -> None:
        super().__init__(what)
        self.mend = mend
        self.why = why
