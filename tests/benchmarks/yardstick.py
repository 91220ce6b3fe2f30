"""The yardstick: four layers from the generated file, as a competent engineer writes them with DuckDB alone.

Staged Parquet under strict options, all text, with constant provenance columns and the record number; bronze typed
behind regular expressions, the rest in a quarantine file; silver one row a key, in order; gold two aggregates in order.
Each layer reads the Parquet of the one before. No ledger, no digests, no lineage, no fsync: what those cost is the
difference.

    python -m tests.benchmarks.yardstick employment.csv OUT

With ``--numbering virtual`` staged has no record number of its own and bronze takes it from DuckDB's
``file_row_number``: cheaper, but then staged is not the same table.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import attrs
import duckdb

from projections.engines.quoting import literal
from tests.benchmarks.generate import REGIONS
from tests.benchmarks.project import COLUMNS, MODELS

LAYERS = ("staged", "bronze", "silver", "gold")
PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
INTEGER = "[+-]?[0-9]{1,18}"
RULES = {
    "record_id.type": f"regexp_full_match(record_id, '{INTEGER}')",
    "noc_code.pattern": "regexp_full_match(noc_code, '[0-9]{5}')",
    # not IN: from five values on DuckDB 2.0 makes a join of it, and with several threads the rows lose their order
    "region.allowed": " OR ".join(f"region = {literal(region)}" for region in REGIONS),
    "year.type": f"regexp_full_match(year, '{INTEGER}')",
    "year.range": "TRY_CAST(year AS BIGINT) BETWEEN 1990 AND 2100",
    "quarter.type": f"regexp_full_match(quarter, '{INTEGER}')",
    "quarter.range": "TRY_CAST(quarter AS BIGINT) BETWEEN 1 AND 4",
    "employment.type": f"regexp_full_match(employment, '{INTEGER}')",
    "employment.range": "TRY_CAST(employment AS BIGINT) >= 0",
    "median_wage.type": r"median_wage IS NULL OR (regexp_full_match(median_wage, '[+-]?[0-9]+(\.[0-9]{1,2})?')"
    " AND TRY_CAST(median_wage AS DECIMAL(8, 2)) IS NOT NULL)",
    "title.required": "title IS NOT NULL",
}
GOOD = " AND ".join(f"coalesce({condition}, false)" for condition in RULES.values())
BROKEN = "concat_ws(' ', {})".format(
    ", ".join(f"CASE WHEN NOT coalesce({condition}, false) THEN '{rule}' END" for rule, condition in RULES.items())
)
TYPED = """
    TRY_CAST(record_id AS BIGINT) AS record_id, noc_code, region, TRY_CAST(year AS BIGINT) AS year,
    TRY_CAST(quarter AS BIGINT) AS quarter, TRY_CAST(employment AS BIGINT) AS employment,
    TRY_CAST(median_wage AS DECIMAL(8, 2)) AS median_wage, title
"""


@attrs.frozen
class Layer:
    """What one layer came to.

    Attributes:
        rows: rows per file written.
        wall, cpu: seconds of this layer; cpu is user and system time of all threads.
        peak: highest memory of the process so far, in bytes.
    """

    rows: dict[str, int]
    wall: float
    cpu: float
    peak: int


@attrs.frozen
class Yardstick:
    """The four layers of one file in one folder; each method writes one layer and counts the rows of its files."""

    csv: Path
    out: Path
    virtual: bool

    def staged(self, db: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """Land every record as text; what is no record goes to a file of rejects."""
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
        number = "" if self.virtual else "row_number() OVER () AS _source_row,"
        read = f"""read_csv({literal(str(self.csv))}, auto_detect=false, columns={{{columns}}}, delim=',', quote='"', escape='"',
            header=true, strict_mode=true, store_rejects=true, allow_quoted_nulls=false)"""
        accepted = _copy(
            db,
            f"""SELECT *, 'b-yardstick' AS _batch_id, {literal(self.csv.name)} AS _source_file, {number}
                TIMESTAMP '2026-03-31 12:00:00' AS _ingested_at FROM {read}""",
            self._file("staged"),
        )
        rejected = _copy(
            db, "SELECT DISTINCT line, line_byte_position, csv_line FROM reject_errors", self._file("rejects")
        )
        return {"staged": accepted, "rejects": rejected}

    def bronze(self, db: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """Type what keeps the rules, set the rest aside with the rules that it broke."""
        number = "file_row_number + 1" if self.virtual else "_source_row"
        origin = f"_batch_id, _source_file, {number} AS _source_row, _ingested_at"
        staged = f"read_parquet({literal(self._file('staged'))})"
        good = _copy(db, f"SELECT {TYPED}, {origin} FROM {staged} WHERE {GOOD}", self._file("bronze"))
        aside = f"SELECT {', '.join(COLUMNS)}, {origin}, {BROKEN} AS broken FROM {staged} WHERE NOT ({GOOD})"
        return {"bronze": good, "quarantine": _copy(db, aside, self._file("quarantine"))}

    def silver(self, db: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """Keep the first row of each key, in source order."""
        bronze = f"read_parquet({literal(self._file('bronze'))})"
        first = f"SELECT min(_source_row) AS _source_row FROM {bronze} GROUP BY record_id"
        kept = f"SELECT * FROM {bronze} SEMI JOIN ({first}) USING (_source_row) ORDER BY _source_row"
        return {"silver": _copy(db, kept, self._file("silver"))}

    def gold(self, db: duckdb.DuckDBPyConnection) -> dict[str, int]:
        """Answer the questions of the models, totally ordered."""
        db.execute("CREATE SCHEMA silver")
        db.execute(f"CREATE VIEW silver.employment AS SELECT * FROM read_parquet({literal(self._file('silver'))})")
        return {
            table: _copy(db, f"SELECT * FROM ({sql}) ORDER BY ALL", self._file(table)) for table, sql in MODELS.items()
        }

    def _file(self, name: str) -> str:
        return str(self.out / f"{name}.parquet")


def run(csv: Path, out: Path, *, virtual: bool = False, layers: tuple[str, ...] = LAYERS) -> dict[str, Layer]:
    """Write the layers into a folder and tell what each came to."""
    out.mkdir(parents=True, exist_ok=True)
    yardstick = Yardstick(csv, out, virtual)
    with duckdb.connect() as db:
        return {layer: _timed(lambda layer=layer: getattr(yardstick, layer)(db)) for layer in layers}


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: str) -> int:
    counted = db.execute(f"COPY ({query}) TO {literal(path)} {PARQUET}").fetchone()
    return int(counted[0]) if counted else 0


def _timed(step: Callable[[], dict[str, int]]) -> Layer:
    wall, cpu = time.perf_counter(), time.process_time()
    rows = step()
    return Layer(rows, time.perf_counter() - wall, time.process_time() - cpu, peak_memory())


def peak_memory() -> int:
    """Give the highest memory of this process so far, in bytes."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest if sys.platform == "darwin" else highest * 1024


def main() -> None:
    """Write the layers that the command line asks for and print what they came to."""
    parser = argparse.ArgumentParser(description="write four layers with DuckDB alone")
    parser.add_argument("csv", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--numbering", choices=("column", "virtual"), default="column")
    parser.add_argument("--only", choices=LAYERS, action="append", help="this layer, over those written before")
    asked = parser.parse_args()
    layers = tuple(asked.only or LAYERS)
    made = run(asked.csv, asked.out, virtual=asked.numbering == "virtual", layers=layers)
    print(json.dumps({name: attrs.asdict(layer) for name, layer in made.items()}))


if __name__ == "__main__":
    main()
