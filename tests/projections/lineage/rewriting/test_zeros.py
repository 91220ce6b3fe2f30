from __future__ import annotations

import duckdb
import pytest

from ledger.definitions import ModelColumn
from projections.engines.refused import NotDeterministic
from projections.lineage.compiling import compile_model
from projections.lineage.rewriting.zeros import with_one_zero
from projections.lineage.schema import TableSchema

ENGINE = duckdb.connect()
ROWS = (
    "(SELECT CAST('-0.0' AS DOUBLE) AS d, '-0.0' AS v, CAST(1.50 AS DECIMAL(9,2)) AS n, CAST('-0.0' AS FLOAT) AS f) t"
)


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("CAST(d AS VARCHAR)", "0.0"),
        ("TRY_CAST(d AS TEXT)", "0.0"),
        ("d::VARCHAR", "0.0"),
        ("CAST(f AS VARCHAR)", "0.0"),
        ("CAST(-(d + 0) AS VARCHAR)", "0.0"),
        ("d || 'a'", "0.0a"),
        ("v || d || f || n", "-0.00.00.01.50"),
        ("concat('a', d, v)", "a0.0-0.0"),
        ("concat_ws('-', d, f)", "0.0-0.0"),
        ("concat('a', NULL, d)", "a0.0"),
        ("string_agg(d, ',' ORDER BY d)", "0.0"),
        ("upper(CAST(d AS VARCHAR))", "0.0"),
        ("CAST(CAST(d AS VARCHAR) || d AS VARCHAR)", "0.00.0"),
        ("CAST(v AS VARCHAR)", "-0.0"),
        ("CAST(n AS VARCHAR)", "1.50"),
        ("CAST(NULLIF(d, 0) AS VARCHAR)", None),
        ("concat(CASE WHEN v = concat('', v) THEN d END)", "0.0"),
        ("concat(-length(concat(d, n)) * 1.5)", "-10.5"),
        ("concat((length(concat(-length(concat(d, n)) * 1.5)) - 5) * d)", "0.0"),
        ("concat(CASE WHEN v = concat(d, '') THEN 1 ELSE -d END)", "0.0"),
        ("concat(max(d + length(concat(d)) - 3), count(*))", "0.01"),
        ("concat(COALESCE(d, '-0.0'))", "0.0"),
        ("concat(COALESCE(NULL, '-0.0'))", "-0.0"),
        ("concat(COALESCE(NULLIF(-0e0, 1), '-0.0'))", "0.0"),
        ("concat(greatest(d, d))", "0.0"),
        ("CAST((SELECT max(x.d) FROM (SELECT t.d AS d) x) AS VARCHAR)", "0.0"),
    ],
)
def test_a_text_shows_one_zero_and_nothing_else_changes(written, answer):
    assert ENGINE.sql(with_one_zero(f"SELECT {written} AS x FROM {ROWS}", {})).fetchall() == [(answer,)]


def test_a_query_that_writes_no_text_comes_back_as_it_is():
    sql = "SELECT   d FROM silver.t -- as written"
    assert with_one_zero(sql, {}) == sql


SCHEMAS = {
    "silver.t": TableSchema(
        (ModelColumn("d", "DOUBLE"), ModelColumn("e", "VARCHAR"), ModelColumn("v", "VARCHAR")), counted=False
    )
}


@pytest.mark.parametrize(
    ("step", "start"),
    [
        ("coalesce(nullif(trim({}), '') || v, '')", "e"),
        ("coalesce(nullif(trim({}), '') || d, '')", "CAST(d AS VARCHAR)"),
        ("concat(-{})", "d"),
        ("CAST(greatest({}, v) AS VARCHAR)", "e"),
        ("CAST(length(concat({}, d)) * 2 AS VARCHAR)", "e"),
    ],
)
def test_a_query_grows_with_its_length_not_with_its_nesting(step, start):
    lengths = []
    for depth in (5, 10):
        value = start
        for _ in range(depth):
            value = step.format(value)
        written = f"SELECT {value} AS x FROM silver.t AS t"
        lengths.append(len(with_one_zero(written, SCHEMAS)) / len(written))
    assert lengths[1] < lengths[0] * 2


def test_a_column_that_is_known_to_be_no_fraction_is_not_asked():
    model = compile_model("gold.dim_x", "SELECT trim(v) || e AS x, concat(d) AS y FROM silver.t", {}, SCHEMAS)
    assert "typeof(t.v)" not in model.executed.replace('"', "").lower()
    assert model.executed.lower().count("typeof") == 1


