"""Folders that one process has for itself below a common one, and removes; what a killed process left can be swept.

Beside each folder lies a lock file that its process holds; the operating system frees it however the process ends. So
a sweep never takes a folder from a process that is alive, in whichever container or under whatever number it runs.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LOCK: Final = ".lock"


@contextlib.contextmanager
def own_folder(common: Path) -> Iterator[Path]:
    """Make an empty folder for the length of a ``with`` block, and remove it with all that is in it.

    Args:
        common: where it is made; made itself when it is missing.

    Raises:
        OSError: it cannot be made or locked.
    """
    common.mkdir(parents=True, exist_ok=True)
    folder = None
    with contextlib.ExitStack() as held:
        while folder is None:  # again where a sweep came between the making of a lock file and the locking of it
            name = common / secrets.token_hex(8)
            if held.enter_context(_locked(name)):
                folder = name
        try:
            folder.mkdir()
            yield folder
        finally:
            _remove(folder)


@contextlib.contextmanager
def spill_folder(common: Path | None) -> Iterator[Path]:
    """Do the same where that is possible, else below the system's folder for temporary files.

    Args:
        common: is not made: reading commands work where nothing may be written, and leave no trace of their own.
    """
    with contextlib.ExitStack() as stack:
        folder = None
        if common is not None and common.is_dir():
            with contextlib.suppress(OSError, NotImplementedError):
                folder = stack.enter_context(own_folder(common))
        yield folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jobforge-")))


def forsaken(common: Path) -> Iterator[Path]:
    """Give the folders whose process has ended; looking for them leaves nothing behind."""
    for folder in _folders(common):
        with contextlib.suppress(OSError):  # what may not be locked is not ours to judge
            lock = Path(f"{folder}{LOCK}")
            had_lock = lock.exists()
            with _locked(folder) as free:
                found = free and folder.is_dir()
                if free and not (had_lock and found):
                    lock.unlink(missing_ok=True)
            if found:
                yield folder


def sweep_folders(common: Path) -> int:
    """Remove the folders whose process has ended; tell how many that were."""
    count = 0
    for folder in _folders(common):
        with contextlib.suppress(PermissionError), _locked(folder) as free:  # another person's
            if free:
                _remove(folder)
                count += 1
    return count


def _folders(common: Path) -> list[Path]:
    """Give the folders, those of which only the lock file was made among them."""
    return sorted({p if p.is_dir() else p.with_suffix("") for p in common.glob("*") if p.is_dir() or p.suffix == LOCK})


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder for the length of a ``with`` block, or say that another process holds it."""
    from filelock import FileLock, Timeout  # takes 30 ms, and few commands need it

    lock = FileLock(f"{folder}{LOCK}", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield Path(lock.lock_file).exists()
    finally:
        lock.release()


def _remove(folder: Path) -> None:
    """Remove a folder whose lock is held, its lock file last."""
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        Path(f"{folder}{LOCK}").unlink(missing_ok=True)
