from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox
from tests.projections.lineage.rewriting.compiled import SCHEMAS, compiled

TENTHS = [Decimal("0.10"), Decimal("0.20"), Decimal("0.30"), None]
"""Their average is 0.2, or 0.19999999999999998 where the engine divides the sum by the count."""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    path = tmp_path_factory.mktemp("averages") / "t.parquet"
    kinds = {
        "BIGINT": pa.int64(),
        "VARCHAR": pa.string(),
        "TIMESTAMP": pa.timestamp("us"),
        "DECIMAL(10,2)": pa.decimal128(10, 2),
    }
    schema = pa.schema([(c.name, kinds[c.type]) for c in SCHEMAS["silver.t"].all_columns])
    rows = [
        {"k": n, "a": n % 3, "b": "p", "c": n, "d": tenth, "_batch_id": "b", "_source_file": "f", "_source_row": n,
         "_ingested_at": datetime(2026, 1, 1)} for n, tenth in enumerate(TENTHS)
    ]  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    relations = {name: Relation((), each.all_columns) for name, each in SCHEMAS.items()}
    relations["silver.t"] = Relation((path,), SCHEMAS["silver.t"].all_columns)
    with Sandbox(relations, Limits(threads=2)) as opened:
        yield opened


def _averages(sandbox: Sandbox, sql: str) -> list[Any]:
    return [row[0] for row in zip(*(c.to_pylist() for c in sandbox.table(compiled(sql).executed).columns), strict=True)]


@pytest.mark.parametrize(
    "beside", ["", ", sum(d) AS s", ", min(c) AS s", ", count(DISTINCT c) AS s", ", count_if(c > 1) AS s"]
)
def test_an_average_does_not_depend_on_what_stands_beside_it(sandbox: Sandbox, beside: str) -> None:
    assert _averages(sandbox, f"SELECT avg(d) AS m, b{beside} FROM silver.t GROUP BY b") == [0.6 / 3]
    assert _averages(sandbox, f"SELECT avg(d) AS m{beside} FROM silver.t") == [0.6 / 3]


@pytest.mark.parametrize(
    "average",
    [
        "avg(d) FILTER (WHERE c >= 0)", "avg(DISTINCT d)", "avg(d) OVER ()", "avg(d) FILTER (WHERE c >= 0) OVER ()",
        "avg(d) OVER w", "(SELECT avg(x.d) FROM silver.t x)", "(SELECT avg(x.d) FROM silver.t x WHERE x.a >= t.a - 9)",
    ],
)  # fmt: skip
def test_every_form_of_an_average_is_the_same(sandbox: Sandbox, average: str) -> None:
    window = " WINDOW w AS (PARTITION BY b IS NULL)" if "OVER w" in average else ""
    assert set(_averages(sandbox, f"SELECT {average} AS m FROM silver.t t{window}")) == {0.6 / 3}


def test_an_average_of_nothing_is_nothing(sandbox: Sandbox) -> None:
    assert _averages(sandbox, "SELECT avg(d) AS m FROM silver.t WHERE c < 0") == [None]
    assert _averages(sandbox, "SELECT avg(d) FILTER (WHERE c < 0) AS m FROM silver.t") == [None]
    assert _averages(sandbox, "SELECT avg(c) AS m FROM silver.t") == [1.5]
    assert _averages(sandbox, "SELECT avg(sum(c)) OVER () AS m FROM silver.t HAVING avg(c) > 1 ORDER BY avg(c)") == [
        6.0
    ]
