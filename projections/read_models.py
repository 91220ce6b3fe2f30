"""The database of read models: derived, disposable, one file beside the layers."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.driver import sqlite3
from ledger.names import Position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from projections.projection import Projection

FORMAT = 28
"""Rises with every change of the tables: an older file is then made again from the ledger."""

OWN_TABLES: dict[str, dict[str, type]] = {
    "checkpoints": {"projection": str, "position": int, "hash": bytes},
    "fetched": {"url": str, "etag": str, "last_modified": str, "sha256": str, "asked_at": str},
    "inbox": {"path": str, "size": int, "changed": int, "definition": str},
}
"""Beside those of the projections. ``inbox`` remembers which files were looked at, so that none is hashed twice;
``fetched`` remembers the last answer of each address, so that nothing comes twice."""

REMEMBERED = ("fetched", "inbox")
"""Those that no ledger tells; without them nothing is lost but the time to look again."""


def read_models(path: Path | None, projections: Sequence[Projection]) -> Connection:
    """Open the read models for writing, made anew when they are missing or of another format.

    Args:
        path: the file, or None for the memory.
        projections: whose tables there shall be.
    """
    if path is not None and _format(path) not in (None, FORMAT):
        remove(path)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
    if path is not None:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # derived: what a power cut takes is applied again
    if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
        _create(db, projections)
    return db


def made_anew(path: Path, projections: Sequence[Projection]) -> Connection:
    """Make the read models again; what only they remember of files and addresses is kept."""
    remembered: dict[str, list[tuple[object, ...]]] = {}
    if (former := existing(path)) is not None:
        with contextlib.closing(former):
            remembered = {name: former.execute(f"SELECT * FROM {name}").fetchall() for name in REMEMBERED}
    remove(path)
    db = read_models(path, projections)
    for name, rows in remembered.items():
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(OWN_TABLES[name]))})", rows)
    return db


def existing(path: Path) -> Connection | None:
    """Open read models that are there and of today's format, to read only; else None."""
    try:
        if _format(path) != FORMAT:
            return None
    except sqlite3.DatabaseError:  # a folder that may only be read: what is asked is derived in memory
        return None
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def remove(path: Path) -> None:
    """Delete the read models."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def checkpoint(db: Connection) -> Position:
    """Tell the last position that every projection has applied."""
    (position,) = db.execute("SELECT min(position) FROM checkpoints").fetchone()
    return Position(position or 0)


def _format(path: Path) -> int | None:
    """Tell the format of a file; None when there is no file, -1 when it is no database."""
    if not path.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(path)) as db:
            found: int = db.execute("PRAGMA user_version").fetchone()[0]
            return found
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            return -1
        raise


def _create(db: Connection, projections: Sequence[Projection]) -> None:
    from sqlite_utils import Database  # only making the tables needs it; `status` must start fast

    tables = Database(db, execute_plugins=False)
    with tables.atomic():
        for name, columns in OWN_TABLES.items():
            tables.table(name).create(columns, pk=next(iter(columns)), strict=True)
        for projection in projections:
            projection.create(tables)
            db.execute("INSERT INTO checkpoints VALUES (?, 0, x'')", (projection.name,))
        db.execute(f"PRAGMA user_version = {FORMAT}")
