"""Profiles: what stands in the columns of a table, batch by batch, found in one pass of one query.

A profile holds values of rows (ranges, the most frequent), so it is worked out when somebody asks and is recorded
nowhere. The same files give the same profile: what is equally frequent is told in the order of its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

import attrs

from projections.engines.quoting import identifier, literal
from projections.engines.sandbox import Sandbox

WHOLE: Final = ""
"""In the place of a batch: all of them together."""

TOP: Final = 5
"""How many of the most frequent values are told."""

SHIFT: Final = Decimal("0.10")
"""A share of missing values that changes by more than this from batch to batch is a drift."""


@attrs.frozen
class ColumnProfile:
    """What stands in a column.

    Attributes:
        batch: of which batch; ``WHOLE`` for all.
        column: its name.
        rows, nulls, distinct: how many rows, how many of them without a value, how many different values.
        lowest, highest: as text; None where there is no value.
        top: the most frequent values with how often each occurs, the most frequent first.
    """

    batch: str
    column: str
    rows: int
    nulls: int
    distinct: int
    lowest: str | None
    highest: str | None
    top: tuple[tuple[str, int], ...]

    @property
    def filled(self) -> Decimal:
        """The share of rows with a value, with four places; 1 where there are no rows."""
        return (
            Decimal(1) if not self.rows else (Decimal(self.rows - self.nulls) / self.rows).quantize(Decimal("0.0001"))
        )


@attrs.frozen
class Drift:
    """A column that is not in a batch as it was in the one before.

    Attributes:
        batch, column: where.
        what: in words without a value of a row.
    """

    batch: str
    column: str
    what: str


def profile(sandbox: Sandbox, table: str, columns: Sequence[str], *, by_batch: bool) -> list[ColumnProfile]:
    """Profile columns of a table.

    Args:
        sandbox: that has the table.
        table: ``layer.table``.
        columns: that it has.
        by_batch: each batch by itself too; only where every row says which it came with.
    """
    if not columns:
        return []
    rows = sandbox.table(profile_sql(table, columns, by_batch=by_batch)).to_pylist()
    found = [_profile(row) for row in rows]
    place = {name: number for number, name in enumerate(columns)}
    return sorted(found, key=lambda each: (each.batch, place[each.column]))


def profile_sql(table: str, columns: Sequence[str], *, by_batch: bool) -> str:
    """Write the query: each column is counted by value, then the counts are put together."""
    return " UNION ALL ".join(_of_column(table, column, by_batch=by_batch) for column in columns)


def _of_column(table: str, column: str, *, by_batch: bool) -> str:
    layer, _, name = table.partition(".")
    value, rows = identifier(column), f"{identifier(layer)}.{identifier(name)}"
    counted = (
        f"SELECT _batch_id AS b, grouping(_batch_id) AS g, {value} AS v, count(*) AS n FROM {rows}"
        f" GROUP BY GROUPING SETS ((_batch_id, {value}), ({value}))"
        if by_batch
        else f"SELECT NULL AS b, 1 AS g, {value} AS v, count(*) AS n FROM {rows} GROUP BY {value}"
    )
    top = f"{{'n': -n, 'v': {_text('v')}}}"
    return (
        f"SELECT {literal(column)} AS c, CASE WHEN g = 1 THEN {literal(WHOLE)} ELSE b END AS b,"
        " CAST(sum(n) AS BIGINT) AS n, CAST(coalesce(sum(n) FILTER (WHERE v IS NULL), 0) AS BIGINT) AS nulls,"
        f" count(v) AS different, {_text('min(v)')} AS low, {_text('max(v)')} AS high,"
        f" min({top}, {TOP}) FILTER (WHERE v IS NOT NULL) AS top FROM ({counted}) GROUP BY g, b"
    )


def _text(value: str) -> str:
    return f"CAST({value} AS VARCHAR)"


def _profile(row: Mapping[str, Any]) -> ColumnProfile:
    top = tuple((each["v"], int(-each["n"])) for each in row["top"] or ())
    counts = (row["n"], row["nulls"], row["different"])
    return ColumnProfile(row["b"] or WHOLE, row["c"], *counts, row["low"], row["high"], top)


def drifts(profiles: Sequence[ColumnProfile], order: Sequence[str]) -> list[Drift]:
    """Compare each batch with the one before it.

    Args:
        profiles: of a table.
        order: its batches as they count, the oldest first.
    """
    known = {(each.batch, each.column): each for each in profiles}
    found = []
    for before, after in pairwise(order):
        for each in profiles:
            former = known.get((before, each.column))
            if each.batch == after and former is not None and (what := _changed(former, each)):
                found.append(Drift(after, each.column, what))
    return found


def _changed(before: ColumnProfile, after: ColumnProfile) -> str:
    if not before.rows or not after.rows:
        return ""
    if abs(after.filled - before.filled) > SHIFT:
        return f"{after.filled:.0%} of its rows have a value, {before.filled:.0%} before"
    if before.distinct > 1 >= after.distinct:
        return f"it has {after.distinct} different values, {before.distinct:,} before"
    return ""
