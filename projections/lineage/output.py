"""The last step of a model: each column in the type and place that its table promises, and the rows in one order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ledger.definitions import Column, Contract, Model, ModelColumn
from ledger.names import GOLD_PROVENANCE, is_name
from projections.engines.quoting import quoted
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


def final_select(model: Model, contract: Contract | None) -> str:
    """Write the SELECT that a build runs.

    It gives the columns of the contract in its order and types, then the provenance columns, and has a total order: by
    the key, then by all other columns. Without a contract the columns are those of the model, in types that a table
    holds.

    Raises:
        UnfitOutput: the model lacks a column that the contract promises, or has one more.
    """
    promised = _stored(model.columns) if contract is None else _promised(model, contract)
    casts = [f"{_as_stored(column)} AS {quoted(column.name)}" for column in promised]
    key = contract.key if contract is not None else ()
    rest = [column.name for column in promised if column.name not in key]
    order = ", ".join(f"{quoted(name)} ASC NULLS LAST" for name in (*key, *rest, *GOLD_PROVENANCE))
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


def _stored(columns: Sequence[ModelColumn]) -> list[ModelColumn]:
    return [ModelColumn(column.name, _STORED.get(column.type, column.type)) for column in columns]


def _promised(model: Model, contract: Contract) -> list[ModelColumn]:
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


def _as_stored(column: ModelColumn) -> str:
    cast = f"CAST({quoted(column.name)} AS {column.type})"
    # Of 0.0 and -0.0, which are equal, a group keeps whichever comes first; adding 0.0 makes them the same.
    return f"{cast} + 0.0::DOUBLE" if column.type == "DOUBLE" else cast
