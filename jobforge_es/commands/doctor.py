"""Doctor: look for what could go wrong on this machine, and say what helps."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from jobforge_es.errors import LedgerLost, WorkLocked
from jobforge_es.lock import holder, work_lock
from ledger.driver import check_library, sqlite3
from ledger.errors import JobForgeError
from ledger.vault import Vault
from projections.storage.lake import Lake
from projections.storage.manifest import strays

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace

State = Literal["good", "doubtful", "bad"]
LIBRARIES = ("attrs", "cattrs", "click", "duckdb", "filelock", "numpy", "orjson", "pyarrow", "sqlglot", "sqlite-utils")
NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "fuse.sshfs",
    "glusterfs",
    "fuse.glusterfs",
    "lustre",
}
LITTLE = 1_000_000_000
TOO_LITTLE = 100_000_000
NAMED = 3
"""How many files are named; ``verify`` names them all."""

OLDEST_NOW = 1_767_225_600
"""2026-01-01: this software is not older, so an earlier clock is wrong."""


@attrs.frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: what.
        state: ``good``, ``doubtful`` (works, for now) or ``bad``.
        what: what was found.
        mend: what helps, safest first; empty when good.
    """

    subject: str
    state: State
    what: str
    mend: tuple[str, ...] = ()


def doctor(workspace: Workspace | None) -> list[Finding]:
    """Look at this machine and, where there is one, at the project.

    Nothing is written but a lock that is tried and given back.

    Args:
        workspace: the project; None looks at the machine only.
    """
    found = [_python(), _sqlite(), *_libraries(), _clock()]
    if workspace is not None:
        lake = workspace.config.lake_path
        checks: tuple[Callable[[], Finding], ...] = (
            lambda: _space(lake),
            lambda: _file_system(lake),
            lambda: _permissions(lake),
            lambda: _lock(lake),
        )
        found += [check() for check in checks]
        found += _project(workspace)
    return found


def _python() -> Finding:
    what = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    if os.name == "nt":
        return Finding("Python", "doubtful", what, ("Windows works as well as it can; use Linux, macOS or WSL",))
    return Finding("Python", "good", what)


def _sqlite() -> Finding:
    what = f"{sqlite3.sqlite_version} of {sqlite3.__name__.partition('.')[0]}"
    try:
        check_library()
    except JobForgeError as error:
        return Finding("SQLite", "bad", f"{what}: {error.what}", error.mend)
    return Finding("SQLite", "good", what)


def _libraries() -> Iterator[Finding]:
    versions, missing = [], []
    for name in LIBRARIES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Finding("libraries", "bad", f"missing: {', '.join(missing)}", ("pip install --upgrade jobforge-es",))
    yield Finding("libraries", "good", ", ".join(versions))


def _clock() -> Finding:
    now = time.time()
    what = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < OLDEST_NOW:
        return Finding("clock", "bad", f"{what} is in the past", ("set the clock of this machine",))
    return Finding("clock", "good", what)


def _space(lake: Path) -> Finding:
    free = shutil.disk_usage(_there(lake)).free
    what = f"{free / 1e9:,.1f} GB are free where the lake lies"
    if free < TOO_LITTLE:
        return Finding("disk", "bad", what, ("free some space",))
    return Finding("disk", "doubtful" if free < LITTLE else "good", what, ("free some space",) if free < LITTLE else ())


def _file_system(lake: Path) -> Finding:
    kind = file_system(_there(lake).resolve())
    if kind is None:
        return Finding("file system", "good", "its kind cannot be told on this system")
    if kind in NETWORK:
        mend = ("keep the lake on a local disk: locks and syncs of a network file system can lose events",)
        return Finding("file system", "bad", f"{kind}, over a network", mend)
    return Finding("file system", "good", kind)


