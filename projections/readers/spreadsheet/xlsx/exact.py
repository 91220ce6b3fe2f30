"""The same by an XML parser, for sheets that are written in any way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import attrs

from projections.readers.spreadsheet.grid import Lost, column_number
from projections.readers.spreadsheet.markup import local, new_parser, parse
from projections.readers.spreadsheet.refusals import WorkbookBroken

PLACE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@attrs.define
class Found:
    """What a sheet holds.

    Attributes:
        lost: what calamine does not tell.
        rows, columns: from the first of the sheet to the last that has a value.
        cells: that have a value.
    """

    lost: Lost = attrs.field(factory=Lost)
    rows: int = 0
    columns: int = 0
    cells: int = 0


def find_lost(blocks: Iterable[bytes], empty_strings: frozenset[int]) -> Found:
    """Read a sheet to its end.

    Raises:
        WorkbookBroken: it is no XML, or a cell says no place.
    """
    reading = _Reading(empty_strings)
    parser = new_parser()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.take
    parse(parser, blocks)
    return reading.found


class _Reading:
    """The events of a parser."""

    def __init__(self, empty_strings: frozenset[int]) -> None:
        self.found = Found()
        self._empty_strings = empty_strings
        self._row = self._column = 0
        self._kind = ""
        self._text: list[str] | None = None
        self._value: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "row" if "r" in attributes:
                self._row = _number(attributes["r"]) - 1
            case "c":
                self._kind, self._value = attributes.get("t", "n"), None
                if "r" in attributes:
                    self._row, self._column = _place(attributes["r"])
            case "v" | "t":
                self._text = []

    def take(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        match local(name):
            case "v" | "t":
                self._value = (self._value or "") + "".join(self._text or ())
                self._text = None
            case "c":
                self._settle()
                self._column += 1
            case "row":
                self._row, self._column = self._row + 1, 0

    def _settle(self) -> None:
        value, lost = self._value, self.found.lost
        if self._kind == "inlineStr" and not value:
            lost.add_empty(self._row, self._column)
        elif value is None:
            return
        elif self._kind == "e" and value:
            lost.add_text(self._row, self._column, value)
        elif (self._kind == "str" and not value) or (
            self._kind == "s" and value.isdecimal() and len(value) < 10 and int(value) in self._empty_strings
        ):
            lost.add_empty(self._row, self._column)
        self.found.cells += 1
        self.found.rows = max(self.found.rows, self._row + 1)
        self.found.columns = max(self.found.columns, self._column + 1)


def _place(reference: str) -> tuple[int, int]:
    match = PLACE.fullmatch(reference)
    if match is None:
        raise WorkbookBroken("a cell says no place")
    return int(match[2]) - 1, column_number(match[1].upper())


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise WorkbookBroken("a row says no number")
    return int(text)
