"""Single answers from the tables of a ledger file, each found through an index."""

from __future__ import annotations

from ledger.driver import sqlite3


def version_of(db: sqlite3.Connection, stream: str) -> int:
    """Tell how many events a stream has."""
    (version,) = db.execute("SELECT coalesce(max(version), 0) FROM events WHERE stream = ?", (stream,)).fetchone()
    return int(version)


def request_of(db: sqlite3.Connection, key: str) -> tuple[bytes, int, int] | None:
    """Give fingerprint, first and last position of the request with a key, or None."""
    sql = "SELECT fingerprint, first_seq, last_seq FROM request WHERE idem = ?"
    row: tuple[bytes, int, int] | None = db.execute(sql, (key,)).fetchone()
    return row


def is_borne(db: sqlite3.Connection, key: str) -> bool:
    """Tell whether an event bears the key."""
    return db.execute("SELECT 1 FROM events WHERE idem = ?", (key,)).fetchone() is not None
