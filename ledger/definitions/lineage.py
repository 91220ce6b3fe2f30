"""Column lineage as it was found when SQL was adopted: which columns of the inputs each result is made from."""

from __future__ import annotations

from typing import Final, Literal

import attrs

How = Literal[
    "identity", "transformation", "aggregation",
    "conditional", "distinct", "filter", "group", "join", "rows", "sort", "window",
]  # fmt: skip

DIRECT: Final = ("identity", "transformation", "aggregation")
"""Ways in which a value itself goes in; by all others an input decides which value or row there is."""

ALL: Final = "*"
"""In the place of a column: the rows of the table as such, or all of its columns where ``why`` says so."""


@attrs.frozen(order=True)
class ColumnUse:
    """A column of an input, and what it does.

    Attributes:
        table: ``layer.table``.
        column: of the table. ``*`` with ``rows``: that the table has rows, whatever is in them. ``*`` with ``why``: all
            its columns.
        how: direct: as it is, computed from, put together from several rows. Indirect: it chooses a value (CASE), which
            rows there are, where they go, or what a window looks at; ``rows``: there are rows where the table has some.
        why: the reason why no single column can be named; empty where one is.
    """

    table: str
    column: str
    how: How
    why: str = ""

    @property
    def direct(self) -> bool:
        """Whether values of the column may be seen in the result."""
        return self.how in DIRECT


@attrs.frozen
class ColumnOrigin:
    """What one result column is made from; no use means that it is the same in every row, whatever the inputs hold."""

    column: str
    uses: tuple[ColumnUse, ...]


@attrs.frozen
class ColumnLineage:
    """What a result is made from.

    Attributes:
        columns: in the order of the result.
        rows: what decides which rows there are, and so concerns each column; every input is among them, or among the
            uses of a column.
    """

    columns: tuple[ColumnOrigin, ...]
    rows: tuple[ColumnUse, ...]

    def of(self, column: str) -> tuple[ColumnUse, ...]:
        """Give the uses of a column by its name; empty where there is none of that name."""
        return next((origin.uses for origin in self.columns if origin.column == column), ())
