"""The ledger in one SQLite file.

One writer at a time, in its own transactions: gate, ``BEGIN IMMEDIATE``, read the head, check, insert, ``COMMIT``.
A ledger object belongs to the thread and the process that opened it. Do not open the file by other means in the same
process, not even to read its bytes: closing it would drop SQLite's locks.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from ledger.driver import sqlite3
from ledger.entry import Stored, genesis_hash
from ledger.errors import IntegrityError, LedgerUnusable
from ledger.event import NewEvent, RecordedEvent
from ledger.gate import Gate
from ledger.identity import Identity
from ledger.lookups import is_borne, request_of, version_of
from ledger.moment import microseconds
from ledger.names import Position, Version
from ledger.rows import COLUMNS, INSERT, from_row, to_row
from ledger.sqlite_errors import LedgerDiskFailed, LedgerReadOnly, told
from ledger.store import Appended, Head

PAGE: Final = 500
"""Rows that are read at once; no read transaction stays open between two pages."""


class SqliteLedger:
    """An EventStore in a SQLite file; ``ledger.opening.open_ledger`` opens it.

    Attributes:
        path: of the file.
        identity: what the ledger says of itself.
        read_only: whether it was opened to read.
    """

    def __init__(
        self,
        path: Path,
        db: sqlite3.Connection,
        identity: Identity,
        *,
        gate: Gate | None,
        clock: Callable[[], int],
        wait: float,
    ) -> None:
        """Take over an open connection.

        Args:
            path: of the file.
            db: a connection without transactions of its own.
            identity: as found in the file.
            gate: the queue of the writers; None opens for reading only.
            clock: tells UTC microseconds.
            wait: seconds that an append waits for other writers.
        """
        self.path = path
        self.identity = identity
        self.read_only = gate is None
        self._gate = gate
        self._clock = clock
        self._wait = wait
        self._connection: sqlite3.Connection | None = db
        self._process = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> sqlite3.Connection:
        """The open connection, for reading; whoever writes through it is stopped by the guards.

        Raises:
            LedgerUnusable: the ledger is closed, or was opened before a fork.
        """
        if self._connection is None:
            raise LedgerUnusable("the ledger is closed", where=str(self.path), mend=("open it again",))
        if os.getpid() != self._process:
            raise LedgerUnusable(
                "the ledger was opened by the parent of this process",
                where=str(self.path),
                why="SQLite's locks do not survive a fork",
                mend=("open it in this process",),
            )
        return self._connection

    def append(
        self,
        stream: str,
        events: Sequence[NewEvent],
        expected_version: int,
        key: str | None = None,
    ) -> Appended:
        """Record the events durably; see ``EventStore.append``.

        Raises:
            LedgerReadOnly: the ledger was opened for reading, or may not be written.
            LedgerFull: the disk is full; nothing was recorded.
            LedgerDiskFailed: the disk failed; the ledger is closed, a repetition with the key tells what was recorded.
        """
        from ledger.request import Request, check_version  # reading a head must not load the codec

        request = Request.of(stream, events, key)
        with self._writing() as db:
            if key is not None and (known := request_of(db, key)) is not None:
                return request.repeats(*known)
            actual = version_of(db, stream)
            check_version(stream, expected_version, actual)
            if any(item.key is not None and is_borne(db, item.key) for item in request.items):
                raise request.refuse_taken()
            head, at = self._last(db)
            made = request.entries(head.position, head.hash, actual, max(self._clock(), at))
            db.executemany(INSERT, [to_row(stored) for stored in made])
            first, last = made[0].entry.position, made[-1].entry.position
            if key is not None:
                db.execute("INSERT INTO request VALUES (?, ?, ?, ?)", (key, request.fingerprint, first, last))
        return Appended(Position(first), Position(last), repeated=False)

    def stream(self, stream: str) -> Iterator[RecordedEvent]:
        """Give the events of one stream in order, each checked against its hash.

        Raises:
            IntegrityError: an event was changed, or one is missing.
        """
        from ledger.codec import recorded  # telling a head must not load the codec

        where = "stream = ? AND version > ? AND version <= ? ORDER BY version"
        for number, stored in self._checked(where, (stream,), 0, self.version(stream)):
            if stored.entry.version != number:
                raise _missing(f"event {number} of stream {stream!r}", None, self.path)
            yield recorded(stored)

    def after(self, position: Position, until: Position | None = None) -> Iterator[RecordedEvent]:
        """Give all events after a position, each checked against its hash; what is appended meanwhile is not given.

        Raises:
            IntegrityError: an event was changed, or one is missing.
        """
        from ledger.codec import recorded  # telling a head must not load the codec

        head = self.head().position
        end = head if until is None else min(until, head)
        previous = genesis_hash(self.identity.ledger_id) if position <= 0 else None
        where = "seq > ? AND seq <= ? ORDER BY seq"
        for number, stored in self._checked(where, (), max(position, 0), end):
            if stored.entry.position != number:
                raise _missing(f"event {number}", number, self.path)
            if previous not in (None, stored.entry.previous):
                raise _missing(f"what stood before event {number}", number, self.path)
            previous = stored.hash
            yield recorded(stored)

    def version(self, stream: str) -> Version:
        """Tell how many events the stream has."""
        with told(self.path):
            return Version(version_of(self.connection, stream))

    def find(self, key: str) -> Appended | None:
        """Tell where the events of a key stand, or None when the key was never used."""
        with told(self.path):
            known = request_of(self.connection, key)
        return None if known is None else Appended(Position(known[1]), Position(known[2]), repeated=True)

    def position_at(self, moment: datetime) -> Position:
        """Tell the last position recorded at or before a moment; 0 when there is none."""
        with told(self.path):
            asked = "SELECT seq FROM events WHERE recorded_at <= ? ORDER BY seq DESC LIMIT 1"
            row = self.connection.execute(asked, (microseconds(moment),)).fetchone()
        return Position(row[0] if row else 0)

    def head(self) -> Head:
        """Tell where the ledger ends."""
        with told(self.path):
            return self._last(self.connection)[0]

    def close(self) -> None:
        """Close the file; closing twice does nothing."""
        if self._connection is not None and os.getpid() == self._process:
            self._connection.close()
        self._connection = None

    def _last(self, db: sqlite3.Connection) -> tuple[Head, int]:
        """Give the head and when it was recorded."""
        row = db.execute("SELECT seq, hash, recorded_at FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        if row is None:
            return Head(Position(0), genesis_hash(self.identity.ledger_id)), 0
        return Head(Position(row[0]), row[1]), row[2]

    def _checked(self, where: str, subject: tuple[Any, ...], start: int, end: int) -> Iterator[tuple[int, Stored]]:
        """Give the rows after ``start`` up to ``end`` with the number that each should have."""
        sql = f"SELECT {COLUMNS} FROM events WHERE {where} LIMIT ?"
        while start < end:
            with told(self.path):
                rows = self.connection.execute(sql, (*subject, start, end, PAGE)).fetchall()
            if not rows:
                raise _missing("an event", None, self.path)
            for number, row in enumerate(rows, start + 1):
                yield number, from_row(row).check()
            start += len(rows)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the only write transaction; commit at the end, or undo everything."""
        db = self.connection
        if self._gate is None:
            raise LedgerReadOnly("the ledger was opened for reading only", where=str(self.path))
        try:
            with self._gate.hold(self._wait) as left, told(self.path):
                db.execute(f"PRAGMA busy_timeout = {int(left * 1000)}")
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                    db.execute("COMMIT")
                except BaseException:
                    if db.in_transaction:
                        db.execute("ROLLBACK")
                    raise
        except LedgerDiskFailed:
            self.close()  # after a failed sync nothing that this connection believes can be trusted
            raise


def _missing(what: str, position: int | None, path: Path) -> IntegrityError:
    return IntegrityError(
        f"{what} is missing",
        position=position,
        where=str(path),
        why="places have no gaps, and each event names the one before it",
        mend=("jobforge verify", "keep the file as evidence and restore the ledger from a backup"),
    )
