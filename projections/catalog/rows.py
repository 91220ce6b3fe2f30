"""Rows of a read model as values: one way in, one way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

if TYPE_CHECKING:
    from sqlite3 import Connection

T = TypeVar("T")


def columns_of(row_type: type[Any]) -> dict[str, type]:
    """Give the columns of a table that holds these rows: text, unless the annotation says int or bool."""
    return {f.name: int if f.type in ("int", "bool", "Position", "int | None") else str for f in attrs.fields(row_type)}


def put(db: Connection, table: str, row: object) -> None:
    """Write a row, in place of one with the same key."""
    values = attrs.astuple(row, recurse=False)  # type: ignore[arg-type] # every row is an attrs class
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)


def rows_of(db: Connection, row_type: type[T], table: str, where: str = "1", values: tuple[Any, ...] = ()) -> list[T]:
    """Give the rows that a condition selects; the condition may end with ORDER BY."""
    names = tuple(f.name for f in attrs.fields(row_type))  # type: ignore[arg-type] # every row is an attrs class
    flags = [n for n, f in enumerate(attrs.fields(row_type)) if f.type == "bool"]  # type: ignore[arg-type] # as above
    cursor = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {where}", values)
    return [row_type(*_flagged(row, flags)) for row in cursor] if flags else [row_type(*row) for row in cursor]


def _flagged(row: tuple[Any, ...], flags: list[int]) -> list[Any]:
    """Give the values of a row with its flags as such: SQLite keeps them as numbers."""
    found = list(row)
    for place in flags:
        found[place] = bool(found[place])
    return found


def one_of(db: Connection, row_type: type[T], table: str, where: str, values: tuple[Any, ...]) -> T | None:
    """Give the first such row, or None."""
    found = rows_of(db, row_type, table, f"{where} LIMIT 1", values)
    return found[0] if found else None
