"""Connections to a ledger file, with the settings that its promises rest on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from ledger.driver import check_library, sqlite3
from ledger.errors import LedgerUnusable

ALWAYS: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA mmap_size = 0",
)
WRITING: Final = (
    "PRAGMA synchronous = FULL",  # NORMAL loses acknowledged events in a power cut
    "PRAGMA fullfsync = ON",  # macOS: a plain fsync leaves bytes in the drive
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA wal_autocheckpoint = 1000",
)


def writing(path: Path, wait: float) -> sqlite3.Connection:
    """Open a file to write, made when missing. Nothing is written yet: it may turn out to be no ledger.

    Args:
        path: of the file.
        wait: seconds that SQLite waits for a lock.

    Raises:
        LedgerUnusable: the library is unfit.
        sqlite3.Error: the file cannot be opened or is no database.
    """
    db = _connect(path, "rwc", wait)
    try:
        _set(db, *ALWAYS)
    except BaseException:
        db.close()
        raise
    return db


def make_durable(db: sqlite3.Connection, path: Path) -> None:
    """Set write-ahead log and full syncs, without which a power cut loses acknowledged events.

    Raises:
        LedgerUnusable: the file system cannot keep a write-ahead log.
    """
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise LedgerUnusable(
            "the ledger cannot keep a write-ahead log here", where=str(path), mend=("use a local disk",)
        )
    _set(db, *WRITING)


def reading(path: Path, wait: float = 5.0) -> sqlite3.Connection:
    """Open a ledger file so that nothing can be written through the connection.

    Args:
        path: of the file.
        wait: seconds that SQLite waits for a lock.

    Raises:
        LedgerUnusable: the library is unfit.
        sqlite3.Error: the file cannot be opened or is no database.
    """
    try:
        return _reading(path, wait, "")
    except sqlite3.OperationalError:
        if not _is_still(path):
            raise
        return _reading(path, wait, "&immutable=1")


def _reading(path: Path, wait: float, more: str) -> sqlite3.Connection:
    db = _connect(path, f"ro{more}", wait)
    try:
        _set(db, *ALWAYS, "PRAGMA query_only = ON")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _is_still(path: Path) -> bool:
    """Tell whether nobody can be writing: a folder that may not be written, and no log to be read.

    Reading in WAL mode needs a shared-memory file beside the ledger, which such a folder refuses.
    """
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size)


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    check_library()
    address = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=wait)
    db.text_factory = _text
    return db


def _text(data: bytes) -> str:
    """Read text that may have been tampered with: broken UTF-8 is kept as it is, for ``verify`` to find."""
    return data.decode("utf-8", "surrogateescape")


def _set(db: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in pragmas:
        db.execute(pragma).close()
