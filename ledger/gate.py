"""The gate before the write lock: writers queue up, so that none of them starves.

SQLite's own waiting is unfair: with eight processes the slowest got nothing for seconds. Writers therefore wait in the
kernel's queue for a file lock beside the ledger. The gate is for fairness only; what keeps writers apart is SQLite.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import attrs

from ledger.errors import LedgerBusy
from ledger.sqlite_errors import LedgerReadOnly

if sys.platform != "win32":
    import fcntl


@attrs.frozen
class Gate:
    """A queue that only one holder leaves at a time.

    Attributes:
        path: the lock file; made when missing, never deleted.
    """

    path: Path

    @contextlib.contextmanager
    def hold(self, wait: float) -> Iterator[float]:
        """Hold the gate for the length of a ``with`` block; gives the seconds that are left of ``wait``.

        Raises:
            LedgerBusy: others held it for longer than ``wait`` seconds.
            LedgerReadOnly: the lock file cannot be opened.
        """
        deadline = time.monotonic() + wait
        with self._held(wait):
            yield max(0.0, deadline - time.monotonic())

    if sys.platform == "win32":

        @contextlib.contextmanager
        def _held(self, wait: float) -> Iterator[None]:
            import filelock  # only this platform needs it

            try:
                with filelock.FileLock(self.path, timeout=wait):
                    yield
            except filelock.Timeout as error:
                raise busy(wait) from error

    else:

        @contextlib.contextmanager
        def _held(self, wait: float) -> Iterator[None]:
            handle = _open(self.path)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _Waiter(handle).take(wait)
            except OSError:
                os.close(handle)
                raise
            try:
                yield
            finally:
                os.close(handle)


if sys.platform != "win32":

    def _open(path: Path) -> int:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise LedgerReadOnly("the ledger cannot be written", where=str(path), why=error.strerror) from error

    class _Waiter:
        """Waits for a lock in the kernel's queue, no longer than it was told.

        The kernel has no time limit, so a thread does the waiting. When time is up it is left behind, and gives the
        lock back the moment it gets it.
        """

        def __init__(self, handle: int) -> None:
            self._handle = handle
            self._got = threading.Event()
            self._left = False
            self._mutex = threading.Lock()

        def take(self, wait: float) -> None:
            threading.Thread(target=self._queue, daemon=True).start()
            try:
                in_time = self._got.wait(wait)
            except BaseException:  # an interrupt while waiting must not leave the lock taken
                if not self._leave():
                    os.close(self._handle)
                raise
            if not in_time and self._leave():
                raise busy(wait)

        def _leave(self) -> bool:
            """Stop waiting; False when the lock came in the last moment."""
            with self._mutex:
                self._left = not self._got.is_set()
                return self._left

        def _queue(self) -> None:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            with self._mutex:
                if self._left:
                    os.close(self._handle)
                else:
                    self._got.set()


def busy(wait: float) -> LedgerBusy:
    """Make the error for a lock that stayed taken."""
    return LedgerBusy(
        f"another program kept the ledger locked for {wait:g} seconds",
        mend=("try again", "or wait longer, with --wait"),
    )
