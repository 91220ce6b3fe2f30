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
from projections.lineage.witnesses.rewriting import with_rows
from projections.lineage.witnesses.values import as_value

AT_ONCE: Final = 100
"""Rows that are asked for in one query."""


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
    hit = f"SELECT w._n, {', '.join(f'r.{column_of(n)}' for n in range(len(model.inputs)))} {_matched(model, stored)}"
    numbers = "list_sort(list(_r))" if most is None else f"min(_r, {int(most)})"
    each = [
        f"SELECT _n, {place} AS _place, count(*) AS _count, {numbers} AS _numbers"
        f" FROM (SELECT DISTINCT _n, unnest({column_of(place)}) AS _r FROM _hit) GROUP BY _n"
        for place in range(len(model.inputs))
    ]
    if not each:
        return "SELECT 0 AS _n, 0 AS _place, 0 AS _count, CAST([] AS BIGINT[]) AS _numbers WHERE false"
    return f"WITH _hit AS MATERIALIZED ({hit}) {' UNION ALL '.join(each)} ORDER BY _n, _place"


def _matched(model: Model, stored: Stored) -> str:
    made = {column.name: column.type for column in (*model.columns, *COUNTED_TYPES)}
    rows = as_sql(with_rows(model.executed, model.inputs))
    pairs = [(f"v{n}", column, f"r.{identifier(column.name)}") for n, column in enumerate(stored.columns)]
    values = ", ".join(
        f"({n}, {', '.join(as_value(v, c.type) for v, c in zip(row, stored.columns, strict=True))})"
        for n, row in enumerate(stored.rows)
    )
    wanted = f"(VALUES {values}) AS w(_n, {', '.join(name for name, _, _ in pairs)})"
    same = [
        f"{_cast(here, made[column.name], column.type)} IS NOT DISTINCT FROM w.{name}" for name, column, here in pairs
    ]
    return f"FROM ({rows}) AS r JOIN {wanted} ON {' AND '.join(same)} WHERE {_narrowed(stored, made)}"


def _cast(value: str, made: str, kind: str) -> str:
    """Read a value as the table holds it; what is not cast is compared in the files themselves."""
    return value if made == kind else f"TRY_CAST({value} AS {kind})"


def _narrowed(stored: Stored, made: dict[str, str]) -> str:
    """Say of each column by itself what it can be, which the engine takes down to the files; the pairs decide."""
    tests = []
    for place, column in enumerate(stored.columns):
        values = {row[place] for row in stored.rows}
        here = _cast(f"r.{identifier(column.name)}", made[column.name], column.type)
        known = sorted(as_value(value, column.type) for value in values if value is not None)
        test = [f"{here} IN ({', '.join(known)})"] if known else []
        tests.append(f"({' OR '.join([*test, *([f'{here} IS NULL'] if None in values else [])])})")
    return " AND ".join(tests) or "true"


assert tuple(c.name for c in COUNTED_TYPES) == GOLD_PROVENANCE, "both name the columns that are matched"  # noqa: S101
