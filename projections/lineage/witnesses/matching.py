"""Asks of which rows of the inputs rows of a model's table are made: the key is pushed down, nothing else is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import attrs

from ledger.definitions import Model, ModelColumn
from ledger.names import GOLD_PROVENANCE
from projections.engines.quoting import identifier
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.members import Members, members
from projections.lineage.witnesses.rewriting import with_rows
from projections.lineage.witnesses.values import as_value

AT_ONCE: Final = 100
"""Rows that are asked for in one query."""

WANTED: Final = "w"
"""By which the wanted rows are called in a query; ``_n`` is the place of each."""


@attrs.frozen
class Stored:
    """Rows of a model's table, as its file holds them.

    Attributes:
        columns: of the file.
        rows: values, in the order of the columns.
    """

    columns: tuple[ModelColumn, ...]
    rows: Sequence[tuple[Any, ...]]


def behind(model: Model, stored: Stored, most: int | None) -> str:
    """Ask for the rows behind some rows.

    Args:
        model: that made them.
        stored: the rows, at most ``AT_ONCE``; equal ones have the rows of all of them.
        most: how many row numbers are given, the first ones; None for all.

    Returns:
        A SELECT of the place of the asked row, the place of the input, how many of its rows are behind it, and their
        numbers in order.
    """
    found = members(model.executed, model.inputs)
    if found is not None:
        return _behind_groups(model, stored, most, found)
    rows = as_sql(with_rows(model.executed, model.inputs))
    lists = ", ".join(f"r.{column_of(n)}" for n in range(len(model.inputs)))
    hit = f"SELECT {WANTED}._n, {lists} FROM ({rows}) AS r {matched(stored, shown(model, stored))}"
    each = [
        _counted(place, f"SELECT DISTINCT _n, unnest({column_of(place)}) AS _r FROM _hit", most)
        for place in range(len(model.inputs))
    ]
    return _told(hit, each, "MATERIALIZED")


def _counted(place: int, rows: str, most: int | None) -> str:
    """Count the rows of an input for each asked row, and give the first of them."""
    numbers = "list_sort(list(_r))" if most is None else f"min(_r, {int(most)})"
    return f"SELECT _n, {place} AS _place, count(*) AS _count, {numbers} AS _numbers FROM ({rows}) GROUP BY _n"


def _told(hit: str, each: Sequence[str], how: str) -> str:
    if not each:
        return "SELECT 0 AS _n, 0 AS _place, 0 AS _count, CAST([] AS BIGINT[]) AS _numbers WHERE false"
    return f"WITH _hit AS {how} ({hit}) {' UNION ALL '.join(each)} ORDER BY _n, _place"


def _behind_groups(model: Model, stored: Stored, most: int | None, found: Members) -> str:
    """Ask for the rows of groups by their keys alone; nothing is put together."""
    here = [
        value if column.name in found.keys else None
        for column, value in zip(stored.columns, shown(model, stored), strict=True)
    ]
    each = []
    for place in range(len(model.inputs)):
        parts = [f"SELECT _n, {name} AS _r FROM _hit WHERE {name} IS NOT NULL" for name in found.singles[place]]
        parts += [f"SELECT _n, unnest({column_of(place)}) AS _r FROM _hit"] if place in found.lists else []
        rows = " UNION ALL ".join(parts)
        if parts:
            each.append(_counted(place, rows if place in found.alone else f"SELECT DISTINCT * FROM ({rows})", most))
    hit = f"SELECT {WANTED}._n, r.* FROM ({as_sql(found.query)}) AS r {matched(stored, here)}"
    return _told(hit, each, "MATERIALIZED" if len(each) > 1 else "NOT MATERIALIZED")


def shown(model: Model, stored: Stored) -> list[str]:
    """Give each column of the table as SQL over rows ``r`` of the model, read as the table holds it."""
    made = {column.name: column.type for column in (*model.columns, *COUNTED_TYPES)}
    return [as_stored(f"r.{identifier(column.name)}", made[column.name], column.type) for column in stored.columns]


def as_stored(value: str, made: str, kind: str) -> str:
    """Read a value of one type as another; what is not cast is compared in the files themselves."""
    return value if made == kind else f"TRY_CAST({value} AS {kind})"


def matched(stored: Stored, here: Sequence[str | None]) -> str:
    """Write the JOIN with wanted rows, and the WHERE of what follows from them.

    Args:
        stored: the wanted rows.
        here: what is equal to each of their columns; None for a column that is not compared.
    """
    pairs = [(n, value) for n, value in enumerate(here) if value is not None]
    values = ", ".join(
        f"({', '.join([str(n), *(as_value(row[at], stored.columns[at].type) for at, _ in pairs)])})"
        for n, row in enumerate(stored.rows)
    )
    names = ", ".join(["_n", *(f"v{at}" for at, _ in pairs)])
    same = [f"{value} IS NOT DISTINCT FROM {WANTED}.v{at}" for at, value in pairs]
    narrow = [_narrowed(value, stored.columns[at].type, {row[at] for row in stored.rows}) for at, value in pairs]
    on = " AND ".join(same) or "true"
    return f"JOIN (VALUES {values}) AS {WANTED}({names}) ON {on} WHERE {' AND '.join(narrow) or 'true'}"


def _narrowed(here: str, kind: str, values: set[Any]) -> str:
    """Say of a column by itself what it can be, which the engine takes down to the files; the pairs decide."""
    known = sorted(as_value(value, kind) for value in values if value is not None)
    tests = [f"{here} IN ({', '.join(known)})"] if known else []
    return f"({' OR '.join([*tests, *([f'{here} IS NULL'] if None in values else [])])})"


assert tuple(c.name for c in COUNTED_TYPES) == GOLD_PROVENANCE, "both name the columns that are matched"  # noqa: S101 - for the type checker