def test_a_deep_nesting_is_compiled_to_sql_of_a_bounded_length():
    value = "d"
    for _ in range(10):
        value = f"CAST(length(concat({value}, d)) * 2 AS VARCHAR)"
    model = compile_model("gold.dim_x", f"SELECT {value} AS x FROM silver.t", {}, SCHEMAS)
    assert len(model.executed) < 8_000


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT string_agg(DISTINCT d, ',' ORDER BY d) AS x FROM silver.t", "t.d"),
        (
            "SELECT string_agg(DISTINCT s.x, ',' ORDER BY s.x) AS x FROM (SELECT CAST(d AS FLOAT) AS x FROM silver.t) s",
            "s.x",
        ),
        ("SELECT d FROM silver.t UNION ALL SELECT v FROM silver.t", "t.d"),
        ("SELECT e, v FROM silver.t UNION SELECT e, -d FROM silver.t", "-t.d"),
        ("SELECT d FROM silver.t UNION SELECT d FROM silver.t UNION ALL SELECT v FROM silver.t", "t.d"),
        ("WITH w AS (SELECT d FROM silver.t) (SELECT d FROM w) EXCEPT SELECT v FROM silver.t", "w.d"),
        ("SELECT x FROM (SELECT d AS x FROM silver.t UNION ALL SELECT 'a' AS x) s", "t.d"),
    ],
)
def test_a_fraction_that_becomes_a_text_where_no_cast_is_written_is_refused(sql, value):
    with pytest.raises(NotDeterministic) as caught:
        compile_model("gold.dim_x", sql, {}, SCHEMAS)
    refused = caught.value
    assert refused.place is not None
    assert refused.place.word in value.split(".")
    assert refused.mend == (f"cast it to VARCHAR first: CAST({value} AS VARCHAR)",)
    assert refused.why == "0.0 and -0.0 are equal but differ as texts, and which of them is met first is chance"


@pytest.mark.parametrize(
    "inner",
    [
        "SELECT string_agg(DISTINCT s.x * t.d, ',' ORDER BY s.x * t.d) FROM (SELECT 1 AS x) s",
        "SELECT max(s.x) FROM (SELECT w.x * t.d AS x FROM (SELECT 1 AS x) w UNION SELECT t.v) s",
    ],
)
def test_where_a_type_cannot_be_known_a_cast_is_asked_for(inner):
    with pytest.raises(NotDeterministic, match="values whose type cannot be known here") as caught:
        compile_model("gold.dim_x", f"SELECT ({inner}) AS y FROM silver.t", {}, SCHEMAS)
    assert caught.value.mend[0].startswith("cast it to VARCHAR first: CAST(")
    assert caught.value.mend[1] == "compute it in a WITH and join it, where its type is known"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT string_agg(DISTINCT CAST(d AS VARCHAR), ',' ORDER BY CAST(d AS VARCHAR)) AS x FROM silver.t",
        "SELECT string_agg(DISTINCT s.x, ',' ORDER BY s.x) AS x FROM (SELECT trim(v) AS x FROM silver.t) s",
        "SELECT (SELECT string_agg(DISTINCT v || s.x, ',' ORDER BY v || s.x) FROM (SELECT 'a' AS x) s) AS y FROM silver.t",
        "SELECT CAST(d AS VARCHAR) AS x FROM silver.t UNION ALL SELECT v FROM silver.t",
        "SELECT d FROM silver.t UNION SELECT NULL UNION ALL SELECT 1",
        "SELECT count(DISTINCT d) AS x, v FROM silver.t GROUP BY v",
    ],
)
def test_what_is_no_fraction_when_it_becomes_a_text_passes(sql):
    assert compile_model("gold.dim_x", sql, {}, SCHEMAS).columns


def test_the_text_of_a_group_does_not_depend_on_which_zero_came_first():
    schemas = {"silver.t": TableSchema((ModelColumn("d", "DOUBLE"),), counted=False)}
    model = compile_model("gold.agg_x", "SELECT CAST(-d AS VARCHAR) AS x FROM silver.t GROUP BY -d", {}, schemas)
    found = []
    for values in ("(0.0::DOUBLE), ('-0.0'::DOUBLE)", "('-0.0'::DOUBLE), (0.0::DOUBLE)"):
        with duckdb.connect() as engine:
            engine.execute("CREATE SCHEMA silver")
            provenance = (
                "'b' AS _batch_id, 'f' AS _source_file, 1 AS _source_row, TIMESTAMP '2026-01-01' AS _ingested_at"
            )
            engine.execute(f"CREATE VIEW silver.t AS SELECT d, {provenance} FROM (VALUES {values}) v(d)")
            found.append([row[0] for row in engine.sql(model.executed).fetchall()])
    assert found == [["0.0"], ["0.0"]]
