"""The place of a project: the disk, its file system, who may write, who is writing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.commands.examining.finding import Finding
from jobforge_es.errors import WorkLocked
from jobforge_es.lock import holder, work_lock

if TYPE_CHECKING:
    from jobforge_es.config import Config

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
FOLDERS = ("vault", "layers", "keys", "published", "work")
"""What a command that writes has to write into."""

FEW = 10_000
"""Names that a disk should still have room for."""


def place(config: Config) -> Iterator[Finding]:
    """Look at where a project lies."""
    lake = config.lake_path
    yield _space(lake)
    yield _file_system(lake, config.ledger)
    yield _permissions(config)
    yield _lock(lake)


def _space(lake: Path) -> Finding:
    folder = _there(lake)
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:,.1f} GB are free where the lake lies"
    mend = ("jobforge gc --dry-run tells what may go", "free some space")
    if free < TOO_LITTLE:
        return Finding("disk", "bad", what, mend)
    if free < LITTLE:
        return Finding("disk", "doubtful", what, mend)
    names = _names_left(folder)
    if names is not None and names < FEW:
        return Finding("disk", "doubtful", f"{what}, but only {names:,} more files have room for their names", mend)
    return Finding("disk", "good", what)


def _names_left(folder: Path) -> int | None:
    """Tell how many more files a disk can name; None where it does not count them."""
    if not hasattr(os, "statvfs"):
        return None
    found = os.statvfs(folder)
    return found.f_favail if found.f_files else None


def _file_system(lake: Path, ledger: str) -> Finding:
    there = [lake] if "://" in ledger else [lake, Path(ledger).parent]
    kinds = [file_system(_there(path).resolve()) for path in there]
    remote = [kind for kind in kinds if kind in NETWORK]
    if remote:
        mend = ("keep the lake and the ledger on a local disk: locks and syncs over a network can lose events",)
        return Finding("file system", "bad", f"{remote[0]}, over a network", mend)
    if kinds[0] is None:
        return Finding("file system", "good", "its kind cannot be told on this system")
    return Finding("file system", "good", kinds[0])


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


def _permissions(config: Config) -> Finding:
    lake, inbox = config.lake_path, config.inbox_path
    place = _there(lake)
    if not os.access(place, os.W_OK | os.X_OK):
        ways = (f"chmod u+rwx '{place}'", "reading commands work all the same")
        return Finding("permissions", "doubtful", f"{place} may not be written", ways)
    folders = [lake / name for name in FOLDERS]
    closed = [p for p in folders if p.is_dir() and not os.access(p, os.R_OK | os.W_OK | os.X_OK)]
    files = [lake / name for name in ("ledger.db", "projections.db")]
    closed += [p for p in files if p.exists() and not os.access(p, os.R_OK | os.W_OK)]
    if closed:
        mend = tuple(f"chmod -R u+rwX '{p}'" for p in closed)
        return Finding("permissions", "doubtful", f"{', '.join(p.name for p in closed)} may not be written", mend)
    if inbox.is_dir() and not os.access(inbox, os.R_OK | os.X_OK):
        return Finding("permissions", "doubtful", f"{inbox} may not be read", (f"chmod u+rx '{inbox}'",))
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


def _there(path: Path) -> Path:
    """Give the path, or the nearest folder above it that exists."""
    return next((p for p in (path, *path.parents) if p.exists()), Path("/"))
