"""One sheet as rows of cells, whatever workbook it is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

import attrs

from projections.readers.spreadsheet.cells import EMPTY, Row
from projections.readers.spreadsheet.refusals import WorkbookTooLarge

MOST_CELLS: Final = 48 * 1_048_576
"""Cells between the first and the last one that are always allowed: 48 columns of the longest sheet."""

DENSITY: Final = 10
"""Beyond that, cells for each one that has a value."""

COLUMN: Final = re.compile(r"[A-Z]{1,3}")


@attrs.frozen
class Span:
    """Merged cells, by row and column from 0; the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(Protocol):
    """One sheet.

    Attributes:
        left: the column, from 0, of the first cell of every row that is given.
        height: rows, from the first row of the sheet to the last one that has a cell.
        merged: cells that are merged.
    """

    left: int
    height: int
    merged: tuple[Span, ...]

    def rows(self) -> Iterator[Row]:
        """Give the rows from the first of the sheet on, all of one width."""
        ...

    def close(self) -> None:
        """Close the workbook."""
        ...


@attrs.define
class Lost:
    """What a library does not tell of a sheet, or tells wrongly, by row and column from 0.

    Attributes:
        texts: of cells that show an error, and of those whose text is torn.
        empties: cells with a text that is empty.
    """

    texts: dict[int, dict[int, str]] = attrs.field(factory=dict)
    empties: dict[int, set[int]] = attrs.field(factory=dict)

    def add_text(self, row: int, column: int, text: str) -> None:
        """Note a text."""
        self.texts.setdefault(row, {})[column] = text

    def add_empty(self, row: int, column: int) -> None:
        """Note an empty text."""
        self.empties.setdefault(row, set()).add(column)

    def mend(self, number: int, row: Row, left: int) -> None:
        """Put into a row what is missing in it; a cell beside all others is empty and changes nothing."""
        for column, text in self.texts.get(number, {}).items():
            if 0 <= column - left < len(row):
                row[column - left] = text
        for column in self.empties.get(number, ()):
            if 0 <= column - left < len(row) and row[column - left] == "":
                row[column - left] = EMPTY


def check_extent(rows: int, columns: int, cells: int) -> None:
    """Refuse a sheet whose cells lie so far apart that the empty ones between them would fill the memory.

    Args:
        rows: from the first to the last cell with a value, or more.
        columns: from the first to the last, or more.
        cells: with a value, or fewer.

    Raises:
        WorkbookTooLarge: they do.
    """
    if rows * columns > max(MOST_CELLS, DENSITY * cells):
        raise WorkbookTooLarge(f"its {cells:,} cells spread over {rows:,} rows and {columns:,} columns")


def column_number(letters: str) -> int:
    """Give the place of a column from 0: ``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(number: int) -> str:
    """Give the letters of a column, of which the first is 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
