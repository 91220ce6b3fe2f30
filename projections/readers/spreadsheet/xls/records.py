"""The records of an XLS workbook: what makes calamine fail is refused, what it does not tell is gathered.

Follows [MS-XLS] 2.4; a record has a type, a length, and that many bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from projections.readers.spreadsheet.grid import Lost
from projections.readers.spreadsheet.refusals import WorkbookBroken, WorkbookEncrypted, WrongKind
from projections.readers.spreadsheet.xls.compound import CompoundFile
from projections.readers.spreadsheet.xls.strings import Strings, look_through

BOF, EOF, FILEPASS, SHEET, STRINGS, CONTINUE = 0x0809, 0x000A, 0x002F, 0x0085, 0x00FC, 0x003C
DIMENSIONS, FORMULA, STRING, LABEL, LABEL_SST, BOOL_ERR = 0x0200, 0x0006, 0x0207, 0x0204, 0x00FD, 0x0205
RICH_LABEL = 0x00D6
CELLS: Final = frozenset({FORMULA, LABEL, LABEL_SST, BOOL_ERR, 0x0203, 0x027E, 0x00BD, RICH_LABEL})
BIFF8, MOST_ROWS, MOST_COLUMNS = 0x0600, 65_536, 256
SHORTEST: Final = {0x0017: 2, 0x0018: 14, 0x0022: 2, FILEPASS: 2, 0x0042: 2, SHEET: 8, 0x00E0: 4, 0x00E5: 2, 0x041E: 5}
"""Bytes that a record has at least: where it has fewer, calamine ends with a trace instead of an error."""

ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""[MS-XLS] 2.5.10."""


@attrs.frozen
class Survey:
    """A workbook that was looked through.

    Attributes:
        lost: what calamine does not tell of each sheet, by its place in the workbook.
    """

    lost: tuple[Lost, ...]


def survey(path: Path) -> Survey:
    """Look through a workbook.

    Raises:
        WorkbookBroken: it is not whole, or says to be larger than a sheet can be.
        WorkbookEncrypted: it needs a password.
        WrongKind: it is another document of an old Office program, or older than Excel 97.
    """
    stream = _workbook(CompoundFile(path.read_bytes()))
    records = _records(stream, 0)
    _check_version(next(records, (0, b"")))
    starts: list[int] = []
    kept: list[bytes] = []
    last = 0
    for kind, data in records:
        if kind == FILEPASS:
            raise WorkbookEncrypted
        if kind == SHEET:
            starts.append(_long(data, 0))
        last = last if kind == CONTINUE else kind
        if last == STRINGS:
            kept.append(data)
    strings = look_through(kept) if kept else Strings()
    return Survey(tuple(_sheet(stream, start, strings) for start in starts))


def _workbook(file: CompoundFile) -> bytes:
    streams = {entry.name: entry for entry in file.entries}
    if "EncryptedPackage" in streams:
        raise WorkbookEncrypted
    if "Workbook" not in streams:
        found = "a workbook of Excel 95" if "Book" in streams else "a document of another Office program"
        mend = "open it in a spreadsheet program, save it as .xlsx, and ingest that with `format: xlsx`"
        raise WrongKind("xls", found, mend)
    return file.stream(streams["Workbook"])


def _check_version(record: tuple[int, bytes]) -> None:
    kind, data = record
    if kind != BOF:
        raise WorkbookBroken("its first record is missing")
    if _short(data, 0) != BIFF8:
        raise WrongKind("xls", "a workbook of Excel 95", "save it as .xlsx, and ingest that with `format: xlsx`")


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Give type and bytes of each record up to the end of its part."""
    at = start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream) or length < SHORTEST.get(kind, 0):
            raise WorkbookBroken("a record ends in the middle")
        if kind == EOF:
            return
        yield kind, stream[at : at + length]
        at += length
    raise WorkbookBroken("its last record is missing")


def _sheet(stream: bytes, start: int, strings: Strings) -> Lost:
    """Look through the records of a sheet."""
    if start >= len(stream):
        raise WorkbookBroken("a sheet lies behind its end")
    lost = Lost()
    formula = (0, 0)
    for kind, data in _records(stream, start):
        if kind == DIMENSIONS:
            _check_dimensions(data)
        elif kind == STRING:
            if _short(data, 0) == 0:
                lost.add_empty(*formula)
        elif kind in CELLS:
            place = _place(data)
            formula = place if kind == FORMULA else formula
            _note(lost, kind, place, data, strings)
    return lost


def _note(lost: Lost, kind: int, place: tuple[int, int], data: bytes, strings: Strings) -> None:
    if kind == RICH_LABEL:
        raise WorkbookBroken("a cell is written in a way of Excel 95")
    if kind == BOOL_ERR and data[7:8] == b"\1":
        lost.add_text(*place, _error(data[6]))
    elif kind == LABEL_SST and _long(data, 6) in strings.torn:
        lost.add_text(*place, strings.torn[_long(data, 6)])
    elif kind == FORMULA and data[12:14] == b"\xff\xff" and data[6:7] == b"\2":
        lost.add_text(*place, _error(data[8]))
    elif (
        (kind == FORMULA and data[12:14] == b"\xff\xff" and data[6:7] == b"\3")
        or (kind == LABEL and _short(data, 6) == 0)
        or (kind == LABEL_SST and _long(data, 6) in strings.empty)
    ):
        lost.add_empty(*place)


def _place(data: bytes) -> tuple[int, int]:
    row, column = _short(data, 0), _short(data, 2)
    if column >= MOST_COLUMNS:
        raise WorkbookBroken("a cell lies behind the last column")
    return row, column


def _check_dimensions(data: bytes) -> None:
    if len(data) < 14:
        raise WorkbookBroken("the size of a sheet is damaged")
    first_row, last_row, first_column, last_column = struct.unpack_from("<IIHH", data)
    if not (first_row <= last_row <= MOST_ROWS and first_column <= last_column <= MOST_COLUMNS):
        raise WorkbookBroken("a sheet says to be larger than one can be")


def _error(code: int) -> str:
    text = ERRORS.get(code)
    if text is None:
        raise WorkbookBroken("a cell shows an error that there is not")
    return text


def _short(data: bytes, at: int) -> int:
    return _unpack("<H", data, at)


def _long(data: bytes, at: int) -> int:
    return _unpack("<I", data, at)


def _unpack(form: str, data: bytes, at: int) -> int:
    if at + struct.calcsize(form) > len(data):
        raise WorkbookBroken("a record is too short")
    number: int = struct.unpack_from(form, data, at)[0]
    return number
