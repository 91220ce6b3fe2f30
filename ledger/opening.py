"""Opening a ledger by its address."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from ledger import connection
from ledger.driver import sqlite3
from ledger.durable import make_folder, make_name_last
from ledger.errors import LedgerUnusable
from ledger.gate import Gate
from ledger.identity import Identity, create, identify, is_blank, new_ledger_id
from ledger.sqlite import SqliteLedger
from ledger.sqlite_errors import told

WAIT: Final = 10.0
"""Seconds that a writer waits for others before it gives up."""

_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?P<rest>.*)", re.DOTALL)
_SMALLEST_PAGE: Final = 512
"""SQLite takes a file with fewer bytes for an empty one and would write over it."""

_POSTGRES: Final = ("postgres", "postgresql")


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
    _check_place(path, must_exist=not create)
    if read_only:
        return _open_reading(path, clock, wait)
    if create:
        _make_folder(path.parent)
    return _open_writing(path, create, clock, wait)


def path_of(address: str | os.PathLike[str]) -> Path:
    """Give the file that an address names.

    Raises:
        LedgerUnusable: the address names another kind of store.
    """
    found = _SCHEME.fullmatch(address) if isinstance(address, str) else None
    if found is None or "//" not in found["rest"][:2]:
        return Path(address)
    scheme = found["scheme"].lower()
    if scheme == "sqlite" and found["rest"].startswith("///") and len(found["rest"]) > len("///"):
        return Path(unquote(found["rest"].removeprefix("///")))
    if scheme == "sqlite":
        mend = "write sqlite:///lake/ledger.db, or sqlite:////srv/lake/ledger.db for an absolute path"
        raise LedgerUnusable("the address of the ledger names no file", where=str(address), mend=(mend,))
    if scheme in _POSTGRES:
        raise LedgerUnusable(
            "a ledger on PostgreSQL needs the extra 'postgres', which this version does not have yet",
            mend=("pip install 'jobforge-es[postgres]', once it exists", "use a path or sqlite:///lake/ledger.db"),
        )
    raise LedgerUnusable(
        f"a ledger cannot lie on {scheme}://; it is a SQLite file, later also PostgreSQL with the extra 'postgres'",
        mend=("use a path or sqlite:///lake/ledger.db",),
    )


def _check_place(path: Path, *, must_exist: bool) -> None:
    """Refuse what SQLite would wait for, write over, or make by itself.

    Raises:
        LedgerUnusable: nothing is there, or it is no file that can be a ledger.
    """
    place = _Place.at(path)
    if place is _Place.NOTHING and must_exist:
        raise LedgerUnusable("there is no ledger", where=str(path), mend=("jobforge init", "check the path"))
    if place in (_Place.FOLDER, _Place.OTHER):
        raise LedgerUnusable(
            f"the address of the ledger is {place.value}", where=ascii(str(path)), mend=("name a file: lake/ledger.db",)
        )
    if place is _Place.SMALL:
        raise LedgerUnusable("this file is not a ledger", where=str(path), mend=("check the path of the ledger",))


def _open_reading(path: Path, clock: Callable[[], int], wait: float) -> SqliteLedger:
    with told(path):
        db = connection.reading(path, wait)
        identity = _identified(db, path)
    return SqliteLedger(path, db, identity, gate=None, clock=clock, wait=wait)


def _open_writing(path: Path, may_create: bool, clock: Callable[[], int], wait: float) -> SqliteLedger:  # noqa: FBT001 - passed on
    gate = Gate(path.with_suffix(".lock"))
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
            "the folder of the ledger cannot be made", where=str(folder), why=error.strerror
        ) from error
