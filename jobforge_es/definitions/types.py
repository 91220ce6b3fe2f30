"""The type of a column: the standard's ``logicalType`` with its ``physicalType``."""

from __future__ import annotations

import re

from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Text
from ledger.definitions.contract import ColumnType

DECIMAL = re.compile(r"(?:decimal|numeric)\(([0-9]{1,3})(?:, ?([0-9]{1,3}))?\)", re.IGNORECASE)
WIDEST = 38
"""Digits of the widest decimal that Parquet, Arrow and DuckDB hold."""

LOGICAL: dict[str, ColumnType] = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
NOT_HELD = frozenset({"object", "array", "map", "vector", "time"})
STORED: dict[ColumnType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}
SAME_AS_STORED: dict[ColumnType, frozenset[str]] = {
    "string": frozenset({"varchar", "text", "string"}),
    "integer": frozenset({"bigint", "integer", "int", "int64", "long"}),
    "date": frozenset({"date"}),
    "timestamp": frozenset({"timestamp", "datetime"}),
    "boolean": frozenset({"boolean", "bool"}),
}


def check_logical_type(fields: Fields) -> None:
    """Note a column without a type, or of a type that no column holds."""
    node = fields.node("logicalType")
    if node is None:
        fields.findings.add(fields.mark, "a column without `logicalType`", mend="logicalType: string")
    elif isinstance(node, Text) and node.text in NOT_HELD:
        fields.wrong(
            "logicalType",
            f"{quoted(node.text)} cannot be held in a column",
            "flatten it into columns of their own, or declare the text as it stands: logicalType: string",
            why=f"types of columns: {', '.join(LOGICAL)}",
        )


def read_type(fields: Fields, draft: Draft, name: str) -> tuple[ColumnType, int | None, int | None]:
    """Give type, precision and scale of a column."""
    logical = fields.text("logicalType") or "string"
    if logical == "number":
        return _number(fields)
    kind = LOGICAL[logical]
    physical = fields.text("physicalType")
    if physical is not None and physical.casefold() not in SAME_AS_STORED[kind]:
        draft.leave_unchecked(f"physicalType {physical} of column {name}: it is stored as {STORED[kind]}")
    return kind, None, None


def _number(fields: Fields) -> tuple[ColumnType, int | None, int | None]:
    physical = fields.text("physicalType")
    if physical is None:
        what, where = "a number needs its digits", "logicalType"
    elif physical.casefold() == "double":
        return "double", None, None
    else:
        match = DECIMAL.fullmatch(physical)
        if match and 1 <= int(match[1]) <= WIDEST and int(match[2] or 0) <= int(match[1]):
            return "decimal", int(match[1]), int(match[2] or 0)
        what, where = f"{quoted(physical)} is no physical type of a number", "physicalType"
    fields.wrong(
        where,
        what,
        ("physicalType: decimal(12,2)", "physicalType: double   (only where rounding does no harm)"),
        why=f"decimal(digits, digits after the mark), with 1 to {WIDEST} digits, is exact; double is not",
    )
    return "decimal", WIDEST, 0
