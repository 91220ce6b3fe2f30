from __future__ import annotations

import pytest

from ledger.definitions import ModelColumn
from projections.lineage.compiling import compile_model
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.matching import Stored, behind
from projections.lineage.witnesses.reaching import keys_reached, reached, values_reached
from tests.projections.lineage.rewriting.compiled import SCHEMAS, compiled
from tests.projections.lineage.rewriting.shapes import SHAPES
from tests.projections.lineage.witnesses.databases import Tables, database
from tests.projections.lineage.witnesses.more_shapes import MORE

QUERIES = {**{name: shape.sql for name, shape in SHAPES.items()}, **MORE}
ROWS = 3
"""Rows of each input that are followed up."""


@pytest.mark.parametrize("name", [*QUERIES][::2])
def test_up_is_the_reverse_of_down(name: str) -> None:
    """A row is reached exactly by the rows that it is made of, and its key is among those that they lead to."""
    model = compiled(QUERIES[name])
    tables = Tables(database(31))
    tables.without({}, told=True)
    if any(tables.answer(check.sql) != {(0,): 1} for check in model.ties):
        return
    rows = list(tables.answer(model.executed))
    columns = tuple(ModelColumn(c.name, c.type) for c in (*model.columns, *COUNTED_TYPES))
    if not rows:
        return
    down = {
        (n, place): set(found)
        for n, place, _, found in tables.db.sql(behind(model, Stored(columns, rows), None)).fetchall()
    }
    for place, table in enumerate(model.inputs):
        for number in range(min(ROWS, len(tables.rows[table]))):
            made = {n for n in range(len(rows)) if number in down.get((n, place), set())}
            up = tables.db.sql(reached(model, Stored(columns, rows), place, [number])).fetchall()
            assert {n for (n,) in up} == made
            keys = keys_reached(model, table, number, {})
            shown = keys.columns if keys is not None else tuple(c.name for c in model.columns)
            queries = keys.queries if keys is not None else (values_reached(model, place, [number]),)
            led = {row for query in queries for row in tables.db.sql(query).fetchall()}
            at = [[c.name for c in columns].index(column) for column in shown]
            assert {tuple(rows[n][i] for i in at) for n in made} <= led


def test_rows_that_a_filter_leaves_out_reach_nothing() -> None:
    model = compile_model("gold.agg_x", "SELECT k FROM silver.t WHERE k > 100", {}, SCHEMAS)
    keys = keys_reached(model, "silver.t", 0, {"_source_row": 0})
    tables = Tables(database(31))
    tables.without({}, told=True)
    assert keys is not None
    assert not any(tables.answer(query) for query in keys.queries)
