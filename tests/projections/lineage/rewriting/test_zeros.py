from __future__ import annotations

import duckdb
import pytest

from ledger.definitions import ModelColumn
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
        ("CAST((SELECT max(x.d) FROM (SELECT t.d AS d) x) AS VARCHAR)", "0.0"),
    ],
)
def test_a_text_shows_one_zero_and_nothing_else_changes(written, answer):
    assert ENGINE.sql(with_one_zero(f"SELECT {written} AS x FROM {ROWS}")).fetchall() == [(answer,)]


def test_a_query_that_writes_no_text_comes_back_as_it_is():
    sql = "SELECT   d FROM silver.t -- as written"
    assert with_one_zero(sql) == sql


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
