"""What calamine does not tell of an XLSX sheet: errors, texts that are empty, and how far its cells lie apart.

Most sheets are written in one plain way; that is checked, and only what stands out is looked at. A sheet that is
written otherwise goes through an XML parser, which is as exact and slower.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Final

import attrs

from projections.readers.spreadsheet.grid import Lost, check_extent, column_number
from projections.readers.spreadsheet.xlsx import exact
from projections.readers.spreadsheet.xlsx.pieces import NARROW, Irregular, check_plain, count_kinds, pieces

LONGEST_SHEET: Final = 1_048_576
COLUMNS: Final = re.compile(rb'<c r="([A-Z]{1,4})')
ROWS: Final = re.compile(rb'<c r="[A-Z]+([0-9]{1,9})"')
CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
TYPE: Final = re.compile(rb' t="([a-zA-Z]+)"')
VALUE: Final = re.compile(rb"<v>([^<]*)</v>")
TEXT: Final = re.compile(rb"<t(?: [^>]*)?>([^<]*)</t>")
EMPTY_VALUES: Final = (b"<v></v>", b"<v/>", b"<v />")


class _Wide(Exception):
    """The sheet has more columns than are allowed whatever its length."""


@attrs.define
class _Extent:
    """How far cells lie apart, where that matters."""

    rows: int = 0
    columns: int = 0
    cells: int = 0

    def add(self, piece: bytes) -> None:
        columns, rows = set(COLUMNS.findall(piece)), set(ROWS.findall(piece))
        self.columns = max([self.columns, *(column_number(c.decode()) + 1 for c in columns)])
        self.rows = max([self.rows, *map(int, rows)])
        self.cells += piece.count(b"<v>")


def find_lost(blocks: Callable[[], Iterator[bytes]], empty_strings: frozenset[int]) -> Lost:
    """Find what is lost, and refuse a sheet that would fill the memory.

    Args:
        blocks: gives the XML of the sheet, as often as it is called.
        empty_strings: places of the empty ones among the shared strings.

    Raises:
        WorkbookBroken: the sheet is not whole.
        WorkbookTooLarge: its cells lie too far apart.
    """
    try:
        try:
            return _find(blocks(), empty_strings, None)
        except _Wide:
            extent = _Extent()
            lost = _find(blocks(), empty_strings, extent)
            if extent.rows * extent.columns <= NARROW * LONGEST_SHEET:
                return lost
    except Irregular:
        pass
    found = exact.find_lost(blocks(), empty_strings)
    check_extent(found.rows, found.columns, found.cells)
    return found.lost


def _find(blocks: Iterable[bytes], empty_strings: frozenset[int], extent: _Extent | None) -> Lost:
    """Look through a sheet that is written in the plain way.

    Raises:
        Irregular: it is not.
        _Wide: it has columns behind the 48th, and no extent was asked for.
    """
    lost = Lost()
    for piece in pieces(blocks):
        is_wide = check_plain(piece)
        if extent is not None:
            extent.add(piece)
        elif is_wide:
            raise _Wide
        for cell in _candidates(piece, empty_strings):
            if b"<!" in piece:
                raise Irregular
            _note(lost, cell, empty_strings)
    return lost


def _candidates(piece: bytes, empty_strings: frozenset[int]) -> Iterator[re.Match[bytes]]:
    """Give the cells in which something may be lost."""
    kinds = count_kinds(piece)
    if kinds["e"]:
        yield from _around(piece, b' t="e"')
    if kinds["str"]:
        for empty in EMPTY_VALUES:
            yield from _around(piece, empty)
    for place in empty_strings:
        yield from _around(piece, b"<v>%d</v>" % place)
    inline = kinds["inlineStr"]
    if inline and (inline != piece.count(b"</t></is></c>") or b"></t>" in piece):
        yield from (cell for cell in CELL.finditer(piece) if b' t="inlineStr"' in cell[3])


def _around(piece: bytes, marker: bytes) -> Iterator[re.Match[bytes]]:
    """Give the cells that hold a marker."""
    at = piece.find(marker)
    while at >= 0:
        cell = CELL.match(piece, max(0, piece.rfind(b"<c ", 0, at + 1)))
        if cell is not None and cell.start() <= at < cell.end():
            yield cell
        at = piece.find(marker, at + len(marker))


def _note(lost: Lost, cell: re.Match[bytes], empty_strings: frozenset[int]) -> None:
    kind, body = TYPE.search(cell[3]), cell[4] or b""
    row, column = int(cell[2]) - 1, column_number(cell[1].decode())
    value = VALUE.search(body)
    match kind and kind[1]:
        case b"e" if value and value[1]:
            lost.add_text(row, column, _text(value[1]))
        case b"str" if any(empty in body for empty in EMPTY_VALUES):
            lost.add_empty(row, column)
        case b"s" if value and value[1].isdigit() and int(value[1]) in empty_strings:
            lost.add_empty(row, column)
        case b"inlineStr" if not any(text[1] for text in TEXT.finditer(body)):
            lost.add_empty(row, column)


def _text(value: bytes) -> str:
    try:
        return unescape(value.decode())
    except UnicodeDecodeError:
        raise Irregular from None
