"""What a search for an absent row may find."""

from __future__ import annotations

from typing import Any

import attrs
from sqlglot import exp

from projections.lineage.absence.relaxing import Demand


@attrs.frozen
class Kept:
    """The model keeps rows out.

    Attributes:
        demands: what the rows do not meet; several only where no one of them is the reason alone.
        evidence: rows that would have made it: numbers by place of the input.
        without: a SELECT that counts what there would be if these were not asked for.
    """

    demands: tuple[Demand, ...]
    evidence: dict[int, tuple[int, ...]]
    without: str


@attrs.frozen
class Otherwise:
    """The row is there, and what was said of its made values is not so.

    Attributes:
        conditions: that do not hold.
        values: of such a row, by column.
    """

    conditions: tuple[str, ...]
    values: dict[str, Any]


@attrs.frozen
class Below:
    """An input has no row of which the row would have been made.

    Attributes:
        table: the input.
        conditions: that such a row would meet, on its columns.
        partner: whether it is one that a join looked for.
    """

    table: str
    conditions: tuple[exp.Expr, ...]
    partner: bool = False


Reason = Kept | Otherwise | Below
