"""A figure taken apart: what is asked to see how it came about, and which row it stands in."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from projections.lineage.witnesses.matching import Stored, as_stored, matched


@attrs.frozen
class Figure:
    """A column of one SELECT.

    Attributes:
        how: the expression that makes it, as SQL without quotes.
        terms: what each row gives to it, as SQL without quotes.
        rows: a SELECT of the terms, the columns ``_c0`` and so on that the expression reads, and the row numbers.
        again: the expression over all of these rows; None where it cannot be worked out from them alone.
        why_not: why, where it cannot.
    """

    how: str
    terms: tuple[str, ...]
    rows: str
    again: str | None
    why_not: str = ""


@attrs.frozen
class Wanted:
    """One row of the result of a SELECT.

    Attributes:
        made: types of the columns that the SELECT gives, in their order.
        stored: the row, with the same columns in types that may be others.
    """

    made: tuple[str, ...]
    stored: Stored

    def compared(self, values: Sequence[str | None]) -> str:
        """Write the join with this row, for each column with the value that it is compared with."""
        pairs = zip(values, self.made, self.stored.columns, strict=False)
        here = [None if value is None else as_stored(value, made, column.type) for value, made, column in pairs]
        return matched(self.stored, here)
