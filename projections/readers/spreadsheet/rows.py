"""Rows of a sheet with their numbers, and whether they show anything."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ledger.definitions.formats import Spreadsheet
from projections.readers.spreadsheet.cells import EMPTY, Row
from projections.readers.spreadsheet.grid import Grid, column_number


class Numbered(NamedTuple):
    """A row of the sheet.

    Attributes:
        number: in the sheet, from 1.
        cells: of the columns that are read.
    """

    number: int
    cells: Row


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let nobody look for cycles while many rows are made, which have none: that takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_rows(grid: Grid, settings: Spreadsheet) -> tuple[int, Iterator[Row]]:
    """Give the rows without what lies beside the declared columns, and the first column that they have, from 0."""
    first = column_number(settings.first_column) if settings.first_column else grid.left
    begin = max(0, first - grid.left)
    end = None if settings.last_column is None else max(begin, column_number(settings.last_column) + 1 - grid.left)
    rows: Iterable[Row] = grid.rows()
    if begin or end is not None:
        rows = (row[begin:end] for row in rows)
    return grid.left + begin, iter(rows)


def numbered(rows: Iterable[Row], first: int) -> Iterator[Numbered]:
    """Number rows, of which the first has this number."""
    return map(Numbered._make, enumerate(rows, start=first))


def is_shown(cells: Iterable[object]) -> bool:
    """Tell whether any cell shows something: an empty text does not."""
    for cell in cells:  # noqa: SIM110 - a generator costs four times as much, and every row comes here
        if cell != "" and cell is not EMPTY:
            return True
    return False


def used(cells: Row) -> list[int]:
    """Give the places of the cells that show something."""
    return [place for place, cell in enumerate(cells) if cell != "" and cell is not EMPTY]
