"""What it costs to compile a model, and what provenance adds to building its table; on purpose only.

    JOBFORGE_BENCHMARK=1 pytest tests/benchmarks/test_compiling.py -m benchmark -s

`JOBFORGE_BENCHMARK_TRACED` (6,000,000) is the number of rows. Figures are printed, never asserted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from ledger.definitions import ModelColumn
from projections.engines.gate import parse_model
from projections.engines.limits import Limits
from projections.engines.sandbox import Sandbox
from projections.layers.running import run_into
from projections.lineage.columns.finding import column_lineage
from projections.lineage.compiling import compile_model
from projections.lineage.rewriting.provenance import PROMOTED
from projections.lineage.rewriting.qualifying import qualified
from projections.lineage.rewriting.rewriter import rewrite
from projections.lineage.rewriting.scopes import output_names
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.rewriting.zeros import with_one_zero
from projections.lineage.schema import TableSchema
from tests.benchmarks.test_tracing import MODELS, ROWS, SCHEMAS, TIMES, on_purpose, write_tables

WIDE = tuple(f"c{n}" for n in range(50))
CHAINED = {"silver.wide": TableSchema(tuple(ModelColumn(name, "BIGINT") for name in WIDE), counted=False)}
LINES = "SELECT k, customer, kind, amount, ordered, {more} FROM silver.lines"
TEN = LINES.format(more="amount * 2 AS a, amount + 1 AS b, customer % 7 AS c, upper(kind) AS d, ordered * 10 AS e")
ROW_BY_ROW = {
    "three columns": MODELS["filter and project"],
    "ten columns": f"{TEN} WHERE amount > 10",
    "join": MODELS["join"],
    "left join": f"{MODELS['join'].replace('JOIN', 'LEFT JOIN')} AND c.nation = 'n3'",
    "first of each": "SELECT k, customer, ordered FROM silver.lines"
    " QUALIFY row_number() OVER (PARTITION BY ordered ORDER BY k) = 1",
    "union all": "SELECT k, customer, amount FROM silver.lines WHERE kind = 'g1'"
    " UNION ALL SELECT k, customer, amount FROM silver.lines WHERE kind = 'g2'",
    "running sum": "SELECT k, ordered, sum(amount) OVER (PARTITION BY ordered ORDER BY k) AS running"
    " FROM silver.lines WHERE amount > 75",
}
GROUPED = {name: MODELS[name] for name in ("few groups (6)", "many groups", "join and group (175)", "distinct")}

Answer = TypeVar("Answer")


def chain(links: int) -> str:
    """Give SQL of so many members of a WITH, each of fifty columns that are made of two of the member before."""
    after = [f"{name} + {WIDE[(n + 1) % len(WIDE)]} AS {name}" for n, name in enumerate(WIDE)]
    members = ["s0 AS (SELECT * FROM silver.wide)"]
    members += [f"s{n} AS (SELECT {', '.join(after)} FROM s{n - 1} WHERE c{n} > 0)" for n in range(1, links)]
    return f"WITH {', '.join(members)} SELECT * FROM s{links - 1}"


def steps(sql: str, known: dict[str, TableSchema]) -> Iterator[tuple[str, float]]:
    """Give the milliseconds of each step of compiling that is not a question to the engine."""

    def timed(name: str, work: Callable[[], Answer]) -> Answer:
        start = time.perf_counter()
        done = work()
        taken.append((name, 1_000 * (time.perf_counter() - start)))
        return done

    taken: list[tuple[str, float]] = []
    parsed = timed("gate", lambda: parse_model(sql))
    used = {name: schema for name, schema in known.items() if name in sql}
    tree = timed("names", lambda: qualified(parsed, sql, used))
    columns = {name: [column.name for column in schema.columns] for name, schema in used.items()}
    timed("lineage", lambda: column_lineage(tree, columns, output_names(tree)))
    timed(
        "rewriting",
        lambda: with_one_zero(as_sql(rewrite(tree, dict.fromkeys(used, PROMOTED)).select), used),
    )
    yield from taken


def least(sql: str, known: dict[str, TableSchema]) -> dict[str, float]:
    """Give the steps of the quickest of some runs, and what they take together."""
    runs = [dict(steps(sql, known)) for _ in range(TIMES)]
    found = min(runs, key=lambda run: sum(run.values()))
    return {**found, "together": sum(found.values())}


@on_purpose
@pytest.mark.benchmark
def test_what_it_costs_to_compile_a_model() -> None:
    for name, sql, known in (*((n, s, SCHEMAS) for n, s in MODELS.items()), ("20 of 50", chain(20), CHAINED)):
        told = " ".join(f"{step} {taken:6.1f} ms" for step, taken in least(sql, known).items())
        print(f"\n{name:22}{told}", end="")


@on_purpose
@pytest.mark.benchmark
def test_what_provenance_adds_to_building_a_table(tmp_path: Path) -> None:
    print(f"\n{ROWS:,} rows{'':10}query s  with s  ratio   built s  with s  ratio   built MB  with MB  ratio")
    for name, *measures in built(tmp_path, {**ROW_BY_ROW, **GROUPED}, ROWS, 3):
        told = (f"{plain:9.2f} {carried:7.2f} {carried / plain:6.2f}" for plain, carried in measures)
        print(f"{name:22}{'  '.join(told)}")


def built(
    folder: Path, models: dict[str, str], rows: int, times: int
) -> Iterator[tuple[str, tuple[float, float], tuple[float, float], tuple[float, float]]]:
    """Ask each model's query, and write its table as builds do, in turn as its author wrote it and as it is built.

    Returns:
        For each model, of both, the median seconds of the query, those of the table, and its megabytes.
    """
    with Sandbox(write_tables(folder, rows), Limits(threads=2)) as sandbox:
        for name, sql in models.items():
            both = [
                Cost(sandbox, sql, folder),
                Cost(sandbox, compile_model("gold.agg_x", sql, {}, SCHEMAS).executed, folder),
            ]
            for _ in range(times):
                for each in both:
                    each.measure()
            yield name, *zip(*(each.medians for each in both), strict=True)


class Cost:
    """What a query costs: alone, and with writing its table."""

    def __init__(self, sandbox: Sandbox, sql: str, folder: Path) -> None:
        self._sandbox, self._sql, self._file = sandbox, sql, folder / "table.parquet"
        self._taken: list[tuple[float, float, float]] = []

    def measure(self) -> None:
        """Run it once alone and once into a file."""
        start = time.perf_counter()
        for _ in self._sandbox.stream(self._sql):
            pass
        asked = time.perf_counter()
        written = run_into(self._file, self._sandbox, self._sql)
        self._taken.append((asked - start, time.perf_counter() - asked, written.size / 1e6))
        self._file.unlink()

    @property
    def medians(self) -> list[float]:
        """Seconds of the query, seconds of the table, megabytes."""
        return [statistics.median(each) for each in zip(*self._taken, strict=True)]


def test_the_tools_of_the_compiling_benchmark_work(tmp_path: Path) -> None:
    assert set(least(chain(3), CHAINED)) == {"gate", "names", "lineage", "rewriting", "together"}
    for _, _, _, (plain, carried) in built(tmp_path, {**ROW_BY_ROW, **GROUPED}, 2_400, 1):
        assert plain > 0  # which of them takes longer over so few rows is chance
        assert carried > 0
