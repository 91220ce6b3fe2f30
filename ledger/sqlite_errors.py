"""SQLite's errors in the words of the ledger.

pysqlite3 carries no error codes, so a condition is known by SQLite's own fixed text (sqlite3ErrStr in its main.c).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.driver import sqlite3
from ledger.errors import IntegrityError, LedgerBusy, LedgerError, LedgerUnusable


class LedgerFull(LedgerError):
    """The disk has no room for another entry."""

    code = "L-008"


class LedgerReadOnly(LedgerError):
    """The ledger was opened for reading, or its file or folder may not be written."""

    code = "L-009"


class LedgerDiskFailed(LedgerError):
    """The disk refused to read or write; whether the last append is recorded is not known."""

    code = "L-010"


_DAMAGE: Final = ("disk image is malformed", "malformed database schema", "no such table", "no such column")
"""The last two because the ledger asks only for what it made itself."""


@contextlib.contextmanager
def told(path: Path, written: str = "nothing was written") -> Iterator[None]:
    """Turn what SQLite raises inside a ``with`` block into a LedgerError.

    Args:
        path: the ledger, for the message.
        written: what reached the disk when it fails.
    """
    try:
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise translate(error, path, written) from error


def translate(error: Exception, path: Path, written: str = "nothing was written") -> LedgerError:
    """Give the LedgerError that tells a person what SQLite's error means."""
    text = str(error)
    where = str(path)
    if "is locked" in text:
        return LedgerBusy("another program keeps the ledger locked", where=where, mend=("try again",))
    if "disk is full" in text:
        return LedgerFull(
            "the disk is full, the event could not be recorded",
            where=where,
            written="nothing was recorded",
            mend=("free some space and run the command again",),
        )
    if "readonly" in text:
        return LedgerReadOnly("the ledger cannot be written", where=where, why=text, written=written)
    if "disk I/O" in text:
        return LedgerDiskFailed(
            "the disk failed while the ledger was in use",
            where=where,
            why="after a failed write it is not known what lies on the disk",
            written="not known: run the command again, a repetition does no harm",
            mend=("jobforge verify", "check the disk and its free space"),
        )
    return _unfit(text, where, written)


def _unfit(text: str, where: str, written: str) -> LedgerError:
    """Tell damage, files that are no ledger, and the rest apart."""
    if any(sign in text for sign in _DAMAGE):
        return IntegrityError(
            "the database file of the ledger is damaged",
            where=where,
            why=text,
            written=written,
            mend=("keep the file as evidence and restore the ledger from a backup", "jobforge verify"),
        )
    if "not a database" in text:
        return LedgerUnusable(
            "this file is not a ledger: it is no SQLite database, or its first bytes are damaged",
            where=where,
            mend=("check the path of the ledger", "restore the ledger from a backup"),
        )
    if "unable to open" in text:
        return LedgerUnusable(
            "the ledger cannot be opened", where=where, why=text, mend=("check the folder and its permissions",)
        )
    return LedgerError("the ledger refused", where=where, why=text, written=written)
