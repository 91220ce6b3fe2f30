"""Reads a workbook that was exported and edited; whatever is not as it was written is named by sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs

from ledger.errors import JobForgeError
from projections.readers.refusals import FileRefused
from projections.readers.spreadsheet.books import list_sheets, open_grid
from projections.readers.spreadsheet.cells import cell_text
from projections.readers.spreadsheet.grid import column_letters
from projections.readers.spreadsheet.markup import local, new_parser, parse
from projections.readers.spreadsheet.package import open_package
from projections.readers.spreadsheet.sheets import Sheet

SHOWN: Final = 20


class WorkbookRefused(JobForgeError):
    """A file is no workbook of this project, or its sheets, headers or keys are not as they were."""

    code = "C-017"
    exit_code = 2


class CellsRefused(JobForgeError):
    """Cells of a workbook hold what the catalog cannot say."""

    code = "C-018"
    exit_code = 2


@attrs.frozen
class Problem:
    """What is wrong with a cell: where (``tables!D7``), and what."""

    where: str
    what: str


@attrs.frozen
class Cells:
    """A row of a sheet.

    Attributes:
        sheet, number: where it stands; rows count from 1.
        texts: by header.
        places: letters of the columns, by header.
    """

    sheet: str
    number: int
    texts: Mapping[str, str]
    places: Mapping[str, str]

    def text(self, name: str) -> str:
        """Give the text of a cell; empty where there is none."""
        return self.texts.get(name, "")

    def problem(self, name: str, what: str) -> Problem:
        """Say what is wrong with a cell."""
        return Problem(f"{self.sheet}!{self.places[name]}{self.number}", what)


def refused(path: Path, problems: Sequence[Problem]) -> CellsRefused:
    """Give the error that names all cells that cannot be taken."""
    more = f"; and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    count = f"{len(problems)} cells" if len(problems) > 1 else "a cell"
    return CellsRefused(
        f"{count} of the workbook cannot be taken",
        where=f"{path}, {problems[0].where}",
        why="; ".join(f"{each.where}: {each.what}" for each in problems[:SHOWN]) + more,
        mend=("change the cells, then import the workbook again", "jobforge catalog words"),
    )


def read_workbook(path: Path, expected: Mapping[str, Sequence[str]]) -> dict[str, list[Cells]]:
    """Read the sheets of a workbook, without the rows of headers and labels and without empty rows.

    Args:
        path: of an XLSX file.
        expected: the headers of each sheet.

    Raises:
        WorkbookRefused: it cannot be read, or lacks a sheet or a header, or has one that is none.
        CellsRefused: a cell holds a formula.
    """
    try:
        with path.open("rb"):
            known = {sheet.name: sheet for sheet in list_sheets(path, "xlsx")}
        missing = [name for name in expected if name not in known]
        if missing:
            raise _no_workbook(path, f"the sheet {missing[0]!r} is missing", f"it has {', '.join(known)}")
        formulas = [
            Problem(f"{name}!{at}", "it is a formula: paste its value") for name, at in _formulas(path, expected)
        ]
        if formulas:
            raise refused(path, formulas)
        return {name: _rows(path, name, [*_grid(path, known[name])], headers) for name, headers in expected.items()}
    except FileRefused as error:
        raise _no_workbook(path, error.what, error.why) from error


def _grid(path: Path, sheet: Sheet) -> Iterator[list[str]]:
    grid = open_grid(path, "xlsx", sheet)
    try:
        for row in grid.rows():
            yield [""] * grid.left + [(cell_text(cell) or "").replace("\r\n", "\n").replace("\r", "\n") for cell in row]
    finally:
        grid.close()


def _rows(path: Path, sheet: str, rows: list[list[str]], headers: Sequence[str]) -> list[Cells]:
    found = [text.strip() for text in rows[0]] if rows else []
    places = {name: place for place, name in enumerate(found) if name}
    wrong = next((name for name in found if name and (name not in headers or found.count(name) > 1)), None)
    missing = next((name for name in headers if name not in places), None)
    if wrong is not None or missing is not None:
        what = (
            f"the header {missing!r} is missing" if missing is not None else f"{wrong!r} is no header, or stands twice"
        )
        at = f"{sheet}!{column_letters(places[wrong])}1" if wrong is not None else f"{sheet}!1"
        beside = f"{at} says {wrong!r}" if wrong is not None else "headers stay as they were exported"
        raise _no_workbook(path, f"{what} in sheet {sheet!r}", beside, at)
    letters = {name: column_letters(place) for name, place in places.items()}
    return [
        Cells(sheet, number, {name: row[place] for name, place in places.items() if place < len(row)}, letters)
        for number, row in enumerate(rows[1:], 2)
        if any(text.strip() for text in row)
    ]


def _formulas(path: Path, sheets: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Give sheet and cell of every formula: the library tells only what they came to."""
    from projections.readers.spreadsheet.xlsx.parts import find_parts

    with open_package(path) as package:
        for sheet, part in find_parts(package).sheets:
            if sheet.name not in sheets:
                continue
            found: list[str] = []
            at = ["?"]

            def start(name: str, given: dict[str, str], found: list[str] = found, at: list[str] = at) -> None:
                if local(name) == "c":
                    at[0] = given.get("r", "?")
                elif local(name) == "f":
                    found.append(at[0])

            parser = new_parser()
            parser.StartElementHandler = start
            parse(parser, package.blocks(part))
            yield from ((sheet.name, each) for each in found)


def _no_workbook(path: Path, what: str, why: str | None, at: str = "") -> WorkbookRefused:
    where = f"{path}, {at}" if at else str(path)
    mend = ("put back what was changed", "jobforge catalog export --xlsx NEW.xlsx   (and work in that)")
    return WorkbookRefused(what, where=where, why=why, mend=mend)


def of_another(path: Path, what: str, why: str) -> WorkbookRefused:
    """Give the error for a workbook that was made elsewhere or is none of ours."""
    return _no_workbook(path, what, why, "about")
