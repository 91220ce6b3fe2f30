"""Where an XLSX workbook keeps its sheets.

Follows ECMA-376 part 1, chapters 18.2.19 (sheet), 18.2.20 (sheets), and part 2, chapter 9 (relationships).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

import attrs

from projections.readers.spreadsheet.markup import local, new_parser, parse
from projections.readers.spreadsheet.package import Package
from projections.readers.spreadsheet.sheets import Sheet

ROOT: Final = "_rels/.rels"
DOCUMENT, WORKSHEET, STRINGS, STYLES = "/officeDocument", "/worksheet", "/sharedStrings", "/styles"
"""How the type of a relation ends, in either edition of the standard."""


@attrs.frozen
class Parts:
    """Where a workbook keeps what it consists of.

    Attributes:
        sheets: worksheets in the order of the workbook, each with the name of its part; charts and macros are none.
        strings: the shared strings, or None.
        styles: formats of cells, or None.
    """

    sheets: tuple[tuple[Sheet, str], ...]
    strings: str | None
    styles: str | None


def find_parts(package: Package) -> Parts:
    """Follow the relations of a workbook.

    Raises:
        WorkbookBroken: it is not whole.
    """
    roots = _relations(package, ROOT, "")
    workbook = next((part for kind, part in roots.values() if kind.endswith(DOCUMENT)), "xl/workbook.xml")
    folder, _, name = workbook.rpartition("/")
    relations = _relations(package, f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
    parts = {kind.rpartition("/")[2]: part for kind, part in relations.values()}
    return Parts(_sheets(package, workbook, relations), parts.get(STRINGS[1:]), parts.get(STYLES[1:]))


def _sheets(package: Package, workbook: str, relations: dict[str, tuple[str, str]]) -> tuple[tuple[Sheet, str], ...]:
    found: list[tuple[Sheet, str]] = []
    places = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal places
        if local(name) != "sheet":
            return
        by_name = {local(key): value for key, value in attributes.items()}
        kind, part = relations.get(by_name.get("id", ""), ("", ""))
        sheet = Sheet(by_name.get("name", ""), by_name.get("state", "visible") != "visible", places)
        places += 1
        if kind.endswith(WORKSHEET):
            found.append((sheet, part))

    _read(package, workbook, start)
    return tuple(found)


def _relations(package: Package, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Give type and part of each relation, by its name."""
    relations: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else _below(folder, target)
            relations[attributes.get("Id", "")] = (attributes.get("Type", ""), part)

    _read(package, part, start)
    return relations


def _below(folder: str, target: str) -> str:
    """Follow ``..`` inside the archive."""
    path = folder.split("/") if folder else []
    for part in PurePosixPath(target).parts:
        if part == "..":
            del path[-1:]
        elif part != ".":
            path.append(part)
    return "/".join(path)


def _read(package: Package, part: str, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = new_parser()
    parser.StartElementHandler = start
    parse(parser, [package.read(part)])
