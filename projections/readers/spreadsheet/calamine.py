"""Workbooks through calamine, which reads the cells of XLSX and XLS.

It is handed only what was looked through before: it makes room for every cell between the first and the last one, and
ends the process where the memory does not suffice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from projections.readers.spreadsheet.cells import Row
from projections.readers.spreadsheet.grid import Lost, Span
from projections.readers.spreadsheet.refusals import WorkbookBroken, WorkbookEncrypted
from projections.readers.spreadsheet.sheets import Sheet


class CalamineGrid:
    """One sheet.

    Args:
        path: of the workbook.
        place: of the sheet, among all of the workbook, from 0.
        lost: what calamine does not tell of it.

    Attributes:
        left, height, merged: as of every grid.
    """

    def __init__(self, path: Path, place: int, lost: Lost) -> None:
        with whole():
            self._book = CalamineWorkbook.from_path(path)
            self._sheet: CalamineSheet = self._book.get_sheet_by_index(place)
            start, end = self._sheet.start, self._sheet.end
            self.left = start[1] if start else 0
            self.height = end[0] + 1 if end else 0
            self.merged = tuple(Span(*first, *last) for first, last in self._sheet.merged_cell_ranges or ())
        self._lost = lost

    def rows(self) -> Iterator[Row]:
        """Give the rows from the first of the sheet on, all of one width."""
        lost, left = self._lost, self.left
        marked = lost.texts.keys() | lost.empties.keys()
        with whole():
            rows = self._sheet.iter_rows() if self.height else iter(())
            if not marked:
                yield from rows  # type: ignore[misc]  # lists of cells, and nothing else keeps them
            for number, row in enumerate(rows):
                if number in marked:
                    lost.mend(number, row, left)  # type: ignore[arg-type]  # as above
                yield row  # type: ignore[misc]  # as above

    def close(self) -> None:
        """Close the workbook."""
        self._book.close()


def sheets_of_xls(path: Path) -> list[Sheet]:
    """Give the worksheets of an XLS workbook; charts and macros are none.

    Raises:
        WorkbookBroken: it cannot be read.
        WorkbookEncrypted: it needs a password.
    """
    with whole(), CalamineWorkbook.from_path(path) as book:
        return [
            Sheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible, place)
            for place, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]


@contextmanager
def whole() -> Iterator[None]:
    """Tell that calamine cannot read a workbook; its words may show what is in it, so they are left out."""
    try:
        yield
    except PasswordError as error:
        raise WorkbookEncrypted from error
    except (CalamineError, MemoryError, ValueError, OverflowError) as error:
        raise WorkbookBroken("a part of it cannot be read") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # which Rust code ends with; it is no Exception
            raise
        raise WorkbookBroken("a part of it cannot be read") from error
