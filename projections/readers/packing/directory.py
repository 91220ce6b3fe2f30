"""The directory at the end of a zip archive, looked at before any library builds objects of it.

Follows APPNOTE.TXT 6.3.10 of PKWARE, chapters 4.3.12 to 4.3.16.
"""

from __future__ import annotations

import struct
from io import SEEK_END
from typing import BinaryIO

from projections.readers.packing.refusals import NotPacked, PackingBroken, PackingTooLarge
from projections.readers.refusals import EmptyFile

LOCAL, END, ENTRY = b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE, END64_SIZE, ENTRY_SIZE = 22, 20, 56, 46
LONGEST_COMMENT = 0xFFFF
LONGEST_ENTRY = ENTRY_SIZE + 3 * 0xFFFF
BLOCK = 1_048_576
"""Bytes of the directory that are read at once."""


def check_directory(file: BinaryIO, most: int) -> None:
    """Find the directory and walk through it without keeping anything.

    Raises:
        EmptyFile: the file has no byte.
        NotPacked: it is no archive.
        PackingBroken: it ends early, or something stands before or behind the archive.
        PackingTooLarge: it has more entries than allowed, folders among them.
    """
    size = file.seek(0, SEEK_END)
    if not size:
        raise EmptyFile
    file.seek(0)
    head = file.read(4)
    if head not in (LOCAL, END):
        raise NotPacked("a zip archive", "something else")
    start, length = _directory(file, size)
    if head == END and length:
        raise PackingBroken("something stands before the archive")
    file.seek(start)
    _count(file, length, most)


def _directory(file: BinaryIO, size: int) -> tuple[int, int]:
    """Give the place and the length of the directory."""
    tail_start = max(0, size - END_SIZE - LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(END)
    while at >= 0 and not _ends_with_comment(tail, at):
        at = tail.rfind(END, 0, at)
    if at < 0:
        raise PackingBroken("its end is missing, or something else follows it")
    length, start = struct.unpack_from("<II", tail, at + 12)
    end = tail_start + at
    larger = _directory64(file, end)
    if larger is not None:
        start, length, end = larger
    if start + length != end:
        raise PackingBroken("its directory is not where it says")
    return start, length


def _ends_with_comment(tail: bytes, at: int) -> bool:
    """Tell whether an end record and its comment reach exactly to the end of the file."""
    return at + END_SIZE + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _directory64(file: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Give the same from the larger end record, and where that one begins; None where there is none."""
    place = end - LOCATOR_SIZE
    file.seek(max(0, place))
    locator = file.read(LOCATOR_SIZE)
    if place < 0 or not locator.startswith(LOCATOR64):
        return None
    record = int.from_bytes(locator[8:16], "little")
    file.seek(min(record, place))
    found = file.read(END64_SIZE)
    if len(found) < END64_SIZE or not found.startswith(END64):
        raise PackingBroken("its directory is not where it says")
    length, start = struct.unpack_from("<QQ", found, 40)
    return start, length, record


def _count(file: BinaryIO, length: int, most: int) -> None:
    """Walk from entry to entry, a block in memory at a time."""
    left, count, window, at = length, 0, b"", 0
    while left or at < len(window):
        if len(window) - at < LONGEST_ENTRY and left:
            window, at = window[at:] + file.read(min(left, BLOCK)), 0
            left -= min(left, BLOCK)
        entry = window[at : at + ENTRY_SIZE]
        if len(entry) < ENTRY_SIZE or not entry.startswith(ENTRY):
            raise PackingBroken("its directory is damaged")
        at += ENTRY_SIZE + sum(struct.unpack_from("<HHH", entry, 28))
        count += 1
        if count > most:
            raise PackingTooLarge(f"more than {most:,} members", f"max_members: {most}")
    if at != len(window):
        raise PackingBroken("its directory is damaged")
