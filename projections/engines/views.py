"""Views that read exactly the files of a table, each column in its declared type."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

import duckdb

from ledger.definitions import ModelColumn
from ledger.names import BATCH_ID, SOURCE_ROW, VALID_TO
from projections.engines.quoting import identifier, literal
from projections.engines.relation import ROW, Relation

_PATTERN: Final = re.compile(r"[*?\[]")
"""What the engine reads as a pattern of names, with no way to write it otherwise."""

_TYPE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_ ]*(\(\d+(, ?\d+)?\))?[A-Za-z ]*(\[\])*")


def readable(files: Iterable[Path], folder: Path | None) -> dict[Path, str]:
    """Give paths under which the engine opens exactly these files, by file.

    Args:
        files: in any folder.
        folder: takes links to files whose paths the engine would read as a pattern, or that are no valid text. None
            only where there are no files.
    """
    return {file: _readable(file.absolute(), folder) for file in files if folder is not None}


def _readable(file: Path, folder: Path) -> str:
    path = os.fspath(file)
    if _PATTERN.search(path) is None and path.isprintable():
        return path
    number = sum(1 for _ in folder.iterdir())
    link = folder / f"{number}.parquet"
    link.symlink_to(file)
    return os.fspath(link)


def view(db: duckdb.DuckDBPyConnection, name: str, table: Relation, paths: Mapping[Path, str]) -> str:
    """Write the statement that makes the view of a table, after its schema was made.

    Args:
        db: where it will stand; it is asked which columns the files have where that is not known.
        name: ``layer.table``.
        table: what is seen.
        paths: by which the engine opens its files.

    Raises:
        ValueError: a type is not the name of a type, or there are neither files nor columns.
    """
    schema, _, short = name.partition(".")
    db.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
    return f"CREATE VIEW {identifier(schema)}.{identifier(short)} AS {_select(db, table, paths)}"


def _select(db: duckdb.DuckDBPyConnection, table: Relation, paths: Mapping[Path, str]) -> str:
    if not table.files:
        if not table.columns:
            raise ValueError("a table without files needs columns")
        row = [f"CAST(NULL AS BIGINT) AS {ROW}"] if table.numbered else []
        return f"SELECT {', '.join([*(_cast('NULL', c) for c in table.columns), *row])} WHERE false"
    if table.held:
        runs, before = [], 0
        for files, columns in table.runs():
            runs.append(_run(_read(files, paths), {c.name for c in columns}, table, before))
            before += len(files)
        return " UNION ALL ".join(_counting(run, table, paths) for run in runs)
    rows = _read(table.files, paths, union=True)
    if not table.columns:
        return f"SELECT *{_numbered(table)} FROM {rows}"
    found = set(db.sql(f"SELECT * FROM {rows}").columns)
    return _counting(_run(rows, found, table), table, paths)


def _read(files: Iterable[Path], paths: Mapping[Path, str], *, union: bool = False) -> str:
    """Read files; those with the same columns are not opened before their rows are asked for."""
    listed = ", ".join(literal(paths[file]) for file in files)
    by_name = ", union_by_name = true" if union else ""
    return f"read_parquet([{listed}]{by_name}, hive_partitioning = false, binary_as_string = false)"


def _run(rows: str, held: Container[str], table: Relation, before: int = 0) -> str:
    """Read files that hold the same columns; so many others come before them."""
    shown = [c for c in table.columns if table.closed is None or c.name != VALID_TO]
    casts = (_cast(identifier(c.name) if c.name in held else "NULL", c) for c in shown)
    return f"SELECT {', '.join(casts)}{_numbered(table, before)} FROM {rows}"


def _numbered(table: Relation, before: int = 0) -> str:
    """Name each row where that is wanted: the engine numbers the files of one reading, and the rows of each file."""
    if not table.numbered:
        return ""
    return f", ((CAST(file_index AS BIGINT) + {before}) << 32) | file_row_number AS {ROW}"


_SAME_ROW: Final = f"d.{BATCH_ID} = x.{BATCH_ID} AND d.{SOURCE_ROW} = x.{SOURCE_ROW}"


def _counting(rows: str, table: Relation, paths: Mapping[Path, str]) -> str:
    """Leave out the rows that count no more, and say until when each of the others does."""
    if table.superseded:
        rows = f"SELECT d.* FROM ({rows}) d ANTI JOIN {_read(table.superseded, paths)} x ON {_SAME_ROW}"
    if table.closed is None:
        return rows
    until = next(c for c in table.columns if c.name == VALID_TO)
    end = _cast("x._until" if table.closed else "NULL", until)
    names = ", ".join(end if c == until else f"d.{identifier(c.name)}" for c in table.columns)
    names += f", d.{ROW}" if table.numbered else ""
    if not table.closed:
        return f"SELECT {names} FROM ({rows}) d"
    ends = f"SELECT {BATCH_ID}, {SOURCE_ROW}, min(_until) AS _until FROM {_read(table.closed, paths)} GROUP BY 1, 2"
    return f"SELECT {names} FROM ({rows}) d LEFT JOIN ({ends}) x ON {_SAME_ROW}"


def _cast(value: str, column: ModelColumn) -> str:
    if _TYPE.fullmatch(column.type) is None:
        raise ValueError(f"{column.type!r} is not the name of a type")
    return f"CAST({value} AS {column.type}) AS {identifier(column.name)}"
