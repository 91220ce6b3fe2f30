"""The tables of an ODS workbook, row by row as its XML is parsed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from projections.readers.numbers import number_text
from projections.readers.spreadsheet.cells import EMPTY, Cell
from projections.readers.spreadsheet.markup import broken_xml, new_parser
from projections.readers.spreadsheet.ods import names
from projections.readers.spreadsheet.ods.texts import Paragraph
from projections.readers.spreadsheet.refusals import WorkbookBroken

MOST: int = 1_048_576
"""Rows of a sheet; no repetition is larger."""


@attrs.frozen
class Run:
    """Equal cells, one beside the other.

    Attributes:
        cell: the value of each.
        count: of them.
        rows, columns: that each spans.
    """

    cell: Cell
    count: int
    rows: int = 1
    columns: int = 1


@attrs.frozen
class Line:
    """Equal rows, one below the other.

    Attributes:
        table: in which they stand, from 0.
        runs: their cells from the first column on.
        count: of them.
    """

    table: int
    runs: tuple[Run, ...]
    count: int


@attrs.frozen
class Table:
    """A table; its rows follow it."""

    name: str
    is_hidden: bool


def read_content(blocks: Iterable[bytes]) -> Iterator[Table | Line]:
    """Give each table, and after it its rows.

    Raises:
        WorkbookBroken: the content is not whole.
    """
    reading = _Reading()
    parser = new_parser(" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.take
    feed: Callable[[bytes, bool], object] = parser.Parse
    for block in blocks:
        with broken_xml():
            feed(block, False)
        yield from reading.found
        reading.found.clear()
    with broken_xml():
        feed(b"", True)
    yield from reading.found


class _Reading:
    """The events of a parser; what lies inside cells is told by how deep it lies."""

    def __init__(self) -> None:
        self.found: list[Table | Line] = []
        self._depth = self._spreadsheet = self._table = self._cell = 0
        self._places = -1
        self._hidden: set[str] = set()
        self._style = ""
        self._repeat = 1
        self._runs: list[Run] = []
        self._attributes: dict[str, str] = {}
        self._lines: list[str] = []
        self._paragraph: Paragraph | None = None
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._cell:
            self._start_inside(name, attributes)
        elif name == names.SPREADSHEET:
            self._spreadsheet = self._depth
        elif name == names.TABLE and self._depth == self._spreadsheet + 1 and self._spreadsheet:
            self._table = self._depth
            self._places += 1
            hidden = attributes.get(names.TABLE_STYLE_NAME) in self._hidden
            self.found.append(Table(attributes.get(names.NAME, ""), hidden))
        elif name == names.ROW and self._table:
            self._repeat, self._runs = _count(attributes, names.ROWS_REPEATED), []
        elif name in names.CELLS and self._table:
            self._cell, self._attributes, self._lines = self._depth, attributes, []
        elif name == names.STYLE:
            self._style = attributes.get(names.STYLE_NAME, "")
        elif name == names.TABLE_STYLE and attributes.get(names.DISPLAY) == "false":
            self._hidden.add(self._style)

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            return
        if self._paragraph is None:
            if name == names.PARAGRAPH and self._depth == self._cell + 1:
                self._paragraph = Paragraph()
        elif name == names.SPACES:
            self._paragraph.keep(" " * _count(attributes, names.COUNT))
        elif name == names.TAB:
            self._paragraph.keep("\t")
        elif name == names.LINE_BREAK:
            self._paragraph.keep("\n")
        elif name == names.ANNOTATION:
            self._aside = self._depth

    def take(self, text: str) -> None:
        if self._paragraph is not None and not self._aside:
            self._paragraph.take(text)

    def end(self, name: str) -> None:
        if self._aside == self._depth:
            self._aside = 0
        elif self._paragraph is not None and self._depth == self._cell + 1:
            self._lines.append(self._paragraph.text())
            self._paragraph = None
        elif self._cell == self._depth:
            self._end_cell()
        elif not self._cell and name == names.ROW and self._table:
            self.found.append(Line(self._places, tuple(self._runs), self._repeat))
        elif self._table == self._depth:
            self._table = 0
        self._depth -= 1

    def _end_cell(self) -> None:
        self._cell, attributes = 0, self._attributes
        self._runs.append(
            Run(
                _value(attributes, self._lines),
                _count(attributes, names.COLUMNS_REPEATED),
                _count(attributes, names.ROWS_SPANNED),
                _count(attributes, names.COLUMNS_SPANNED),
            )
        )


def _value(attributes: dict[str, str], lines: list[str]) -> Cell:
    kind = attributes.get(names.VALUE_TYPE)
    text = "\n".join(lines)
    if attributes.get(names.CALC_TYPE) == "error":
        return text or EMPTY
    if kind is None:
        return text
    if kind in names.NUMBERS:
        return _number(attributes.get(names.VALUE, ""))
    if kind in names.EXACT:
        return attributes.get(names.EXACT[kind]) or text
    return attributes.get(names.STRING_VALUE, text) or EMPTY


def _number(text: str) -> str:
    try:
        return number_text(float(text))
    except ValueError:
        raise WorkbookBroken("a number of it is none") from None


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 8 and 1 <= int(text) <= MOST):
        raise WorkbookBroken("it repeats something more often than a sheet has rows")
    return int(text)
