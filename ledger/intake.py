"""Copying bytes into a file that lasts, with their hash, and refusing what cannot be copied faithfully."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import attrs

from ledger.errors import JobForgeError

BLOCK: Final = 1024 * 1024
"""Bytes that are held in memory at once, whatever the size of the file."""

Progress = Callable[[int], None]
"""Is told how many more bytes were read."""

_MENDS: Final = {
    errno.ENAMETOOLONG: "give the file a shorter name, or lay it into a folder with a shorter path",
    errno.ELOOP: "name the file itself: these links lead in a circle",
    errno.ENOTDIR: "check the path: what should be a folder in it is a file",
    errno.ENXIO: "write what it gives into a file, and name that",
    errno.EIO: "check the disk, and fetch the file again",
}
"""What helps where the system says why a file cannot be read, other than permissions."""

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class SourceFileMissing(JobForgeError):
    """There is no file at the path."""

    code = "U-031"
    exit_code = 2


class NotAFile(JobForgeError):
    """The path names a folder, a pipe, a socket or a device."""

    code = "U-032"
    exit_code = 2


class SourceFileUnreadable(JobForgeError):
    """The file may not be read, or the disk failed to read it."""

    code = "U-033"
    exit_code = 2


class FileChanged(JobForgeError):
    """The file was written to while it was read."""

    code = "D-010"
    exit_code = 6
    transient = True


class NotKept(JobForgeError):
    """The bytes could not be written to the vault; most often the disk is full."""

    code = "F-031"


@attrs.frozen
class Source:
    """A regular file that is open to be read.

    Attributes:
        path: for errors.
        handle: its descriptor.
        before: what the system told of it when it was opened.
    """

    path: Path
    handle: int
    before: os.stat_result

    def copy(self, target: int, progress: Progress | None) -> tuple[str, int]:
        """Copy into another open file, block by block.

        Args:
            target: descriptor to write.
            progress: is told the size of each block.

        Returns:
            The SHA-256 in hexadecimal, and the number of bytes.

        Raises:
            SourceFileUnreadable: the disk failed to read.
            FileChanged: the file was written to, cut, or replaced meanwhile.
            OSError: the target could not be written.
        """
        from concurrent.futures import ThreadPoolExecutor  # `status` keeps nothing

        digest = hashlib.sha256()
        size = 0
        with ThreadPoolExecutor(1, "hasher") as hasher:  # hashing and writing take as long as each other
            while block := self._read():
                hashed = hasher.submit(digest.update, block)
                write(target, memoryview(block))
                hashed.result()
                size += len(block)
                if progress is not None:
                    progress(len(block))
        self._check_unchanged(size)
        return digest.hexdigest(), size

    def _read(self) -> bytes:
        try:
            return os.read(self.handle, BLOCK)
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def _check_unchanged(self, size: int) -> None:
        before = _signature(self.before)
        same = before == _signature(os.fstat(self.handle)) == _signature_at(self.path)
        if not same or size != self.before.st_size:
            raise FileChanged(
                "the file changed while it was read",
                where=str(self.path),
                written="nothing was recorded",
                mend=("wait until whoever writes the file is done, then run the command again",),
            )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a regular file to read.

    Raises:
        SourceFileMissing, NotAFile, SourceFileUnreadable: it cannot be.
    """
    handle = _open(path)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise _no_file(_kind(found.st_mode), path)
        yield Source(path, handle, found)
    finally:
        os.close(handle)


def write(target: int, data: memoryview) -> None:
    """Write all of the bytes, in as many steps as the system wants."""
    while data:
        data = data[os.write(target, data) :]


def not_kept(error: OSError, root: Path) -> NotKept:
    """Make the error for bytes that could not be written."""
    full = error.errno in _NO_ROOM
    return NotKept(
        "the disk is full, the file could not be kept" if full else "the vault could not be written",
        where=str(root),
        why=error.strerror,
        written="nothing was recorded",
        mend=("free some space and run the command again",) if full else ("check the folder and its permissions",),
    )


def _open(path: Path) -> int:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, flags)  # not blocking, or a named pipe would wait for its writer
    except FileNotFoundError as error:
        raise SourceFileMissing("there is no such file", where=str(path), mend=("check the path",)) from error
    except OSError as error:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails itself where a name is too long
            raise _no_file("a folder", path) from error
        raise _unreadable(path, error) from error
    except ValueError as error:
        raise SourceFileMissing("this is no path", where=ascii(str(path)), why=str(error)) from error


def _unreadable(path: Path, error: OSError) -> SourceFileUnreadable:
    mend = _MENDS.get(error.errno or 0, "check the permissions of the file and its folder")
    return SourceFileUnreadable("the file cannot be read", where=str(path), why=error.strerror, mend=(mend,))


def _no_file(kind: str, path: Path) -> NotAFile:
    mend = f"name the files in it: {path}/*" if kind == "a folder" else "write what it gives into a file, and name that"
    return NotAFile(f"{kind} cannot be kept, only a file", where=str(path), mend=(mend,))


def _signature(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _signature_at(path: Path) -> tuple[int, ...] | None:
    try:
        return _signature(path.stat())
    except OSError:
        return None


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
