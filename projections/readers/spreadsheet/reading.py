"""One sheet, read from its first row to its last in chunks of constant size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import attrs
import orjson
import pyarrow as pa

from ledger.definitions.formats import Spreadsheet
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk, Refused
from projections.readers.naming import expect_header, name_columns
from projections.readers.spreadsheet.books import list_sheets, open_grid
from projections.readers.spreadsheet.cells import Row, cell_text, column_texts
from projections.readers.spreadsheet.grid import Grid, column_letters
from projections.readers.spreadsheet.header import make_window, take_head
from projections.readers.spreadsheet.refusals import NoSheet, SheetTooShort, WorkbookBroken
from projections.readers.spreadsheet.rows import Numbered, collector_paused, is_shown, numbered, read_rows
from projections.readers.spreadsheet.sheets import Sheet, choose

CELLS = 131_072
"""Cells in a chunk, about."""

TOO_LONG = "P-003"


class SheetReading:
    """A sheet that was found readable, and whose records can be read once.

    A row that shows nothing is no record but a blank one. Every row up to the last one with a cell belongs to the
    preamble, the header, a record, the blank ones, or the footer.

    Attributes:
        header: as it stands in the sheet, or as the source declares it.
        skips: rows that are no records; complete when all chunks were taken.
        records: rows that the sheet says to have, less those; complete when all chunks were taken.
    """

    def __init__(self, grid: Grid, settings: Spreadsheet, *, cells: int = CELLS) -> None:
        """Read up to the first record.

        Args:
            grid: the sheet; it is closed by this reading.
            settings: how it is read.
            cells: in a chunk, about; what is read does not depend on it.
        """
        self._grid, self._settings = grid, settings
        self._left, self._rows = read_rows(grid, settings)
        head = take_head(numbered(self._rows, 1), settings)
        self._before = settings.skip_rows + head.blank + len(head.rows)
        self._next = self._before + 1
        self._pending = self._up_to_first_record()
        first = self._pending[-1] if self._pending and is_shown(self._pending[-1]) else None
        self._window = make_window(head, first, settings, self._left, grid.merged)
        self.header = self._window.header
        self.columns = name_columns(self.header)
        if settings.columns and head.rows:
            expect_header(self.header, settings.columns)
        self.skips = Skips(preamble=settings.skip_rows, blank=head.blank, footer=settings.skip_footer)
        self.records = 0
        self._done = self._blank = 0
        self._is_finished = False
        self._block = max(1, cells // max(1, len(self.header)))

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            SheetTooShort: the sheet ends inside its footer.
            WorkbookBroken: it cannot be read to its end.
        """
        while block := self._next_rows():
            self._pending += block
            ready = self._last_shown() - self._settings.skip_footer
            if ready > 0:
                yield from self._chunk(self._pending[:ready])
                del self._pending[:ready]
                self._next += ready
        if not self._is_finished:
            self._is_finished = True
            yield from self._finish()

    def close(self) -> None:
        """Close the workbook."""
        self._grid.close()

    def _next_rows(self) -> list[Row]:
        with collector_paused():
            return list(islice(self._rows, self._block))

    def _up_to_first_record(self) -> list[Row]:
        found: list[Row] = []
        for row in self._rows:
            found.append(row)
            if is_shown(row):
                break
        return found

    def _last_shown(self) -> int:
        """Count the pending rows up to the last one that shows something: the footer is found from there."""
        pending = self._pending
        return next((place + 1 for place in range(len(pending) - 1, -1, -1) if is_shown(pending[place])), 0)

    def _finish(self) -> Iterator[Chunk]:
        """Give the rest: what follows the footer are blank rows."""
        ready = self._last_shown() - self._settings.skip_footer
        if ready < 0:
            raise SheetTooShort(f"ends inside its footer of {self._settings.skip_footer} rows")
        yield from self._chunk(self._pending[:ready])
        self._blank += len(self._pending) - ready - self._settings.skip_footer
        self._pending = []
        self.skips = attrs.evolve(self.skips, blank=self.skips.blank + self._blank)
        self.records = self._grid.height - self._before - self._blank - self._settings.skip_footer
        if self.records != self._done:
            raise WorkbookBroken("it has more or fewer rows than it says")

    def _chunk(self, rows: Sequence[Row]) -> Iterator[Chunk]:
        """Give the records among the next rows, in one chunk or none."""
        places = [place for place, row in enumerate(rows) if is_shown(row)]
        self._blank += len(rows) - len(places)
        if not places:
            return
        shown = rows if len(places) == len(rows) else [rows[place] for place in places]
        first, self._done = self._done + 1, self._done + len(shown)
        long = {n for n, row in enumerate(shown) if self._is_too_long(row)} if self._has_more(rows[0]) else ()
        good = [n for n in range(len(shown)) if n not in long] if long else range(len(shown))
        yield Chunk(
            first_record=first,
            offset=self._next + places[0],
            numbers=pa.array([first + n for n in good], pa.int64()),
            table=self._table([shown[n] for n in good] if long else shown),
            refused=tuple(self._refuse(first + n, Numbered(self._next + places[n], shown[n])) for n in sorted(long)),
        )

    def _has_more(self, row: Row) -> bool:
        """Tell whether rows, which are all of one width, have more columns than the records."""
        return self._window.first > 0 or self._window.last + 1 < len(row)

    def _is_too_long(self, cells: Row) -> bool:
        first, last = self._window.first, self._window.last
        return (first > 0 and is_shown(cells[:first])) or (last + 1 < len(cells) and is_shown(cells[last + 1 :]))

    def _table(self, rows: Sequence[Row]) -> pa.Table:
        columns = list(zip(*rows, strict=True)) if rows else []
        missing = pa.nulls(len(rows), pa.string())
        window = range(self._window.first, self._window.last + 1)
        texts = [column_texts(columns[place]) if place < len(columns) else missing for place in window]
        return pa.table(texts, [column.name for column in self.columns])

    def _refuse(self, record: int, row: Numbered) -> Refused:
        """Keep the cells from the first column on, as JSON."""
        texts = [cell_text(cell) for cell in row.cells]
        while texts and texts[-1] is None:
            texts.pop()
        raw = orjson.dumps([None] * self._left + texts)
        first, last = (column_letters(self._left + place) for place in (self._window.first, self._window.last))
        reason = f"a cell outside of the columns {first} to {last}, which the header has"
        return Refused(record, row.number, raw, TOO_LONG, reason, len(raw))


def sheets_of(path: Path, settings: Spreadsheet) -> tuple[Sheet, ...]:
    """Give the sheets that are read, in the order of the workbook.

    Raises:
        FileRefused: it is no such workbook, or has no such sheet.
    """
    return choose(list_sheets(path, settings.kind), settings.sheet)


def open_sheet(path: Path, settings: Spreadsheet, sheet: str | None = None, *, cells: int = CELLS) -> SheetReading:
    """Open a sheet for reading its records; close it afterwards.

    Args:
        path: of the workbook.
        settings: how it is read.
        sheet: its whole name; None for the only one that the settings ask for.
        cells: in a chunk, about; what is read does not depend on it.

    Raises:
        FileRefused: it is no such workbook, has no such sheet, or not these columns; no record was read.
    """
    found = choose(list_sheets(path, settings.kind), settings.sheet if sheet is None else sheet)
    if len(found) > 1:
        raise NoSheet(sheet or settings.sheet, [one.name for one in found], [])
    grid = open_grid(path, settings.kind, found[0])
    try:
        return SheetReading(grid, settings, cells=cells)
    except BaseException:
        grid.close()
        raise
