"""Explains the values of models over random databases."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from ledger.definitions import Model, ModelColumn
from projections.engines.gate import parse_query
from projections.engines.sandbox import Relation, Sandbox
from projections.lineage.schema import COUNTED_TYPES
from projections.lineage.witnesses.figure import Wanted
from projections.lineage.witnesses.matching import Stored
from projections.tracing.calculation import Calculation, Part
from tests.projections.lineage.rewriting.compiled import SCHEMAS
from tests.projections.lineage.witnesses.databases import Tables, database


def relations(folder: Path, seed: int) -> dict[str, Relation]:
    """Write the tables of a random database to files."""
    tables = Tables(database(seed))
    tables.without({}, told=True)
    found = {}
    for table, schema in SCHEMAS.items():
        path = folder / f"{seed}-{table}.parquet"
        names = ", ".join(column.name for column in schema.all_columns)
        pq.write_table(tables.db.sql(f"SELECT {names} FROM {table} ORDER BY _row").to_arrow_table(), path)
        found[table] = Relation((path,), schema.all_columns, numbered=True)
    tables.close()
    return found


def calculated(sandbox: Sandbox, model: Model, only: str | None = None) -> list[tuple[str, list[Part]]]:
    """Explain every column of every row, or only one of them."""
    calculation = Calculation(sandbox, model, lambda _, numbers: tuple(map(str, numbers)), None)
    columns = tuple(ModelColumn(c.name, c.type) for c in (*model.columns, *COUNTED_TYPES))
    found = []
    for row in zip(*(c.to_pylist() for c in sandbox.table(model.executed).columns), strict=True):
        wanted = Wanted(tuple(c.type for c in columns), Stored(columns, [row]))
        for place, column in enumerate(model.columns):
            if only not in (None, column.name):
                continue
            parts = list(calculation.parts(parse_query(model.executed), place, wanted))
            found.append((f"{row}.{column.name}", parts))
    return found
