"""Which columns tell all rows of a landed table apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import prod
from typing import Final

import attrs

from projections.engines.sandbox import Sandbox
from projections.layers.casting import cleaned
from projections.proposing.measuring import Measured

LONGEST_KEY: Final = 64
MOST_PARTNERS: Final = 10
"""Columns whose pairs and triples are tried as keys."""

LARGEST_TRIPLES: Final = 2_000_000
"""Rows up to which keys of three columns are tried."""


NEARLY: Final = 0.98
"""Share of rows that columns have to tell apart to be worth a word."""


@attrs.frozen
class Keys:
    """Sets of columns that tell rows apart.

    Attributes:
        whole: those that tell all rows apart, the best first.
        nearly: where there is none, one that tells most apart, in words; else empty.
    """

    whole: tuple[tuple[str, ...], ...] = ()
    nearly: str = ""


def find_keys(engine: Sandbox, table: str, columns: Sequence[Measured]) -> Keys:
    """Find the smallest sets of columns that tell all rows apart, leftmost first: single, pairs, triples.

    Amounts, doubles, yes or no, and long texts are no keys.
    """
    if not columns or not columns[0].rows:
        return Keys()
    fit = [c for c in columns if c.missing == 0 and _may_be_key(c)]
    single = tuple((c.name,) for c in fit if c.is_unique)
    if single:
        return Keys(single)
    partners = [c for c in fit if c.distinct > 1][:MOST_PARTNERS]
    rows = columns[0].rows
    best: tuple[int, tuple[str, ...]] = (0, ())
    for size in (2, 3) if rows <= LARGEST_TRIPLES else (2,):
        told = [(_apart(engine, table, some), tuple(c.name for c in some)) for some in combinations(partners, size)]
        whole = tuple(names for apart, names in told if apart == rows)
        if whole:
            return Keys(whole)
        best = max(best, *told, key=lambda found: found[0])
    apart, names = best
    if apart < NEARLY * rows:
        return Keys()
    return Keys(nearly=f"{', '.join(names)} would tell {apart:,} of {rows:,} rows apart")


def _may_be_key(column: Measured) -> bool:
    kind = column.shapes[0].column.type
    return kind in ("string", "integer", "date") and column.longest <= LONGEST_KEY


def _apart(engine: Sandbox, table: str, columns: Sequence[Measured]) -> int:
    """Count the different values that columns have together; 0 where they cannot be nearly as many as the rows."""
    if prod(column.distinct for column in columns) < NEARLY * columns[0].rows:
        return 0
    names = ", ".join(cleaned(c.shapes[0].column) for c in columns)
    distinct: int = engine.one(f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM {table})")[0]
    return distinct
