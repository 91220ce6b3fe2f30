"""Making a ledger file and telling whether a file is one."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from ledger.driver import sqlite3
from ledger.entry import LEDGER_ID_SIZE
from ledger.errors import IntegrityError, LedgerUnusable

FORMAT: Final = 1
"""Of the tables and of the hashed bytes; stands in ``user_version`` and in ``ledger_meta``."""

APPLICATION_ID: Final = int.from_bytes(b"JFLG", "big")
"""What ``file`` and SQLite see in the header of a ledger."""

SCHEMA: Final = Path(__file__).with_name("schema.sql")


@attrs.frozen
class Identity:
    """What ``ledger_meta`` says.

    Attributes:
        ledger_id: 16 bytes; those that ``new_ledger_id`` makes are a UUIDv7.
        origin: the name that checkpoints bear.
        format: of the file.
        created_at: UTC microseconds; the milliseconds that the id begins with.
    """

    ledger_id: bytes
    origin: str
    format: int
    created_at: int

    @classmethod
    def of(cls, ledger_id: bytes) -> Identity:
        """Give the identity that belongs to an id. It follows from the id alone, which the whole chain rests on."""
        created_at = int.from_bytes(ledger_id[:6], "big") * 1000
        return cls(ledger_id, f"jobforge/{ledger_id.hex()}", FORMAT, created_at)

    @property
    def is_sound(self) -> bool:
        """Tell whether everything follows from the id, as it did when the ledger was made."""
        return len(self.ledger_id) == LEDGER_ID_SIZE and self == Identity.of(self.ledger_id)


def new_ledger_id(now: int) -> bytes:
    """Make an id: a UUIDv7 (RFC 9562, 5.7) of a moment in UTC microseconds."""
    number = now // 1000 % 2**48 << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return number.to_bytes(LEDGER_ID_SIZE, "big")


def is_blank(db: sqlite3.Connection) -> bool:
    """Tell whether nothing was ever written into the database."""
    (objects,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return not objects and not _number(db, "application_id") and not _number(db, "user_version")


def create(db: sqlite3.Connection, identity: Identity) -> None:
    """Make the tables, guards and views inside the transaction that the caller holds."""
    for statement in statements():
        db.execute(statement)
    db.execute(
        "INSERT INTO ledger_meta VALUES (1, ?, ?, ?, ?)",
        (identity.ledger_id, identity.origin, identity.format, identity.created_at),
    )
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {FORMAT}")


def statements() -> Iterator[str]:
    """Give the statements of ``schema.sql``, one by one."""
    statement = ""
    for line in SCHEMA.read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def identify(db: sqlite3.Connection, path: Path) -> Identity:
    """Read whose ledger it is.

    Raises:
        LedgerUnusable: it is no ledger, or one of a newer format.
        IntegrityError: what it says of itself was changed.
    """
    if is_blank(db):
        raise LedgerUnusable("this file is empty, there is no ledger in it", where=str(path), mend=("jobforge run",))
    if _number(db, "application_id") != APPLICATION_ID:
        raise LedgerUnusable("this database is not a ledger", where=str(path), mend=("check the path of the ledger",))
    found = _number(db, "user_version")
    if found > FORMAT:
        raise LedgerUnusable(
            f"this ledger has format {found}; this program knows up to {FORMAT}",
            where=str(path),
            why="a newer version of JobForge has written it",
            mend=("upgrade jobforge-es",),
        )
    rows = db.execute("SELECT id, ledger_id, origin, format, created_at FROM ledger_meta").fetchall()
    identity = Identity(*rows[0][1:]) if len(rows) == 1 and rows[0][0] == 1 else None
    if found != FORMAT or identity is None or not identity.is_sound:
        raise IntegrityError(
            "what the ledger says of itself was changed",
            where=f"{path}, table ledger_meta",
            why="name, format and time of creation follow from the id of the ledger",
        )
    return identity


def _number(db: sqlite3.Connection, pragma: str) -> int:
    (number,) = db.execute(f"PRAGMA {pragma}").fetchone()
    return int(number)
