"""The last step of a model: each column in the type and place that its table promises, and the rows in one order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ledger.definitions import Column, Contract, Model, ModelColumn
from ledger.names import GOLD_PROVENANCE, is_name
from projections.engines.quoting import identifier, literal
from projections.engines.refused import UnfitOutput

_STORED: Final = {
    "TINYINT": "BIGINT",
    "SMALLINT": "BIGINT",
    "INTEGER": "BIGINT",
    "BIGINT": "BIGINT",
    "UTINYINT": "BIGINT",
    "USMALLINT": "BIGINT",
    "UINTEGER": "BIGINT",
    "UBIGINT": "DECIMAL(20,0)",
    "HUGEINT": "DECIMAL(38,0)",
    "UHUGEINT": "DECIMAL(38,0)",
    "FLOAT": "DOUBLE",
    "DOUBLE": "DOUBLE",
    "VARCHAR": "VARCHAR",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP",
    "BLOB": "BLOB",
}
"""The type in which a table without a contract holds values of the engine's type."""

_PROMISED: Final = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "double": "DOUBLE",
}

_DECIMAL: Final = re.compile(r"DECIMAL\(\d+,\d+\)")


_WHOLE: Final = {
    "BOOLEAN": 1,
    "TINYINT": 3,
    "UTINYINT": 3,
    "SMALLINT": 5,
    "USMALLINT": 5,
    "INTEGER": 10,
    "UINTEGER": 10,
    "BIGINT": 19,
    "UBIGINT": 20,
    "HUGEINT": 39,
    "UHUGEINT": 39,
}
"""Digits that a whole number of a type may have."""

_EXACT_DIGITS: Final = 15
"""Every whole number of so many digits is a binary fraction of its own."""

_BINARY: Final = ("DOUBLE", "FLOAT")

CHANGED: Final = "a value would change when it is stored: "
"""What the engine says of a value that the promised type cannot hold as it is; the column follows."""


def final_select(model: Model, contract: Contract | None) -> str:
    """Write the SELECT that a build runs.

    It gives the columns of the contract in its order and types, then the provenance columns, and has a total order: by
    the key, then by all other columns. Without a contract the columns are those of the model, in types that a table
    holds. A value that its promised type would round, cut or change ends it with ``CHANGED``.

    Raises:
        UnfitOutput: the model lacks a column that the contract promises, or has one more.
    """
    promised = stored(model.columns) if contract is None else promised_columns(model, contract)
    made = {column.name: column.type for column in model.columns}
    store = _cast if contract is None else _kept
    casts = [f"{store(column, made[column.name])} AS {identifier(column.name)}" for column in promised]
    key = contract.key if contract is not None else ()
    rest = [column.name for column in promised if column.name not in key]
    order = ", ".join(f"{identifier(name)} ASC NULLS LAST" for name in (*key, *rest, *GOLD_PROVENANCE))
    return f"SELECT {', '.join([*casts, *GOLD_PROVENANCE])} FROM ({model.executed}) AS _made ORDER BY {order}"


def check_output(columns: Sequence[ModelColumn]) -> None:
    """Refuse what a table cannot hold.

    Raises:
        UnfitOutput: a column has no fitting name, shares it with another, or has a type that tables do not hold.
    """
    seen: set[str] = set()
    for place, column in enumerate(columns, 1):
        if not is_name(column.name):
            raise UnfitOutput(
                f"column {place} of the result is called `{column.name}`",
                why="a column is named with a-z, 0-9 and _, begins with a letter and has at most 63 characters",
                mend=("name it with AS",),
            )
        if column.name in seen:
            raise UnfitOutput(f"two columns of the result are called `{column.name}`", mend=("rename one with AS",))
        seen.add(column.name)
        if column.type not in _STORED and _DECIMAL.fullmatch(column.type) is None:
            raise UnfitOutput(
                f"column `{column.name}` has the type {column.type}",
                why="tables hold text, integers, decimals, doubles, dates, timestamps and booleans",
                mend=(f"CAST({column.name} AS VARCHAR) or another of those types",),
            )


