"""The sheets of a workbook of any kind, and one of them as a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from projections.readers.spreadsheet.grid import Grid, Lost
from projections.readers.spreadsheet.kinds import check_kind
from projections.readers.spreadsheet.package import Package, open_package
from projections.readers.spreadsheet.refusals import WorkbookBroken
from projections.readers.spreadsheet.sheets import Sheet

Kind = Literal["xlsx", "xls", "ods"]


def list_sheets(path: Path, kind: Kind) -> list[Sheet]:
    """Give the worksheets of a workbook in its order.

    Raises:
        FileRefused: it is not of this kind, not whole, or encrypted.
    """
    check_kind(path, kind)
    if kind == "xlsx":
        from projections.readers.spreadsheet.xlsx.parts import find_parts  # a workbook has one kind

        with open_package(path) as package:
            return [sheet for sheet, _ in find_parts(package).sheets]
    if kind == "xls":
        from projections.readers.spreadsheet.calamine import sheets_of_xls
        from projections.readers.spreadsheet.xls.records import survey

        survey(path)
        return sheets_of_xls(path)
    from projections.readers.spreadsheet.ods.book import sheets_of_ods

    return sheets_of_ods(path)


def open_grid(path: Path, kind: Kind, sheet: Sheet) -> Grid:
    """Open a sheet; close it afterwards.

    Raises:
        FileRefused: it is not whole, or would fill the memory.
    """
    if kind == "ods":
        from projections.readers.spreadsheet.ods.book import OdsGrid

        return OdsGrid(path, sheet.place)
    from projections.readers.spreadsheet.calamine import CalamineGrid

    if kind == "xlsx":
        return CalamineGrid(path, sheet.place, _lost_of_xlsx(path, sheet))
    from projections.readers.spreadsheet.xls.records import survey

    lost = survey(path).lost
    if sheet.place >= len(lost):
        raise WorkbookBroken("a sheet is missing")
    return CalamineGrid(path, sheet.place, lost[sheet.place])


def _lost_of_xlsx(path: Path, sheet: Sheet) -> Lost:
    from projections.readers.spreadsheet.xlsx.lost import find_lost
    from projections.readers.spreadsheet.xlsx.parts import find_parts
    from projections.readers.spreadsheet.xlsx.strings import empty_strings

    with open_package(path) as package:
        parts = find_parts(package)
        part = next(part for one, part in parts.sheets if one.place == sheet.place)
        if parts.styles is not None:
            package.read(parts.styles)
        strings = parts.strings if parts.strings is not None and parts.strings in package else None
        empties = frozenset[int]() if strings is None else empty_strings(_again(package, strings))
        return find_lost(_again(package, part), empties)


def _again(package: Package, name: str) -> Callable[[], Iterator[bytes]]:
    return lambda: package.blocks(name)
