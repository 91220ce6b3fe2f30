from __future__ import annotations

from collections import defaultdict

import pytest

from ledger.definitions import Model, ModelColumn
from ledger.definitions.lineage import ALL, ColumnUse
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.matching import Stored, behind
from projections.lineage.witnesses.places import Apart, apart
from tests.projections.lineage.rewriting.compiled import SCHEMAS, compiled
from tests.projections.lineage.rewriting.shapes import SHAPES
from tests.projections.lineage.witnesses.databases import Tables, database
from tests.projections.lineage.witnesses.more_shapes import MORE

QUERIES = {**{name: shape.sql for name, shape in SHAPES.items()}, **MORE}
COLUMNS = {table: [column.name for column in schema.all_columns] for table, schema in SCHEMAS.items()}


def both(sql: str) -> tuple[Model, Apart]:
    model = compiled(sql)
    return model, apart(model, COLUMNS)


def rows_behind(tables: Tables, model: Model, tables_of: dict[str, str]) -> dict[tuple, set[tuple[str, int]]]:
    found = list(tables.answer(model.executed))
    columns = tuple(ModelColumn(c.name, c.type) for c in (*model.columns, *COUNTED_TYPES))
    claims = defaultdict(set)
    if found:
        for n, place, _, numbers in tables.db.sql(behind(model, Stored(columns, found), None)).fetchall():
            claims[found[n]] |= {(tables_of[model.inputs[place]], number) for number in numbers}
    return claims


@pytest.mark.parametrize("name", [n for n, sql in QUERIES.items() if "WITH" in sql or sql.count("silver.t ") > 1])
def test_rows_told_place_by_place_are_those_of_the_whole_model(name: str) -> None:
    model, parts = both(QUERIES[name])
    tables = Tables(database(11))
    tables.without({}, told=True)
    for place, table in parts.tables.items():
        tables.db.execute(f"CREATE VIEW {place} AS SELECT * FROM {table}")
    whole = rows_behind(tables, model, {name: name for name in model.inputs})
    assert rows_behind(tables, parts.model, dict(parts.tables)) == whole
    tables.close()


@pytest.mark.parametrize("name", QUERIES)
def test_what_goes_into_a_column_from_all_places_is_its_lineage(name: str) -> None:
    model, parts = both(QUERIES[name])
    assert model.lineage is not None
    for origin in model.lineage.columns:
        direct = {(use.table, use.column) for use in origin.uses if use.direct and use.column != ALL}
        told = {(parts.tables[place], use.column) for place, used in parts.uses[origin.column].items() for use in used}
        if direct:
            assert told == direct, origin.column


def used(parts: Apart, column: str) -> set[tuple[str, str]]:
    return {(place, use.column) for place, uses in parts.uses[column].items() for use in uses}


def test_the_sides_of_a_self_join_are_told_apart() -> None:
    _, parts = both("SELECT l.k, l.b AS mine, r.b AS theirs FROM silver.t l JOIN silver.t r ON l.a = r.k")
    assert used(parts, "mine") == {("silver.t__1", "b")}
    assert used(parts, "theirs") == {("silver.t__2", "b")}


def test_the_uses_of_one_with_are_told_apart() -> None:
    sql = "WITH w AS (SELECT k, a, b FROM silver.t) SELECT l.k, r.b AS theirs FROM w l JOIN w r ON l.a = r.k"
    _, parts = both(sql)
    assert [place for place, _ in used(parts, "k") | used(parts, "theirs")].count("silver.t__1") == 1
    assert len(used(parts, "theirs")) == 1
    assert used(parts, "k").isdisjoint(used(parts, "theirs"))


def test_a_column_without_values_is_made_of_what_chose_it_or_of_the_rows() -> None:
    sql = "SELECT b, count(*) AS n, max(CASE WHEN a > 1 THEN 'much' ELSE 'little' END) AS size FROM silver.t GROUP BY b"
    _, parts = both(sql)
    assert parts.uses["n"] == {"silver.t__1": (ColumnUse("silver.t__1", ALL, "rows"),)}
    assert parts.of(["n"], "silver.t__1") == (ALL,)
    assert parts.of(["size"], "silver.t__1") == ("a",)
    assert parts.of(["b", "size"], "silver.t__1") == ("a", "b")
