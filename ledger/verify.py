"""Proof that the ledger is as it was recorded: everything is computed again from the stored rows.

Found is: a changed byte in any column of an event, a row taken out, put in, swapped or moved, a request that does not
fit its events, a changed identity, guard or view, and a damaged database file. Not found, without a checkpoint kept
elsewhere: rows cut off at the very end together with their requests, and a ledger that its owner has written anew from
some row to the end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import attrs

from ledger.driver import sqlite3
from ledger.entry import Stored, genesis_hash
from ledger.errors import IntegrityError, LedgerError
from ledger.identity import identify, statements
from ledger.names import Position
from ledger.request_book import RequestBook
from ledger.rows import COLUMNS, from_row
from ledger.sqlite import SqliteLedger
from ledger.sqlite_errors import told, translate
from ledger.store import Head

_MEND = ("keep the file as evidence and restore the ledger from a backup",)


@attrs.frozen
class Verified:
    """What was found to be intact.

    Attributes:
        events: how many, all of them.
        requests: how many idempotency keys.
        head: the last position and its hash, to be compared with a checkpoint kept elsewhere.
    """

    events: int
    requests: int
    head: Head


def verify(ledger: SqliteLedger, progress: Callable[[int], None] | None = None) -> Verified:
    """Check the whole ledger as it stands at this moment.

    Args:
        ledger: may be opened for reading only.
        progress: is told the position after each event.

    Raises:
        IntegrityError: something was changed; ``position`` is the first bad one, None for damage outside the events.
    """
    db = ledger.connection
    with told(ledger.path), _one_moment(db):
        identity = identify(db, ledger.path)
        requests = RequestBook(db.execute(RequestBook.QUERY))
        head = Head(Position(0), genesis_hash(identity.ledger_id))
        for stored in _chain(ledger, head):
            requests.take(stored)
            head = Head(Position(stored.entry.position), stored.hash)
            if progress is not None:
                progress(head.position)
        requests.close(head.position)
        check_schema(db)
        _check_file(db)
    return Verified(head.position, requests.count, head)


def check_schema(db: sqlite3.Connection) -> None:
    """Compare tables, guards and views with those that the ledger was made with; more tables and views do no harm.

    Raises:
        IntegrityError: one is missing or was changed, or a trigger was added.
    """
    with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
        for statement in statements():
            fresh.execute(statement)
        expected = _objects(fresh)
    found = _objects(db)
    wrong = [name for name, sql in expected.items() if found.get(name) != sql]
    tables = {name for kind, name in expected if kind == "table"}
    sql = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'"
    ours = {name for kind, name in expected if kind == "trigger"}
    added = [name for name, table in db.execute(sql) if table in tables and name not in ours]
    if wrong or added:
        kind, name = wrong[0] if wrong else ("trigger", added[0])
        raise IntegrityError(
            f"the {kind} {name} of the ledger was {'changed or removed' if wrong else 'added'}",
            why="tables, guards and views are part of what a ledger promises",
            mend=_MEND,
        )


def _chain(ledger: SqliteLedger, head: Head) -> Iterator[Stored]:
    """Give every row, after it was checked by itself and against the one before."""
    versions: dict[str, int] = {}
    recorded_at = 0
    for stored in _rows(ledger):
        entry = stored.entry
        position = head.position + 1
        if entry.position != position:
            raise _bad(position, "is missing", f"in its place stands position {entry.position}")
        stored.check()
        if entry.previous != head.hash:
            raise _bad(position, "does not follow the one before", "it names another previous hash")
        if entry.version != versions.get(entry.stream, 0) + 1:
            raise _bad(position, "has the wrong version", "the versions of a stream have no gaps")
        if entry.recorded_at < recorded_at:
            raise _bad(position, "was recorded before the one before it", "recorded times never fall")
        versions[entry.stream] = entry.version
        recorded_at = entry.recorded_at
        head = Head(Position(position), stored.hash)
        yield stored


def _rows(ledger: SqliteLedger) -> Iterator[Stored]:
    """Read the rows in order; where the file cannot be read, the next position is the first bad one."""
    position = 0
    rows = ledger.connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY seq")
    try:
        for row in rows:
            yield from_row(row)
            position = row[0]
    except sqlite3.DatabaseError as error:
        found: LedgerError = translate(error, ledger.path)
        if isinstance(found, IntegrityError):
            found.position = position + 1
        raise found from error


def _check_file(db: sqlite3.Connection) -> None:
    """Let SQLite check its pages, and that its indexes lead to the rows that were just checked."""
    (found,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise IntegrityError("the database file of the ledger is damaged", why=str(found), mend=_MEND)


@contextlib.contextmanager
def _one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """Read in one transaction, so that a writer cannot come between two looks."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _objects(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = db.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(kind, name): sql for kind, name, sql in rows}


def _bad(position: int, what: str, why: str) -> IntegrityError:
    return IntegrityError(f"event {position} {what}", position=position, why=why, mend=_MEND)
