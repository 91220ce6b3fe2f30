"""An independent account of where rows come from: each row drags the list of its source rows through plain Python.

Nothing here knows of SQL or of how the rewriting puts columns together; a row's five columns are read off its list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import attrs

Value = Any


@attrs.frozen
class Source:
    """One row of one source file."""

    batch: str
    file: str
    row: int
    at: datetime


@attrs.frozen
class Row:
    """Values, and the source rows that they are made of, with multiplicity."""

    values: tuple[Value, ...]
    sources: tuple[Source, ...]

    @property
    def told(self) -> tuple[Value, ...]:
        """The values, then the five provenance columns by their definition."""
        return (*self.values, *told(self.sources))


def told(sources: Sequence[Source]) -> tuple[Value, ...]:
    def common(values: Iterable[Value]) -> Value:
        different = set(values)
        return different.pop() if len(different) == 1 else None

    return (
        common(s.batch for s in sources),
        common(s.file for s in sources),
        common(s.row for s in sources),
        max((s.at for s in sources), default=None),
        len(sources),
    )


Rows = list[Row]


def where(rows: Rows, test: Callable[..., Value]) -> Rows:
    return [row for row in rows if test(*row.values) is True]


def select(rows: Rows, make: Callable[..., tuple[Value, ...]]) -> Rows:
    return [Row(make(*row.values), row.sources) for row in rows]


def join(
    left: Rows, right: Rows, on: Callable[[tuple, tuple], Value], how: str = "inner", widths: tuple[int, int] = (0, 0)
) -> Rows:
    found, matched = [], set()
    for one in left:
        partners = [n for n, other in enumerate(right) if on(one.values, other.values) is True]
        matched |= set(partners)
        found += [Row(one.values + right[n].values, one.sources + right[n].sources) for n in partners]
        if not partners and how in ("left", "full"):
            found.append(Row(one.values + (None,) * widths[1], one.sources))
    if how in ("right", "full"):
        found += [Row((None,) * widths[0] + r.values, r.sources) for n, r in enumerate(right) if n not in matched]
    return found


def group(rows: Rows, key: Callable[..., tuple[Value, ...]], make: Callable[[list[tuple]], tuple[Value, ...]]) -> Rows:
    groups: dict[tuple[Value, ...], Rows] = {}
    for row in rows:
        groups.setdefault(key(*row.values), []).append(row)
    return [
        Row(k + make([r.values for r in members]), tuple(s for r in members for s in r.sources))
        for k, members in groups.items()
    ]


def all_in_one(rows: Rows, make: Callable[[list[tuple]], tuple[Value, ...]]) -> Rows:
    return [Row(make([r.values for r in rows]), tuple(s for r in rows for s in r.sources))]


def distinct(rows: Rows) -> Rows:
    return group(rows, lambda *values: values, lambda _: ())


def equal(a: Value, b: Value) -> Value:
    return None if a is None or b is None else a == b


def total(values: Iterable[Value]) -> Value:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def least(values: Iterable[Value]) -> Value:
    return min((v for v in values if v is not None), default=None)


def most(values: Iterable[Value]) -> Value:
    return max((v for v in values if v is not None), default=None)
