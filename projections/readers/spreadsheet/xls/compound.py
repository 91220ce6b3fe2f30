"""Compound files, the small file systems that old Office documents are: one stream of one, each chain followed once.

Follows [MS-CFB] 2.2 (header), 2.3 (FAT), 2.4 (mini FAT), 2.5 (DIFAT) and 2.6 (directory).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import islice
from typing import Final

import attrs

from projections.readers.spreadsheet.refusals import WorkbookBroken

END, FREE, LAST_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFA
HEADER, ENTRY, MINI_SECTOR = 512, 128, 64
SECTOR_SIZES: Final = {9: 512, 12: 4096}
STREAM, ROOT = 2, 5


@attrs.frozen
class Entry:
    """An entry of the directory."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """A compound file in memory.

    Args:
        data: all of it.

    Raises:
        WorkbookBroken: a chain of sectors ends nowhere or runs in a circle, or a length is more than the file has.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < HEADER:
            raise WorkbookBroken("it ends in its header")
        self._data = data
        size = SECTOR_SIZES.get(struct.unpack_from("<H", data, 30)[0])
        if size is None or struct.unpack_from("<H", data, 32)[0] != 6:
            raise WorkbookBroken("its header is damaged")
        self._size = size
        counts = struct.unpack_from("<IIIIIIIII", data, 40)
        directories, fats, directory, _, cutoff, mini_fat, mini_fats, difat, difats = counts
        if max(directories, fats, mini_fats, difats) > len(data) // size:
            raise WorkbookBroken("its header says more than the file has")
        self._cutoff = cutoff
        self._fat = self._read_fat(difat, difats)
        self.entries = tuple(self._entries(directory))
        self._mini_fat = _numbers(self._chain(mini_fat)) if mini_fats else ()
        self._mini = self._chain(self.entries[0].start) if self.entries[0].size else b""

    def stream(self, entry: Entry) -> bytes:
        """Give the bytes of a stream."""
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        minis = (number * MINI_SECTOR for number in _follow(entry.start, self._mini_fat))
        return b"".join(self._mini[at : at + MINI_SECTOR] for at in minis)[: entry.size]

    def _read_fat(self, difat: int, difats: int) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while difats and difat < LAST_SECTOR:
            seen += 1
            if seen > len(self._data) // self._size:
                raise WorkbookBroken("its sectors run in a circle")
            *more, difat = _numbers(self._sector(difat))
            numbers += more
        sectors = [number for number in numbers if number < LAST_SECTOR]
        if len(sectors) > len(self._data) // self._size:
            raise WorkbookBroken("it says more sectors than it has")
        return _numbers(b"".join(map(self._sector, sectors)))

    def _entries(self, start: int) -> Iterable[Entry]:
        data = self._chain(start)
        for at in range(0, len(data) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            first, size = struct.unpack_from("<II" if self._size == 512 else "<IQ", data, at + 116)
            if kind in (STREAM, ROOT) and size > len(self._data):
                raise WorkbookBroken("a stream says to be longer than the file")
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield Entry(name, kind, first, size)
        if not data:
            raise WorkbookBroken("it has no directory")

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._fat))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise WorkbookBroken("a sector lies behind its end")
        return self._data[at : at + self._size]


def _follow(start: int, table: tuple[int, ...]) -> Iterable[int]:
    """Give the sectors of a chain; one that is longer than its table runs in a circle."""
    number = start
    for _ in islice(iter(int, 1), len(table) + 1):
        if number >= LAST_SECTOR:
            return
        if number >= len(table):
            raise WorkbookBroken("a chain of sectors ends nowhere")
        yield number
        number = table[number]
    raise WorkbookBroken("its sectors run in a circle")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
