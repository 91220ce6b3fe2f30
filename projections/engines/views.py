"""Views that read exactly the files of a table, each column in its declared type."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from ledger.definitions import ModelColumn
from projections.engines.quoting import identifier, literal

_PATTERN: Final = re.compile(r"[*?\[]")
"""What the engine reads as a pattern of names, with no way to write it otherwise."""

_TYPE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*(\(\d+(, ?\d+)?\))?[A-Za-z ]*(\[\])*")


def readable(files: Sequence[Path], folder: Path) -> list[str]:
    """Give paths under which the engine opens exactly these files.

    Args:
        files: in any folder.
        folder: takes links to files whose paths the engine would read as a pattern, or that are no valid text.
    """
    return [_readable(file.absolute(), folder) for file in files]


def _readable(file: Path, folder: Path) -> str:
    path = os.fspath(file)
    if _PATTERN.search(path) is None and path.isprintable():
        return path
    number = sum(1 for _ in folder.iterdir())
    link = folder / f"{number}.parquet"
    link.symlink_to(file)
    return os.fspath(link)


def view(db: duckdb.DuckDBPyConnection, name: str, paths: Sequence[str], columns: Sequence[ModelColumn]) -> str:
    """Write the statement that makes the view of a table, after its schema was made.

    Args:
        db: where it will stand; it is asked which columns the files have.
        name: ``layer.table``.
        paths: of its Parquet files; none make an empty view.
        columns: names and types; empty takes those of the files.

    Raises:
        ValueError: a type is not the name of a type, or there are neither files nor columns.
    """
    schema, _, table = name.partition(".")
    db.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
    return f"CREATE VIEW {identifier(schema)}.{identifier(table)} AS {_select(db, paths, columns)}"


def _select(db: duckdb.DuckDBPyConnection, paths: Sequence[str], columns: Sequence[ModelColumn]) -> str:
    if not paths:
        if not columns:
            raise ValueError("a table without files needs columns")
        return f"SELECT {', '.join(_cast('NULL', c) for c in columns)} WHERE false"
    files = ", ".join(literal(path) for path in paths)
    rows = f"read_parquet([{files}], union_by_name = true, hive_partitioning = false, binary_as_string = false)"
    if not columns:
        return f"SELECT * FROM {rows}"
    found = set(db.sql(f"SELECT * FROM {rows}").columns)
    casts = (_cast(identifier(c.name) if c.name in found else "NULL", c) for c in columns)
    return f"SELECT {', '.join(casts)} FROM {rows}"


def _cast(value: str, column: ModelColumn) -> str:
    if _TYPE.fullmatch(column.type) is None:
        raise ValueError(f"{column.type!r} is not the name of a type")
    return f"CAST({value} AS {column.type}) AS {identifier(column.name)}"
