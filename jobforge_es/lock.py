"""The work lock: one command at a time writes layers and projections."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import attrs

from jobforge_es.errors import WorkLocked


@attrs.frozen
class Holder:
    """Who holds the lock, as far as is known."""

    who: str
    host: str
    pid: int
    command: str
    since: float

    def __str__(self) -> str:
        age = max(0, round(time.time() - self.since))
        return f"{self.who}@{self.host} (pid {self.pid}, `{self.command}`, {age} s ago)"


@contextlib.contextmanager
def work_lock(lake: Path, wait: float, command: str) -> Iterator[None]:
    """Hold ``work.lock`` of a lake; the operating system frees it when the process ends, however it ends.

    Args:
        lake: the folder.
        wait: seconds to wait for another command.
        command: told to whoever waits.

    Raises:
        WorkLocked: another command held it for all that time.
    """
    from filelock import FileLock, Timeout  # takes 30 ms, and reading commands need no lock

    lake.mkdir(parents=True, exist_ok=True)
    note = lake / "work.holder"
    lock = FileLock(lake / "work.lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout as error:
        found = holder(lake)
        raise WorkLocked(
            f"{found or 'another command'} is writing",
            why="one command at a time writes the layers",
            mend=("run it again with --wait 600", "jobforge doctor"),
        ) from error
    try:
        me = Holder(_login(), socket.gethostname(), os.getpid(), command, time.time())
        note.write_text(json.dumps(attrs.asdict(me)))
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def holder(lake: Path) -> Holder | None:
    """Tell who wrote that they hold the lock; None when nobody did. A killed command leaves its note behind."""
    try:
        return Holder(**json.loads((lake / "work.holder").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def this_command() -> str:
    """Give the command line of this process, short enough for a message."""
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:120]


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
