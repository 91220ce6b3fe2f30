"""Opening a ledger by its address."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ledger import connection
from ledger.address import check_place, path_of
from ledger.driver import sqlite3
from ledger.durable import make_folder, make_name_last
from ledger.errors import LedgerUnusable
from ledger.gate import Gate
from ledger.identity import Identity, create, identify, is_blank, new_ledger_id
from ledger.sqlite import SqliteLedger
from ledger.sqlite_errors import told

WAIT: Final = 10.0
"""Seconds that a writer waits for others before it gives up."""


def system_clock() -> int:
    """Tell the time of this machine in UTC microseconds."""
    return time.time_ns() // 1000


def open_ledger(
    address: str | os.PathLike[str],
    *,
    create: bool = False,
    read_only: bool = False,
    clock: Callable[[], int] = system_clock,
    wait: float = WAIT,
) -> SqliteLedger:
    """Open the ledger at an address.

    Args:
        address: a path, or ``sqlite:///relative/path`` or ``sqlite:////absolute/path``.
        create: make it when nothing is there; an existing one is opened as it is.
        read_only: nothing can be written through it, no lock is taken.
        clock: tells UTC microseconds; a time before that of the last event is recorded as that one.
        wait: seconds that an append waits for other writers.

    Raises:
        LedgerUnusable: there is none, it is of a newer format, or it is something else.
        LedgerBusy: another program kept it locked.
        IntegrityError: the file is damaged.
        LedgerError: the file may not be written.
    """
    path = path_of(address)
    check_place(path, must_exist=not create)
    if read_only:
        return _open_reading(path, clock, wait)
    if create:
        _make_folder(path.parent)
    return _open_writing(path, create, clock, wait)


def lock_of(path: Path) -> Path:
    """Give the lock file of a ledger: named like SQLite's own files beside it, so that no other lock has its name."""
    return path.with_name(f"{path.name}-lock")


def _open_reading(path: Path, clock: Callable[[], int], wait: float) -> SqliteLedger:
    with told(path):
        db = connection.reading(path, wait)
        identity = _identified(db, path)
    return SqliteLedger(path, db, identity, gate=None, clock=clock, wait=wait)


def _open_writing(path: Path, may_create: bool, clock: Callable[[], int], wait: float) -> SqliteLedger:  # noqa: FBT001 - passed on
    gate = Gate(lock_of(path))
    with told(path):
        db = connection.writing(path, wait)
        try:
            if may_create and is_blank(db):
                _create(db, path, gate, clock, wait)
            identity = identify(db, path)
            connection.make_durable(db, path)
        except BaseException:
            db.close()
            raise
    return SqliteLedger(path, db, identity, gate=gate, clock=clock, wait=wait)


def _identified(db: sqlite3.Connection, path: Path) -> Identity:
    try:
        return identify(db, path)
    except BaseException:
        db.close()
        raise


def _create(db: sqlite3.Connection, path: Path, gate: Gate, clock: Callable[[], int], wait: float) -> None:
    """Make the ledger, unless another process was quicker."""
    with gate.hold(wait):
        connection.make_durable(db, path)
        db.execute("BEGIN IMMEDIATE")
        try:
            if is_blank(db):
                create(db, Identity.of(new_ledger_id(clock())))
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    make_name_last(path.parent)


def _make_folder(folder: Path) -> None:
    try:
        make_folder(folder)
    except OSError as error:
        raise LedgerUnusable(
            "the folder of the ledger cannot be made",
            where=str(folder),
            why=error.strerror,
            mend=("check the path and who may write there", "jobforge doctor"),
        ) from error
