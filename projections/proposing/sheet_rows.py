"""The two ends of a sheet: its rows as texts, with what is merged in them."""

from __future__ import annotations

from collections import deque
from math import ceil
from pathlib import Path
from statistics import median

import attrs

from projections.proposing.cells import look_of
from projections.readers.spreadsheet.books import Kind, open_grid
from projections.readers.spreadsheet.cells import cell_text
from projections.readers.spreadsheet.grid import Span
from projections.readers.spreadsheet.rows import is_shown
from projections.readers.spreadsheet.sheets import Sheet

HEAD = 500
"""Rows at the beginning that are looked at, those that show nothing aside."""

TAIL = 120
"""Rows at the end that are looked at."""


@attrs.frozen
class SheetRow:
    """A row that shows something.

    Attributes:
        number: in the sheet, from 1.
        texts: by column of the sheet, from 0; only of cells that show something.
        typed: columns whose cells are no texts: numbers, dates, truth values.
    """

    number: int
    texts: dict[int, str]
    typed: frozenset[int]

    def look(self, column: int) -> str:
        """Tell what a cell looks like."""
        return "number" if column in self.typed else look_of(self.texts.get(column))


@attrs.frozen
class Sight:
    """What is seen of a sheet.

    Attributes:
        sheet: that was looked at.
        head, tail: the first and the last rows that show something; they overlap where there are few.
        count: rows that show something.
        merged: cells that are merged.
    """

    sheet: Sheet
    head: tuple[SheetRow, ...]
    tail: tuple[SheetRow, ...]
    count: int
    merged: tuple[Span, ...]

    @property
    def usual(self) -> int:
        """Cells that a row of the table has, half of the fuller rows having more."""
        filled = sorted(len(row.texts) for row in self.head)
        return int(median(filled[len(filled) // 2 :])) if filled else 0

    @property
    def least(self) -> int:
        """Cells that a row of the table has at least."""
        return max(2, ceil(self.usual * 0.6)) if self.usual >= 2 else 1

    @property
    def size(self) -> int:
        """Rows that could be of a table, times their cells: what tells a table from a page of notes."""
        wide = [row for row in self.head if len(row.texts) >= self.least]
        return self.count * self.least if wide and self.least > 1 else 0

    def spans_of(self, row: SheetRow) -> list[Span]:
        """Give the merged cells that begin in a row and show something."""
        return [span for span in self.merged if span.top == row.number - 1 and span.left in row.texts]


def see_sheet(path: Path, kind: Kind, sheet: Sheet) -> Sight:
    """Read a sheet to its end and keep both ends of it.

    Raises:
        FileRefused: the workbook is not whole, or would fill the memory.
    """
    grid = open_grid(path, kind, sheet)
    try:
        head: list[SheetRow] = []
        tail: deque[SheetRow] = deque(maxlen=TAIL)
        count = 0
        last: deque[tuple[int, list[object]]] = deque(maxlen=TAIL)
        for number, cells in enumerate(grid.rows(), 1):
            if not is_shown(cells):
                continue
            count += 1
            if len(head) < HEAD:
                head.append(_row(number, list(cells), grid.left))
            last.append((number, list(cells)))
        tail.extend(_row(number, cells, grid.left) for number, cells in last)
        return Sight(sheet, tuple(head), tuple(tail), count, grid.merged)
    finally:
        grid.close()


def _row(number: int, cells: list[object], left: int) -> SheetRow:
    texts: dict[int, str] = {}
    typed: set[int] = set()
    for column, cell in enumerate(cells, left):
        text = cell_text(cell)  # type: ignore[arg-type]  # cells of a grid
        if text:
            texts[column] = text
            if not isinstance(cell, str):
                typed.add(column)
    return SheetRow(number, texts, frozenset(typed))
