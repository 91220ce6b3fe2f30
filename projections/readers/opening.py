"""From a delivered file to its records: which parts it has, and the reader of its format for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import assert_never

from ledger.definitions import Csv, FixedWidth, Json, Packing, ParquetFile, Source, Spreadsheet, Xml
from projections.readers.parts import Part
from projections.readers.reading import Reading
from projections.readers.refusals import FileRefused


def parts_of(raw: Path, source: Source, folder: Path) -> tuple[Part, ...]:
    """Tell what is read of a file, in the order in which the file holds it.

    A member of an archive whose sheets cannot be told is one part: opening that part tells why.

    Args:
        raw: the delivered bytes.
        source: how they are read.
        folder: takes what has to be unpacked meanwhile; it is left as it was.

    Raises:
        FileRefused: it is not what the source says, or nothing in it matches.
    """
    if source.packing is None:
        return _sheets(raw, source, None)
    from projections.readers.packing import members_of  # only where files are packed

    members = members_of(raw, source.packing)
    if not isinstance(source.form, Spreadsheet):
        return tuple(Part(member) for member in members)
    parts: list[Part] = []
    for member in members:
        try:
            with _unpacked(raw, source.packing, member, folder) as path:
                parts += _sheets(path, source, member)
        except FileRefused:
            if len(members) == 1:
                raise
            parts.append(Part(member))
    return tuple(parts)


@contextmanager
def opened(raw: Path, source: Source, part: Part, folder: Path) -> Iterator[Reading]:
    """Open a part of a file for reading its records.

    Args:
        raw: the delivered bytes.
        source: how they are read.
        part: one of ``parts_of``.
        folder: takes what has to be unpacked meanwhile; it is left as it was.

    Raises:
        FileRefused: it is not what the source says; no record was read.
    """
    with unpacked_as(raw, source, part, folder) as path, closing(_open(path, source, part)) as reading:
        yield reading


@contextmanager
def unpacked_as(raw: Path, source: Source, part: Part, folder: Path) -> Iterator[Path]:
    """Give the file that a part lies in: the delivered one, or what it was packed into.

    Args:
        raw: the delivered bytes.
        source: how they are packed.
        part: one of ``parts_of``.
        folder: takes what has to be unpacked meanwhile; it is left as it was.

    Raises:
        FileRefused: it cannot be unpacked.
    """
    with ExitStack() as stack:
        path = raw
        if source.packing is not None:
            path = stack.enter_context(_unpacked(raw, source.packing, part.member, folder))
        yield path


@contextmanager
def _unpacked(raw: Path, packing: Packing, member: str | None, folder: Path) -> Iterator[Path]:
    from projections.readers.packing import unpacked  # only where files are packed

    with unpacked(raw, packing, member, folder) as path:
        yield path


def _sheets(path: Path, source: Source, member: str | None) -> tuple[Part, ...]:
    """Give a part for each sheet of a workbook; one for a file of another format."""
    if not isinstance(source.form, Spreadsheet):
        return (Part(member),)
    from projections.readers.spreadsheet import sheets_of  # only where workbooks are read

    return tuple(Part(member, sheet.name, sheet.note) for sheet in sheets_of(path, source.form))


def _open(path: Path, source: Source, part: Part) -> Reading:
    """Each reader is loaded when a file of its format is read."""
    match source.form:
        case Csv() as form:
            from projections.readers.csv import open_csv

            return open_csv(path, form)
        case Spreadsheet() as form:
            from projections.readers.spreadsheet import open_sheet

            return open_sheet(path, form, part.sheet)
        case ParquetFile() as form:
            from projections.readers.parquet import open_parquet

            return open_parquet(path, form)
        case FixedWidth() as form:
            from projections.readers.fixed_width import open_fixed_width

            return open_fixed_width(path, form)
        case Json() as form:
            from projections.readers.json import open_json

            return open_json(path, form)
        case Xml() as form:
            from projections.readers.xml import open_xml

            return open_xml(path, form)
        case _:
            assert_never(source.form)
