"""What the operating system says of disks and paths, in our own words."""

from __future__ import annotations

import errno

from ledger.errors import JobForgeError


class DiskFull(JobForgeError):
    """The disk has no room for a file."""

    code = "F-010"


class NotPermitted(JobForgeError):
    """A file or folder may not be read or written."""

    code = "F-011"


class PathInTheWay(JobForgeError):
    """A path leads to something else than what has to be there, or nowhere."""

    code = "F-013"


class DiskFailed(JobForgeError):
    """The disk, or the network that it hangs on, refused to read or write."""

    code = "F-014"
    transient = True


SAFE = "what was recorded before is kept; nothing half-written is ever used"
SYSTEM = (
    (
        (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
        DiskFull,
        "the disk is full",
        ("free some space and run it again", "jobforge doctor"),
    ),
    (
        (errno.EACCES, errno.EPERM, errno.EROFS),
        NotPermitted,
        "a file or folder may not be used",
        ("check who owns the folder and what it allows", "jobforge doctor"),
    ),
    (
        (errno.ENOENT, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTEMPTY),
        PathInTheWay,
        "a path does not lead to what has to be there",
        ("check the path, and `lake`, `ledger` and `inbox` in jobforge.toml", "jobforge doctor"),
    ),
    (
        (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.EAGAIN, errno.EBUSY, errno.ETIMEDOUT),
        DiskFailed,
        "the disk refused to read or write",
        ("check the disk", "jobforge verify"),
    ),
)
"""Errors of the operating system that are none of ours: their numbers, and how they are told."""


def of_system(error: OSError) -> JobForgeError | None:
    """Give an error of the operating system as one of ours, or None where it is none that people can mend."""
    where = None if error.filename is None else str(error.filename)
    for numbers, kind, what, mend in SYSTEM:
        if error.errno in numbers:
            return kind(what, where=where, why=error.strerror, written=SAFE, mend=mend)
    return None