def stored(columns: Sequence[ModelColumn]) -> list[ModelColumn]:
    """Give each column the type in which a table without a contract holds it."""
    return [ModelColumn(column.name, _STORED.get(column.type, column.type)) for column in columns]


def promised_columns(model: Model, contract: Contract) -> list[ModelColumn]:
    """Name the columns of a contract, with the engine's types, in its order.

    Raises:
        UnfitOutput: the model lacks one, or has one more.
    """
    made, promised = {c.name for c in model.columns}, {c.name for c in contract.columns}
    if made != promised:
        lacking = [f"lacks {c.name}" for c in contract.columns if c.name not in made]
        more = [f"has {c.name} that is not promised" for c in model.columns if c.name not in promised]
        raise UnfitOutput(
            f"the result of the model {', '.join([*lacking, *more])}",
            why=f"the contract of {contract.table} version {contract.version} names the columns of the table",
            mend=("name the columns alike in the model and in the contract",),
        ).of(model.table)
    return [ModelColumn(column.name, _type(column)) for column in contract.columns]


def _type(column: Column) -> str:
    if column.type == "decimal":
        return f"DECIMAL({38 if column.precision is None else column.precision},{column.scale or 0})"
    return _PROMISED[column.type]


def changed_select(model: Model, contract: Contract) -> str:
    """Write a SELECT that counts all rows of a model, then for each column of the contract those that it would change.

    It gives one row; the columns come in the order of the contract.
    """
    made = {column.name: column.type for column in model.columns}
    changes = [_changes(column, made[column.name]) for column in promised_columns(model, contract)]
    counts = ["count(*)", *(f"count(*) FILTER (WHERE {change})" for change in changes)]
    return f"SELECT {', '.join(counts)} FROM ({model.executed}) AS _made"


def _cast(column: ModelColumn, made: str) -> str:
    value = identifier(column.name)
    # Of 0.0 and -0.0, which are equal, a group keeps whichever comes first; adding 0.0 makes them the same.
    cast = f"CAST({f'{value} + 0.0::{made}' if made in _BINARY else value} AS {column.type})"
    return f"{cast} + 0.0::DOUBLE" if column.type == "DOUBLE" else cast


def _kept(column: ModelColumn, made: str) -> str:
    """Write the cast to a promised type, by which no value may become another."""
    if _holds_all(column.type, made):
        return _cast(column, made)
    stop = f"CAST(error({literal(CHANGED + column.name)}) AS {column.type})"
    return f"CASE WHEN {_changes(column, made)} THEN {stop} ELSE TRY_{_cast(column, made)} END"


def _changes(column: ModelColumn, made: str) -> str:
    """Give a condition: cast to the promised type and back, the value is another."""
    if _holds_all(column.type, made):
        return "false"
    name = identifier(column.name)
    return f"{name} IS DISTINCT FROM TRY_CAST(TRY_CAST({name} AS {column.type}) AS {made})"


def _holds_all(promised: str, made: str) -> bool:
    """Tell whether a type holds every value of another as it is."""
    if promised in (made, "VARCHAR") or (made, promised) in (("DATE", "TIMESTAMP"), ("FLOAT", "DOUBLE")):
        return True
    whole, fraction = _digits(made)
    if promised == "DOUBLE":
        return fraction == 0 and whole <= _EXACT_DIGITS
    if promised == "BIGINT":
        return fraction == 0 and whole < _WHOLE["BIGINT"]
    more, finer = _digits(promised) if _DECIMAL.fullmatch(promised) else (0, 0)
    return whole <= more and fraction <= finer


def _digits(kind: str) -> tuple[int, int]:
    """Give the digits before and after the point; more than any type has where it is no exact number."""
    if _DECIMAL.fullmatch(kind):
        precision, scale = map(int, kind[8:-1].split(","))
        return precision - scale, scale
    return (_WHOLE[kind], 0) if kind in _WHOLE else (99, 99)
