"""An oracle that knows nothing of SQL: whatever a column is not said to depend on can hold anything."""

from __future__ import annotations

import random
from collections import Counter

import duckdb
import pytest

from projections.lineage.columns.finding import lineage_of_sql
from tests.projections.lineage.columns.expected import QUERIES
from tests.projections.lineage.columns.test_expected import INPUTS, TYPES
from tests.projections.lineage.rewriting.shapes import SHAPES

SQL = {name: each.sql for name, each in (QUERIES | SHAPES).items()}
SEEDS = 2
CHANGED = [(table, column) for table, columns in TYPES.items() for column in columns]


def values(chance: random.Random, kind: str, rows: int, *, unlike: bool = False) -> list:
    if unlike:
        return chance.sample(range(100), rows)
    found = [None, "x", "y", "z", "one"] if kind == "VARCHAR" else [None, 0, 1, 2, 3]
    return [chance.choice(found) for _ in range(rows)]


def database(chance: random.Random) -> dict[str, dict[str, list]]:
    return {
        table: {name: values(chance, kind, 7, unlike=name == "k") for name, kind in columns.items()}
        for table, columns in TYPES.items()
    }


def put(engine, table: str, columns: dict[str, list]) -> None:
    rows = ", ".join(str(row) for row in zip(*columns.values(), strict=True)).replace("None", "NULL")
    casts = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in TYPES[table].items())
    engine.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {casts} FROM (VALUES {rows}) t({', '.join(columns)})")


def shown(rows: list[tuple], places: list[int]) -> Counter:
    return Counter(repr(tuple(row[place] for place in places)) for row in rows)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in TYPES:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.partition('.')[0]}")
        yield connection


def depends(uses, table, column) -> bool:
    return any(u.table == table and (u.column == column or (u.why and u.column == "*")) for u in uses)


@pytest.mark.parametrize("name", SQL)
def test_a_column_stays_as_it_is_when_what_it_does_not_depend_on_is_changed(name, engine):
    sql = SQL[name]
    chance = random.Random(name)
    for _ in range(SEEDS):
        tables = database(chance)
        for table in tables:
            put(engine, table, tables[table])
        answer = engine.sql(sql)
        before, found = answer.fetchall(), lineage_of_sql(sql, INPUTS, answer.columns)
        for table, column in CHANGED:
            if table not in sql or depends(found.rows, table, column):
                continue
            other = values(chance, TYPES[table][column], 7, unlike=column == "k")
            put(engine, table, {**tables[table], column: other})
            kept = [at for at, each in enumerate(found.columns) if not depends(each.uses, table, column)]
            assert shown(before, kept) == shown(engine.sql(sql).fetchall(), kept), (table, column, kept)
            put(engine, table, tables[table])
