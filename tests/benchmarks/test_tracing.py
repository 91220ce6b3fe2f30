"""What it costs to trace one row over millions, beside the model's own time; on purpose only.

    JOBFORGE_BENCHMARK=1 pytest tests/benchmarks/test_tracing.py -m benchmark -s

`JOBFORGE_BENCHMARK_TRACED` (6,000,000) is the number of rows. Ratios are printed, never asserted.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from ledger.definitions import Model, ModelColumn
from projections.engines.limits import Limits
from projections.engines.relation import Relation
from projections.engines.sandbox import Sandbox
from projections.layers.arrival import Arrival
from projections.layers.writer import LayerWriter
from projections.lineage.compiling import compile_model
from projections.lineage.schema import COUNTED_TYPES, TableSchema
from projections.lineage.witnesses.matching import Stored, behind
from projections.lineage.witnesses.reaching import keys_reached

ROWS = int(os.environ.get("JOBFORGE_BENCHMARK_TRACED", "6000000"))
TIMES = 5
BATCHES = 12
LINES = (
    "SELECT i + 1 AS _source_row, i AS k, (hash(i) % 150000)::BIGINT AS customer, 'g' || (hash(i * 7) % 6) AS kind,"
    " ((hash(i * 3) % 1000) / 10)::DECIMAL(10,2) AS amount, (hash(i * 11) % 1500000)::BIGINT AS ordered"
)
SCHEMAS = {
    "silver.lines": TableSchema(
        tuple(
            ModelColumn(name, kind)
            for name, kind in (
                ("k", "BIGINT"),
                ("customer", "BIGINT"),
                ("kind", "VARCHAR"),
                ("amount", "DECIMAL(10,2)"),
                ("ordered", "BIGINT"),
            )
        ),
        counted=False,
    ),
    "silver.customers": TableSchema(
        (ModelColumn("customer", "BIGINT"), ModelColumn("nation", "VARCHAR")), counted=False
    ),
}
MODELS = {
    "filter and project": "SELECT k, customer, amount * 2 AS twice FROM silver.lines WHERE amount > 10",
    "join": "SELECT l.k, c.nation, l.amount FROM silver.lines l JOIN silver.customers c ON c.customer = l.customer",
    "few groups (6)": "SELECT kind, count(*) AS n, sum(amount) AS s FROM silver.lines GROUP BY kind",
    "many groups": "SELECT ordered, count(*) AS n, sum(amount) AS s FROM silver.lines GROUP BY ordered",
    "join and group (175)": "SELECT c.nation, count(*) AS n, sum(l.amount) AS s FROM silver.lines l"
    " JOIN silver.customers c ON c.customer = l.customer GROUP BY c.nation",
    "distinct": "SELECT DISTINCT kind, customer FROM silver.lines",
    "exists and group": "SELECT l.kind, count(*) AS n FROM silver.lines l WHERE EXISTS (SELECT 1 FROM"
    " silver.customers c WHERE c.customer = l.customer AND c.nation = 'n3') GROUP BY l.kind",
}

on_purpose = pytest.mark.skipif(
    os.environ.get("JOBFORGE_BENCHMARK") != "1",
    reason="takes minutes and prints ratios that depend on the machine; set JOBFORGE_BENCHMARK=1 to run it",
)


def write_tables(folder: Path, rows: int) -> dict[str, Relation]:
    """Write the tables that the models read, as promotions do: a file for each of some batches."""
    customers = "SELECT i + 1 AS _source_row, i AS customer, 'n' || (i % 175) AS nation FROM range(150000) t(i)"
    share = rows // BATCHES
    parts = [f"{LINES} FROM range({n * share}, {(n + 1) * share}) t(i)" for n in range(BATCHES)]
    return {
        table: Relation(
            tuple(_write(folder / f"{table}-{n}.parquet", sql, n) for n, sql in enumerate(each)),
            SCHEMAS[table].all_columns,
            numbered=True,
        )
        for table, each in (("silver.lines", parts), ("silver.customers", [customers]))
    }


def _write(path: Path, sql: str, number: int) -> Path:
    rows = duckdb.sql(sql).to_arrow_table()
    arrival = Arrival(f"b-{number}", f"f_{number}.csv", datetime(2026, 1, 1 + number, tzinfo=UTC))
    with LayerWriter(path, rows.schema, arrival.constants) as writer:
        writer.write(rows)
        writer.close()
    return path


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _measured(sandbox: Sandbox, model: Model) -> Iterator[float]:
    """Give the seconds of the model itself, of the trace of one row down, and of the way up; and the rows behind."""
    columns = tuple(ModelColumn(c.name, c.type) for c in (*model.columns, *COUNTED_TYPES))
    (row,) = zip(*(c.to_pylist() for c in sandbox.table(f"{model.executed} LIMIT 1").columns), strict=True)
    down = behind(model, Stored(columns, [row]), 10)
    counts = ", ".join(f"max({column.name})" for column in columns)
    yield _median(lambda: sandbox.one(f"SELECT {counts} FROM ({model.executed})"))
    yield _median(lambda: sandbox.table(down))
    keys = keys_reached(model, "silver.lines", 7, {"_batch_id": "b-0", "_source_row": 7})
    assert keys is not None
    yield _median(lambda: sandbox.table(keys.queries[0]))
    yield sum(sandbox.table(down)["_count"].to_pylist())


@on_purpose
@pytest.mark.benchmark
def test_what_it_costs_to_trace_one_row(tmp_path: Path) -> None:
    relations = write_tables(tmp_path, ROWS)
    print(f"\n{ROWS:,} rows{'':20}model s   down s  x model     up s   rows behind")
    with Sandbox(relations, Limits(threads=2)) as sandbox:
        for name, sql in MODELS.items():
            own, down, up, rows = _measured(sandbox, compile_model("gold.agg_x", sql, {}, SCHEMAS))
            print(f"{name:30}{own:8.3f} {down:8.3f} {down / own:8.2f} {up:8.3f} {rows:13,.0f}")


def test_the_tools_of_the_tracing_benchmark_work(tmp_path: Path) -> None:
    with Sandbox(write_tables(tmp_path, 2_000), Limits(threads=2)) as sandbox:
        for sql in MODELS.values():
            *_, rows = _measured(sandbox, compile_model("gold.agg_x", sql, {}, SCHEMAS))
            assert rows > 0
