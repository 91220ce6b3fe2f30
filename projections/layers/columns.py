"""The physical form of a contract's columns: in SQL and in Arrow."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from ledger.definitions import Column, Contract
from ledger.names import SOURCE_ROW

SQL_TYPES: Final = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
}

ARROW_TYPES: Final = {
    "string": pa.string(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "boolean": pa.bool_(),
    "double": pa.float64(),
}


def sql_type(column: Column) -> str:
    """Name the DuckDB type of a column."""
    if column.type == "decimal":
        return f"DECIMAL({digits(column)},{fraction(column)})"
    return SQL_TYPES[column.type]


def arrow_type(column: Column) -> pa.DataType:
    """Give the Arrow type of a column."""
    if column.type == "decimal":
        return pa.decimal128(digits(column), fraction(column))
    return ARROW_TYPES[column.type]


def digits(column: Column) -> int:
    """Tell how many digits a decimal has; 38, the widest there is, when nothing is declared."""
    return 38 if column.precision is None else column.precision


def fraction(column: Column) -> int:
    """Tell how many digits of a decimal stand after its mark."""
    return column.scale or 0


def schema_of(contract: Contract) -> pa.Schema:
    """Give the schema of a table's rows: the contract's columns, then ``_source_row``.

    The other provenance columns are the same for the whole file, and the writer adds them.
    """
    fields = [pa.field(column.name, arrow_type(column)) for column in contract.columns]
    return pa.schema([*fields, pa.field(SOURCE_ROW, pa.int64())])
