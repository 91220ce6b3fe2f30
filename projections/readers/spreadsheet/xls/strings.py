"""The shared strings of an XLS workbook: which of them are empty, and which calamine tears.

Follows [MS-XLS] 2.4.265 (SST), 2.5.293 (XLUnicodeRichExtendedString) and 2.4.58 (Continue): a text that goes on in the
next record begins there with another byte that says how wide its characters are. Where that is in the middle of a
character of two units, calamine puts two replacement characters there.
"""

from __future__ import annotations

import attrs

from projections.readers.spreadsheet.refusals import WorkbookBroken

SMALLEST = 3
"""Bytes of an empty string."""

WIDE, EXTENDED, RICH = 0x1, 0x4, 0x8


@attrs.frozen
class Strings:
    """What calamine does not tell of the shared strings, or tells wrongly.

    Attributes:
        empty: their places, from 0.
        torn: place to text of those with a character in two records.
    """

    empty: frozenset[int] = frozenset()
    torn: dict[int, str] = attrs.field(factory=dict)


def look_through(records: list[bytes]) -> Strings:
    """Read the SST.

    Args:
        records: the SST and what continues it.

    Raises:
        WorkbookBroken: it says more strings than it has.
    """
    data = _Bytes(records)
    data.take(4)
    count = data.number(4)
    if count * SMALLEST > sum(map(len, records)):
        raise WorkbookBroken("it says more texts than it has")
    empty, torn = set(), {}
    for place in range(count):
        pieces = _string(data)
        if not pieces:
            empty.add(place)
        elif any(_is_torn(piece) for piece in pieces[:-1]):
            torn[place] = b"".join(pieces).decode("utf-16-le", "replace")
    return Strings(frozenset(empty), torn)


def _string(data: _Bytes) -> list[bytes]:
    """Move past one string, and give it in UTF-16, a piece for each record that it stands in."""
    characters, flags = data.number(2), data.number(1)
    runs = data.number(2) if flags & RICH else 0
    extension = data.number(4) if flags & EXTENDED else 0
    pieces = data.take_text(characters, 2 if flags & WIDE else 1)
    data.skip(4 * runs + extension)
    return pieces


def _is_torn(piece: bytes) -> bool:
    """Tell whether the first half of a character ends a piece."""
    return 0xD8 <= piece[-1] <= 0xDB


class _Bytes:
    """The bytes of several records, one after the other."""

    def __init__(self, records: list[bytes]) -> None:
        self._records = records
        self._record = self._at = 0

    def take(self, count: int) -> bytes:
        """Give bytes that stand in one record."""
        self._move_on()
        data = self._records[self._record][self._at : self._at + count]
        if len(data) < count:
            raise WorkbookBroken("a text ends in the middle")
        self._at += count
        return data

    def number(self, count: int) -> int:
        """Give a number."""
        return int.from_bytes(self.take(count), "little")

    def skip(self, count: int) -> None:
        """Move past bytes, through several records."""
        while count:
            self._move_on()
            step = min(count, len(self._records[self._record]) - self._at)
            self._at += step
            count -= step

    def take_text(self, characters: int, width: int) -> list[bytes]:
        """Give a text in UTF-16, a piece for each record."""
        pieces = []
        while characters:
            if self._at >= len(self._records[self._record]):
                width = 2 if self.number(1) & WIDE else 1
            step = min(characters, (len(self._records[self._record]) - self._at) // width)
            if not step:
                raise WorkbookBroken("a text ends in the middle")
            piece = self.take(step * width)
            pieces.append(piece if width == 2 else piece.decode("latin-1").encode("utf-16-le"))
            characters -= step
        return pieces

    def _move_on(self) -> None:
        while self._at >= len(self._records[self._record]):
            if self._record + 1 >= len(self._records):
                raise WorkbookBroken("its texts end in the middle")
            self._record, self._at = self._record + 1, 0
