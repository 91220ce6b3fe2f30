"""What digests, books and provenance cost, each measured apart, in one process, as shares of the work they ride on.

python -m tests.benchmarks.costs employment.csv --times 5
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from ledger.definitions import Csv, ModelColumn
from ledger.names import PROVENANCE, SOURCE_ROW
from projections.digest import digest_of
from projections.engines.quoting import literal
from projections.layers.arrival import Arrival
from projections.layers.writer import COMPRESSION_LEVEL, ROW_GROUP, LayerWriter
from projections.lineage.compiling import compile_model
from projections.lineage.schema import TableSchema
from projections.readers.csv import open_csv
from tests.benchmarks import yardstick
from tests.benchmarks.project import COLUMNS, MODELS

Step = Callable[[], object]


@attrs.frozen
class Cost:
    """A step without and with one feature.

    Attributes:
        feature: what is paid for.
        without, extra: medians of seconds; ``extra`` is the feature's own.
    """

    feature: str
    without: float
    extra: float

    def __str__(self) -> str:
        """Tell the share that the feature adds."""
        share = 100 * self.extra / self.without
        return f"{self.feature:52}{self.without:9.3f}s {self.extra:+9.3f}s {share:+7.1f} %"


def costs(csv: Path, work: Path, times: int) -> Iterator[Cost]:
    """Measure every cost over one generated file, below an empty folder."""
    yardstick.run(csv, work)
    silver = pq.read_table(work / "silver.parquet")
    plain = silver.select(list(COLUMNS))
    yield from digests(plain, work, times)
    yield books(csv, times)
    yield columns(plain, work, times)
    yield from rewriting(work / "silver.parquet", times)


def digests(table: pa.Table, work: Path, times: int) -> Iterator[Cost]:
    """Compare writing a layer file with the digest of its rows and the hash of its bytes."""
    path = work / "plain.parquet"
    write, digest = _medians(times, lambda: _plain_write(table, path), lambda: digest_of(table))
    yield Cost("digest of the rows, beside plain writing", write, digest)
    whole = _medians(times, lambda: _layer_write(table, work / "layer.parquet"))[0]
    yield Cost("digest, hash, fsync and second thread together", write, whole - write)


def books(csv: Path, times: int) -> Cost:
    """Compare reading a file whose every record is counted and proven with parsing it alone."""
    parse, read = _medians(times, lambda: _parse(csv), lambda: _read(csv))
    return Cost("books: count and prove every record, beside parsing", parse, read - parse)


def columns(table: pa.Table, work: Path, times: int) -> Cost:
    """Compare a layer file without and with the four provenance columns."""
    arrival = Arrival("b-0", "employment.csv", datetime(2026, 3, 31, tzinfo=UTC))
    numbered = table.append_column(SOURCE_ROW, pa.array(range(1, table.num_rows + 1), pa.int64()))
    without, with_them = _medians(
        times,
        lambda: _layer_write(table, work / "without.parquet"),
        lambda: _layer_write(numbered, work / "with.parquet", arrival.constants),
    )
    return Cost("provenance: four columns in a layer file", without, with_them - without)


def rewriting(silver: Path, times: int) -> Iterator[Cost]:
    """Compare the SQL of each gold model with the same SQL after provenance was added to it."""
    with duckdb.connect() as db:
        db.execute("CREATE SCHEMA silver")
        db.execute(f"CREATE VIEW silver.employment AS SELECT * FROM read_parquet({literal(str(silver))})")
        for table, sql in MODELS.items():
            executed = _executed(db, table, sql)
            plain, rewritten = _medians(
                times, lambda sql=sql: _drain(db, sql), lambda executed=executed: _drain(db, executed)
            )
            yield Cost(f"provenance: gold.{table}", plain, rewritten - plain)


def _executed(db: duckdb.DuckDBPyConnection, table: str, sql: str) -> str:
    """Compile a gold model over the silver table, as its adoption does."""
    described = db.execute("DESCRIBE silver.employment").fetchall()
    columns = tuple(ModelColumn(name, kind) for name, kind, *_ in described if name not in PROVENANCE)
    silver = TableSchema(columns, counted=False)
    return compile_model(f"gold.{table}", sql, {}, {"silver.employment": silver}).executed


def _medians(times: int, *steps: Step) -> list[float]:
    """Run the steps in turn so many times."""
    seconds: list[list[float]] = [[] for _ in steps]
    for _ in range(times):
        for step, taken in zip(steps, seconds, strict=True):
            start = time.perf_counter()
            step()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in seconds]


def _plain_write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, ROW_GROUP, compression="zstd", compression_level=COMPRESSION_LEVEL)


def _layer_write(table: pa.Table, path: Path, constants: dict[str, pa.Scalar] | None = None) -> None:
    path.unlink(missing_ok=True)
    with LayerWriter(path, table.schema, constants) as writer:
        writer.write(table)
        writer.close()


def _parse(csv: Path) -> None:
    parsing = pa_csv.ParseOptions(newlines_in_values=True)
    convert = pa_csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=True)
    with pa_csv.open_csv(csv, parse_options=parsing, convert_options=convert) as reader:
        for _ in reader:
            pass


def _read(csv: Path) -> None:
    with open_csv(csv, Csv()) as reading:
        for _ in reading.chunks():
            pass


def _drain(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    db.sql(sql).to_arrow_table()


def main() -> None:
    """Print the costs over one file."""
    parser = argparse.ArgumentParser(description="what digests, books and provenance cost")
    parser.add_argument("csv", type=Path)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        for cost in costs(asked.csv, Path(work), asked.times):
            print(cost)


if __name__ == "__main__":
    main()
