"""The address of a ledger: a path or a URL, and what stands there."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from ledger.errors import LedgerUnusable

_SCHEME: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?P<rest>.*)", re.DOTALL)
_POSTGRES: Final = ("postgres", "postgresql")
_SMALLEST_PAGE: Final = 512
"""SQLite takes a file with fewer bytes for an empty one and would write over it."""


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


def check_place(path: Path, *, must_exist: bool) -> None:
    """Refuse what SQLite would make by itself, write over, or wait for without end.

    Raises:
        LedgerUnusable: nothing is there, or nothing that can be a ledger.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        if must_exist:
            raise _unusable("there is no ledger", path, "jobforge run", "check the path") from error
        return
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise _unusable(f"the ledger cannot be reached: {reason}", path, "check the path") from error
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no file"
        raise _unusable(f"the address of the ledger is {kind}", path, "name the file, such as lake/ledger.db")
    if 0 < found.st_size < _SMALLEST_PAGE:
        raise _unusable("this file is not a ledger", path, "check the path of the ledger")


def _unusable(what: str, path: Path, *mend: str) -> LedgerUnusable:
    return LedgerUnusable(what, where=str(path), mend=mend)
