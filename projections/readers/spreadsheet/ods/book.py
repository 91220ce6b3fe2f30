"""The sheets of an ODS workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import attrs

from projections.readers.spreadsheet.cells import Row
from projections.readers.spreadsheet.grid import Span, check_extent
from projections.readers.spreadsheet.ods.content import Line, Run, Table, read_content
from projections.readers.spreadsheet.package import Package, open_package
from projections.readers.spreadsheet.refusals import WorkbookEncrypted
from projections.readers.spreadsheet.sheets import Sheet

CONTENT = "content.xml"
MANIFEST = "meta-inf/manifest.xml"


def sheets_of_ods(path: Path) -> list[Sheet]:
    """Give the sheets of a workbook.

    Raises:
        FileRefused: it is not whole, or encrypted.
    """
    with open_package(path) as package:
        tables = (found for found in _content(package) if isinstance(found, Table))
        return [Sheet(table.name, table.is_hidden, place) for place, table in enumerate(tables)]


@attrs.define
class _Size:
    """How large a sheet is, counted before its rows are read."""

    row: int = 0
    height: int = 0
    width: int = 0
    cells: int = 0
    merged: list[Span] = attrs.field(factory=list)

    def add(self, line: Line) -> None:
        column = 0
        for run in line.runs:
            if run.rows > 1 or run.columns > 1:
                self.merged.append(Span(self.row, column, self.row + run.rows - 1, column + run.columns - 1))
            column += run.count
            if run.cell != "":
                self.cells += 1
                self.width = max(self.width, column)
                self.height = self.row + line.count
        self.row += line.count


class OdsGrid:
    """One sheet, of which no more than a block is in memory.

    Args:
        path: of the workbook.
        place: of the sheet.

    Attributes:
        left, height, merged: as of every grid; the height was counted in a reading of its own.
    """

    left = 0

    def __init__(self, path: Path, place: int) -> None:
        self._held = ExitStack()
        self._package = self._held.enter_context(open_package(path))
        self._place = place
        try:
            size = _Size()
            for line in self._lines():
                size.add(line)
            check_extent(size.height, size.width, size.cells)
        except BaseException:
            self.close()
            raise
        self.height, self._width, self.merged = size.height, size.width, tuple(size.merged)

    def rows(self) -> Iterator[Row]:
        """Give the rows from the first of the sheet on, all of one width."""
        left = self.height
        for line in self._lines():
            if not left:
                return
            for _ in range(min(line.count, left)):
                yield _row(line.runs, self._width)
            left -= min(line.count, left)

    def close(self) -> None:
        """Close the workbook."""
        self._held.close()

    def _lines(self) -> Iterator[Line]:
        return (f for f in _content(self._package) if isinstance(f, Line) and f.table == self._place)


def _content(package: Package) -> Iterator[Table | Line]:
    if MANIFEST in package and b"encryption-data" in package.read(MANIFEST):
        raise WorkbookEncrypted
    return read_content(package.blocks(CONTENT))


def _row(runs: tuple[Run, ...], width: int) -> Row:
    row: Row = []
    for run in runs:
        row += [run.cell] * min(run.count, width - len(row))
    return row + [""] * (width - len(row))