def file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """Tell the kind of file system that a path lies on; None where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = "", None
    for line in lines:
        _, point, found, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, found
    return kind


def _permissions(lake: Path) -> Finding:
    place = _there(lake)
    if not os.access(place, os.W_OK | os.X_OK):
        ways = (f"chmod u+rwx '{place}'", "reading commands work all the same")
        return Finding("permissions", "doubtful", f"{place} may not be written", ways)
    locked = [
        p for p in (lake / "ledger.db", lake / "projections.db") if p.exists() and not os.access(p, os.R_OK | os.W_OK)
    ]
    if locked:
        mend = tuple(f"chmod u+rw '{p}'" for p in locked)
        return Finding("permissions", "doubtful", f"{', '.join(p.name for p in locked)} may not be written", mend)
    return Finding("permissions", "good", "the lake may be read and written")


def _lock(lake: Path) -> Finding:
    if not (lake / "work.lock").exists():
        return Finding("lock", "good", "nobody is writing")
    note = holder(lake)
    try:
        with work_lock(lake, 0, "jobforge doctor"):
            pass
    except WorkLocked:
        return Finding("lock", "doubtful", f"held by {note or 'another command'}", ("wait for it, or use --wait 600",))
    except OSError as error:
        return Finding("lock", "doubtful", f"it cannot be tried: {error.strerror}", (f"check {lake / 'work.lock'}",))
    if note is not None:
        return Finding("lock", "good", f"free; {note} was killed while it held it, which does no harm")
    return Finding("lock", "good", "nobody is writing")


def _project(workspace: Workspace) -> Iterator[Finding]:
    """Look at ledger, files and read models; an error of theirs is a finding too."""
    try:
        with workspace.reading() as session:
            yield _ledger(workspace, session.store.head().position)
            yield from _derived(workspace)
    except JobForgeError as error:
        yield Finding("ledger", "bad", f"{error.code} {error.what}", error.mend or ("jobforge verify",))


def _ledger(workspace: Workspace, head: int) -> Finding:
    kept = Vault(workspace.config.lake_path / "vault").hashes()
    if not head and next(kept, None) is not None:
        raise LedgerLost(workspace.config.ledger)
    status = workspace.status()
    if status.recorded_at and datetime.fromisoformat(status.recorded_at).timestamp() > time.time() + 60:
        mend = ("set the clock of this machine; until then new events bear the time of the last one",)
        return Finding("ledger", "doubtful", f"its last event is from the future: {status.recorded_at}", mend)
    return Finding("ledger", "good", f"{head:,} events, {workspace.config.ledger}")


def _derived(workspace: Workspace) -> Iterator[Finding]:
    there = list(Lake(workspace.config.lake_path).files())  # before the ledger is asked: a step may end meanwhile
    with workspace.reading() as session:
        files = session.manifest.all_in_effect()
        missing = sum(not session.lake.has(f.file.path) for f in files)
        drafts = sum(1 for _ in session.lake.drafts()) + sum(1 for _ in (session.vault.root / "incoming").glob("*"))
        left = strays(session.manifest, there)
    if missing:
        yield Finding("layer files", "doubtful", f"{missing} of {len(files)} are not there", ("jobforge replay",))
    else:
        yield Finding("layer files", "good", f"all {len(files)} in effect are there")
    yield from _left_over(left, drafts)
    if behind := workspace.status().behind:
        mend = ("the next command that writes catches up",)
        yield Finding("read models", "doubtful", f"{behind} events behind", mend)
    else:
        yield Finding("read models", "good", "they have followed the ledger to its end")


def _left_over(left: list[str], drafts: int) -> Iterator[Finding]:
    if left:
        named = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
        what = f"{len(left)} layer files that no event recorded, of a step that was killed or is at work: {named}"
        yield Finding("leftovers", "doubtful", what, ("jobforge replay",))
    if drafts:
        what = f"{drafts} half-written files or folders of commands that were killed"
        yield Finding("leftovers", "doubtful", what, ("the next command that writes sweeps them",))
    if not left and not drafts:
        yield Finding("leftovers", "good", "none")


def _there(path: Path) -> Path:
    """Give the path, or the nearest folder above it that exists."""
    return next((p for p in (path, *path.parents) if p.exists()), Path("/"))
