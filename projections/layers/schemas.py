"""Which columns a table has: what its files hold, or what was declared while it has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import Contract, Layout, ModelColumn
from ledger.errors import JobForgeError
from ledger.names import VALID_FROM, VALID_TO
from projections.catalog import datasets
from projections.layers.columns import SQL_TYPES, sql_type
from projections.lineage.schema import COUNTED_TYPES, PROVENANCE_TYPES

if TYPE_CHECKING:
    from sqlite3 import Connection


def columns_of_file(path: Path) -> tuple[ModelColumn, ...]:
    """Ask a Parquet file itself for its columns."""
    return tuple(ModelColumn(field.name, engine_type(field.type)) for field in pq.read_schema(path))


def columns_of_layout(layout: Layout) -> tuple[ModelColumn, ...]:
    """Give the columns of a file in staged."""
    return (*(ModelColumn(c.name, "VARCHAR") for c in layout.columns), *PROVENANCE_TYPES)


def columns_of_contract(contract: Contract, layer: str) -> tuple[ModelColumn, ...]:
    """Give the columns of a file that was promoted by a contract into bronze or silver."""
    promised = (ModelColumn(c.name, sql_type(c)) for c in contract.columns)
    since = (SINCE,) if layer == "silver" and contract.mode == "history" else ()
    return (*promised, *since, *PROVENANCE_TYPES)


SINCE = ModelColumn(VALID_FROM, "TIMESTAMP")
UNTIL = ModelColumn(VALID_TO, "TIMESTAMP")


def together(held: Iterable[tuple[str, tuple[ModelColumn, ...]]]) -> tuple[ModelColumn, ...]:
    """Give the union by name of the columns of files; the newest file decides order and type.

    Args:
        held: name and columns of each file, newest first; of files with the same columns the newest is enough.

    Raises:
        TypesDiffer: a newer file has a type for a column that cannot take every value of an older one.
    """
    found: dict[str, str] = {}
    for name, columns in held:
        for column in columns:
            newer = found.setdefault(column.name, column.type)
            if newer != column.type and not _widens(column.type, newer):
                raise TypesDiffer(name, column.name, column.type, newer)
    ours = {c.name for c in COUNTED_TYPES}
    own = [ModelColumn(name, kind) for name, kind in found.items() if name not in ours]
    return (*own, *(c for c in COUNTED_TYPES if c.name in found))


class TypesDiffer(JobForgeError):
    """Files of one table hold a column with types of which the newer cannot take every value of the older."""

    code = "S-023"

    def __init__(self, file: str, column: str, older: str, newer: str) -> None:
        super().__init__(
            f"{column!r} is {older} in a batch of an older contract and {newer} in a newer one",
            where=file,
            why="the older batch did not pass the newer contract, and its values read as the newer type would change",
            mend=("jobforge status", "mend the contract so that the older batch passes, then jobforge run"),
        )


def _widens(older: str, newer: str) -> bool:
    """Tell whether every value of the older type is one of the newer as well."""
    if newer == "VARCHAR" or (older, newer) == ("DATE", "TIMESTAMP"):
        return True
    if not newer.startswith("DECIMAL("):
        return False
    (whole, fraction), (more, finer) = _digits(older), _digits(newer)
    return whole <= more and fraction <= finer


def _digits(kind: str) -> tuple[int, int]:
    """Give the digits before and after the point; more than any decimal has where it is no exact number."""
    if kind == "BIGINT":
        return 19, 0
    if not kind.startswith("DECIMAL("):
        return 99, 99
    precision, scale = map(int, kind[8:-1].split(","))
    return precision - scale, scale


def engine_type(kind: pa.DataType) -> str:
    """Name the engine's type for the type of a column in a layer file."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    names = {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.date32(): "DATE",
        pa.timestamp("us"): "TIMESTAMP",
        pa.bool_(): "BOOLEAN",
        pa.float64(): "DOUBLE",
        pa.binary(): "BLOB",
    }
    return names[kind]


def arrow_type(kind: str) -> pa.DataType:
    """Give the type of a column in a layer file for the engine's type.

    Raises:
        KeyError: layer files hold no such type.
    """
    if kind.startswith("DECIMAL("):
        precision, scale = kind[8:-1].split(",")
        return pa.decimal128(int(precision), int(scale))
    types = {
        "VARCHAR": pa.string(),
        "BIGINT": pa.int64(),
        "DATE": pa.date32(),
        "TIMESTAMP": pa.timestamp("us"),
        "BOOLEAN": pa.bool_(),
        "DOUBLE": pa.float64(),
        "BLOB": pa.binary(),
    }
    return types[kind]


def with_end(columns: Sequence[ModelColumn]) -> tuple[ModelColumn, ...]:
    """Put the end of a row's time after its begin."""
    place = columns.index(SINCE) + 1
    return (*columns[:place], UNTIL, *columns[place:])


def declared_columns(db: Connection, table: str) -> tuple[ModelColumn, ...]:
    """Give the columns of a table as its definition declares them, provenance last; for a table without files."""
    rows = datasets.columns(db, table)
    own = tuple(ModelColumn(r.name, SQL_TYPES.get(r.type, r.type.upper())) for r in rows)
    made_by_model = any(d.table_name == table and d.made_by == "model" for d in datasets.datasets(db))
    return (*own, *(COUNTED_TYPES if made_by_model else PROVENANCE_TYPES))


def schema_of(columns: Sequence[ModelColumn]) -> pa.Schema:
    """Give the Arrow schema of a layer file with these columns."""
    return pa.schema([(c.name, arrow_type(c.type)) for c in columns])
