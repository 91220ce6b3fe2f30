from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.definitions import ModelColumn
from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox
from projections.lineage.compiling import compile_model
from projections.lineage.schema import TableSchema

COLUMNS = tuple(ModelColumn(name, kind) for name, kind in (("k", "BIGINT"), ("a", "BIGINT"), ("b", "VARCHAR")))
SCHEMAS = {"silver.t": TableSchema(COLUMNS, counted=False)}
ROWS = {"k": [1, 2, 3, 4, 5], "a": [1, 1, 2, 3, None], "b": ["x", "x", "x", "y", "y"]}


@pytest.fixture
def sandbox(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(ROWS), path)
    relation = Relation((path,), SCHEMAS["silver.t"].all_columns)
    with Sandbox({"silver.t": relation}, Limits(threads=1)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sql", "ties"),
    [
        ("SELECT row_number() OVER (ORDER BY k) AS r FROM silver.t", [0]),
        ("SELECT row_number() OVER (ORDER BY a) AS r FROM silver.t", [2]),
        ("SELECT row_number() OVER (PARTITION BY b ORDER BY a) AS r FROM silver.t", [2]),
        ("SELECT row_number() OVER (PARTITION BY k ORDER BY a) AS r FROM silver.t", [0]),
        ("SELECT row_number() OVER (ORDER BY b) AS r FROM silver.t", [5]),
        ("SELECT lag(a) OVER (ORDER BY a) AS r FROM silver.t WHERE a > 1", [0]),
        ("SELECT first_value(k) OVER w AS r, last_value(k) OVER w AS s FROM silver.t WINDOW w AS (ORDER BY a)", [2]),
        ("SELECT first_value(k) OVER (w ORDER BY k) AS r FROM silver.t WINDOW w AS (PARTITION BY b)", [0]),
        ("SELECT ntile(2) OVER (ORDER BY a, k) AS r FROM silver.t", [0]),
        ("SELECT sum(k) OVER (ORDER BY a ROWS 1 PRECEDING) AS r FROM silver.t", [2]),
        ("SELECT sum(k) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS r FROM silver.t", []),
        ("SELECT sum(k) OVER (ORDER BY a) AS r, rank() OVER (ORDER BY a) AS s FROM silver.t", []),
        ("SELECT string_agg(b, ',') OVER (ORDER BY a) AS r FROM silver.t", [2]),
        ("SELECT a FROM silver.t QUALIFY row_number() OVER (PARTITION BY b ORDER BY k) = 1", [0]),
        ("SELECT a FROM silver.t QUALIFY row_number() OVER (PARTITION BY b ORDER BY a) = 1", [2]),
        ("SELECT b, row_number() OVER (ORDER BY count(*)) AS r FROM silver.t GROUP BY b", [0]),
        ("SELECT b, a, row_number() OVER (ORDER BY count(*)) AS r FROM silver.t GROUP BY ALL", [3]),
        ("SELECT b AS g, row_number() OVER (ORDER BY max(k)) AS r FROM silver.t GROUP BY 1", [0]),
        ("WITH c AS (SELECT a FROM silver.t), d AS (SELECT row_number() OVER (ORDER BY a) AS r FROM c) SELECT r FROM d", [2]),
        ("WITH c AS (SELECT a, b FROM silver.t) SELECT r FROM (WITH c AS (SELECT DISTINCT a FROM c) SELECT row_number() OVER (ORDER BY a) AS r FROM c)", [0]),
        ("SELECT a FROM silver.t ORDER BY a LIMIT 1", [1]),
        ("SELECT a FROM silver.t ORDER BY a LIMIT 2", [0]),
        ("SELECT a FROM silver.t ORDER BY a LIMIT 3", [0]),
        ("SELECT a FROM silver.t ORDER BY a DESC NULLS LAST LIMIT 3", [1]),
        ("SELECT a FROM silver.t ORDER BY a OFFSET 1", [1]),
        ("SELECT a FROM silver.t ORDER BY a LIMIT 1 OFFSET 2", [0]),
        ("SELECT a FROM silver.t ORDER BY b LIMIT 99", [0]),
        ("SELECT -a AS a FROM silver.t ORDER BY a LIMIT 3", [1]),
        ("SELECT b, count(*) AS n FROM silver.t GROUP BY b ORDER BY count(*) DESC LIMIT 1", [0]),
        ("SELECT b, row_number() OVER (ORDER BY k) AS r FROM silver.t ORDER BY r LIMIT 1", [0, 0]),
        ("SELECT DISTINCT a FROM silver.t ORDER BY a LIMIT 1", [0]),
        ("SELECT a FROM silver.t UNION SELECT k FROM silver.t ORDER BY a LIMIT 1", [0]),
        ("SELECT a FROM silver.t UNION ALL SELECT k FROM silver.t ORDER BY 1 LIMIT 1", [2]),
        ("SELECT DISTINCT ON (b) b, a FROM silver.t ORDER BY b, a", [2]),
        ("SELECT DISTINCT ON (b) b, a FROM silver.t ORDER BY b, a DESC NULLS LAST", [0]),
        ("SELECT DISTINCT ON (b) b, a FROM silver.t ORDER BY b, a DESC NULLS LAST LIMIT 1", [0, 0]),
        ("SELECT a FROM silver.t WHERE a IN (SELECT a FROM silver.t ORDER BY a LIMIT 1)", [1]),
    ],
)  # fmt: skip
def test_rows_that_tie_in_an_order_that_matters_are_counted(sandbox: Sandbox, sql: str, ties: list[int]) -> None:
    model = compile_model("gold.agg_x", sql, {}, SCHEMAS)
    assert [sandbox.one(check.sql)[0] for check in model.ties] == ties


def test_a_check_says_what_it_is_about() -> None:
    sql = "SELECT row_number() OVER (PARTITION BY b ORDER BY a) AS r FROM silver.t ORDER BY r LIMIT 2"
    told = [check.what for check in compile_model("gold.agg_x", sql, {}, SCHEMAS).ties]
    assert told == ["row_number() OVER (ORDER BY t.a)", "LIMIT or OFFSET with ORDER BY r"]
