"""Small random databases, and a connection in which any rows of one can be missing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from projections.engines.relation import ROW

COLUMNS = {
    "silver.t": "k BIGINT, a BIGINT, b VARCHAR, c BIGINT, d DECIMAL(10,2)",
    "silver.u": "a BIGINT, x VARCHAR",
    "gold.dim_g": "a BIGINT, y VARCHAR",
}
TOLD = "_batch_id VARCHAR, _source_file VARCHAR, _source_row BIGINT, _ingested_at TIMESTAMP"

Rows = tuple[tuple[Any, ...], ...]
Database = Mapping[str, Rows]
Gone = Mapping[str, Collection[int]]


def database(seed: int) -> Database:
    """Make a database: NULLs, duplicates and ties are frequent; each row has a source row of its own."""
    chance = random.Random(seed)
    size = lambda least, most: 0 if chance.random() < 0.1 else chance.randint(least, most)  # noqa: E731 - words of the table below
    number = lambda: chance.choice([None, 0, 1, 1, 2, 3])  # noqa: E731 - words of the table below
    text = lambda: chance.choice([None, "p", "q", "P"])  # noqa: E731 - words of the table below
    told = lambda n, name: (f"b-{name}{n % 3}", f"{name}.csv", n, f"2026-01-0{1 + n % 3}")  # noqa: E731 - words of the table below
    t = [(k, number(), text(), number(), chance.choice([None, "0.10", "2.25"]), *told(k, "t")) for k in range(size(3, 7))]  # fmt: skip
    u = [(number(), text(), *told(n, "u")) for n in range(size(2, 5))]
    g = [(number(), text(), *told(n, "g"), 1) for n in range(size(2, 4))]
    return {"silver.t": tuple(t), "silver.u": tuple(u), "gold.dim_g": tuple(g)}


class Tables:
    """A connection with the tables of a database, in which rows can be missing; at two threads."""

    def __init__(self, rows: Database) -> None:
        self.rows = rows
        self.db = duckdb.connect(config={"threads": 2})
        for table, columns in COLUMNS.items():
            schema, _, name = table.partition(".")
            self.db.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self.db.execute(f"CREATE SCHEMA IF NOT EXISTS all_{schema}")
            counted = ", _source_rows BIGINT" if schema == "gold" else ""
            self.db.execute(f"CREATE TABLE all_{table} ({columns}, {TOLD}{counted}, {ROW} BIGINT)")
            for number, row in enumerate(rows[table]):
                marks = ", ".join("?" * (len(row) + 1))
                self.db.execute(f"INSERT INTO all_{table} VALUES ({marks})", [*row, number])
            del name

    def without(self, gone: Gone, *, told: bool) -> None:
        """Let rows be missing, by their numbers; the columns that say where a row comes from are there or not."""
        for table, columns in COLUMNS.items():
            names = ", ".join(part.split()[0] for part in columns.split(", "))
            out = ", ".join(map(str, sorted(gone.get(table, ())))) or "-1"
            shown = "*" if told else names
            self.db.execute(
                f"CREATE OR REPLACE VIEW {table} AS SELECT {shown} FROM all_{table} WHERE {ROW} NOT IN ({out})"
            )

    def answer(self, sql: str) -> Counter[tuple[Any, ...]]:
        """Count the rows of a SELECT by their values."""
        return Counter(self.db.sql(sql).fetchall())

    def close(self) -> None:
        self.db.close()
