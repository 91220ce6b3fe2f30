from __future__ import annotations

import duckdb
import pytest

from ledger.definitions import ModelColumn
from ledger.definitions.lineage import ColumnLineage, ColumnUse
from projections.lineage.columns.finding import direct_inputs, lineage_of_sql
from projections.lineage.compiling import compile_model
from projections.lineage.schema import TableSchema
from tests.projections.lineage.columns.expected import QUERIES, Expected
from tests.projections.lineage.rewriting.shapes import SHAPES

TYPES = {
    "silver.t": {"k": "BIGINT", "a": "BIGINT", "b": "VARCHAR", "c": "BIGINT", "d": "BIGINT"},
    "silver.u": {"a": "BIGINT", "x": "VARCHAR"},
    "gold.dim_g": {"a": "BIGINT", "y": "VARCHAR"},
}
INPUTS = {table: list(columns) for table, columns in TYPES.items()}
SHORT = {"silver.t": "t", "silver.u": "u", "gold.dim_g": "g"}
SIGNS = {"identity": "=", "transformation": "~", "aggregation": "+"}
SCHEMAS = {
    table: TableSchema(tuple(ModelColumn(*each) for each in columns.items()), counted=table == "gold.dim_g")
    for table, columns in TYPES.items()
}
GATED = {name: query for name, query in QUERIES.items() if query.gated}


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        for table, columns in TYPES.items():
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.partition('.')[0]}")
            connection.execute(f"CREATE TABLE {table} ({', '.join(f'{n} {t}' for n, t in columns.items())})")
        yield connection


def said(uses: tuple[ColumnUse, ...]) -> set[str]:
    return {f"{SIGNS.get(u.how, f'{u.how} ')}{SHORT[u.table]}.{u.column}" for u in uses}


def words(text: str) -> set[str]:
    parts, found = text.split(), set()
    while parts:
        first = parts.pop(0)
        found.add(first if first[0] in "=~+" else f"{first} {parts.pop(0)}")
    return found


def check(query: Expected, found: ColumnLineage) -> None:
    assert [c.column for c in found.columns] == list(query.columns)
    assert {c.column: said(c.uses) for c in found.columns} == {c: words(text) for c, text in query.columns.items()}
    tables = {f"rows {short}.*" for table, short in SHORT.items() if table in query.sql}
    assert {use for use in said(found.rows) if use not in tables} == words(query.rows)
    assert tables <= said(tuple(use for uses in (found.rows, *(c.uses for c in found.columns)) for use in uses))


@pytest.mark.parametrize("name", QUERIES)
def test_each_column_is_made_from_what_was_written_down(name, engine):
    query = QUERIES[name]
    names = engine.sql(query.sql).columns
    check(query, lineage_of_sql(query.sql, INPUTS, names))


@pytest.mark.parametrize("name", GATED)
def test_a_model_records_the_same(name):
    query = GATED[name]
    model = compile_model("gold.agg_x", query.sql, {}, SCHEMAS)
    assert model.lineage is not None
    check(query, model.lineage)


@pytest.mark.parametrize("name", QUERIES)
def test_what_cannot_be_told_is_said_with_its_reason_and_only_that(name, engine):
    sql = QUERIES[name].sql
    found = lineage_of_sql(sql, INPUTS, engine.sql(sql).columns)
    for use in (use for origin in (*found.columns,) for use in (*origin.uses, *found.rows)):
        assert use.column == "*" if use.why else use.column != "*" or use.how == "rows"


@pytest.mark.parametrize("name", SHAPES)
def test_no_input_of_any_shape_is_left_out(name):
    model = compile_model("gold.agg_x", SHAPES[name].sql, {}, SCHEMAS)
    assert model.lineage is not None
    assert {use.table for use in model.lineage.rows} | {
        use.table for origin in model.lineage.columns for use in origin.uses
    } == set(model.inputs)
    assert [origin.column for origin in model.lineage.columns] == [column.name for column in model.columns]
    assert not any(use.why for origin in model.lineage.columns for use in (*origin.uses, *model.lineage.rows))


def test_direct_inputs_name_the_columns_whose_values_may_show():
    sql = "SELECT t.k, upper(u.x) || t.b AS z, count(*) OVER () AS n FROM silver.t JOIN silver.u USING (a)"
    assert direct_inputs(sql, INPUTS, ["k", "z", "n"]) == [
        {("silver.t", "k")},
        {("silver.u", "x"), ("silver.t", "b")},
        frozenset(),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM (PIVOT silver.u ON a USING count(x))",
        "SELECT COLUMNS('x') FROM silver.u",
        "SELECT nothing FROM silver.u",
        "SELECT ((((((",
        "SUMMARIZE silver.u",
    ],
)
def test_direct_inputs_of_what_cannot_be_followed_are_all_columns_of_what_may_be_read(sql):
    (found,) = direct_inputs(sql, INPUTS, ["x"])
    assert found >= {("silver.u", "a"), ("silver.u", "x")}


def test_a_table_that_is_found_by_the_engine_alone_may_be_any():
    (found,) = direct_inputs("SELECT nothing FROM u", INPUTS, ["x"])
    assert found == {(table, column) for table, columns in INPUTS.items() for column in columns}


def test_a_width_that_the_engine_does_not_share_is_not_trusted():
    (first, second) = lineage_of_sql("SELECT a FROM silver.u", INPUTS, ["a", "b"]).columns
    assert first.uses == second.uses == (ColumnUse("silver.u", "*", "transformation", first.uses[0].why),)
    assert "the engine" in first.uses[0].why


def test_a_table_whose_columns_are_not_known_is_named_as_a_whole():
    found = lineage_of_sql("SELECT z FROM silver.v", INPUTS, ["z"])
    assert direct_inputs("SELECT z FROM silver.v", INPUTS, ["z"]) == [{("silver.v", "*")}]
    assert found.of("z")[0].why
    assert found.of("nothing") == ()
