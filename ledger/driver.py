"""The one SQLite library of the process.

Two SQLite libraries on one file in one process break each other's locks, so everybody who opens a database of ours asks
here: ``from ledger.driver import sqlite3``. The choice is that of sqlite-utils as well: pysqlite3 where it is
installed, else the interpreter's own.

SQLite 3.7.0 to 3.51.2 can lose committed pages when two connections write and checkpoint at once (the WAL-reset bug);
3.51.3 mends it, and 3.50.7 and 3.44.6 carry the mend back. An older library is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.errors import LedgerUnusable

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

SAFE: Final = (3, 51, 3)
MENDED: Final = {(3, 50): 7, (3, 44): 6}
"""Series that got the mend later, with the first release that has it."""


def check_library() -> None:
    """Refuse a SQLite library that can lose committed events.

    Raises:
        LedgerUnusable: this process has one.
    """
    check_version(sqlite3.sqlite_version, sqlite3.__name__.partition(".")[0])


def check_version(version: str, name: str) -> None:
    """Refuse a SQLite version that can lose committed pages.

    Args:
        version: such as ``3.51.3``.
        name: the Python module that brings it.

    Raises:
        LedgerUnusable: it has the fault.
    """
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    first_mended = MENDED.get((major, minor))
    if (major, minor, patch) >= SAFE or (first_mended is not None and patch >= first_mended):
        return
    raise LedgerUnusable(
        f"the SQLite library {version} of {name} can lose committed events",
        why="the WAL-reset fault of SQLite 3.7.0 to 3.51.2 (sqlite.org/wal.html)",
        mend=(
            "pip install --upgrade pysqlite3",
            "or use a Python whose sqlite3 module brings SQLite 3.51.3 or newer",
        ),
    )


__all__ = ["MENDED", "SAFE", "check_library", "check_version", "sqlite3"]
