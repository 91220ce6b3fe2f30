"""From a delivered file to its records: which parts it has, and the reader of its format for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import assert_never

from ledger.definitions import Csv, FixedWidth, Json, ParquetFile, Source, Spreadsheet, Xml
from projections.readers.parts import WHOLE, Part
from projections.readers.reading import Reading


def parts_of(raw: Path, source: Source, folder: Path) -> tuple[Part, ...]:  # noqa: ARG001 - archives come next
    """Tell what is read of a file, in the order in which the file holds it.

    Args:
        raw: the delivered bytes.
        source: how they are read.
        folder: takes what has to be unpacked meanwhile; it is left as it was.

    Raises:
        FileRefused: it is not what the source says, or nothing in it matches.
    """
    return (WHOLE,)


@contextmanager
def opened(raw: Path, source: Source, part: Part, folder: Path) -> Iterator[Reading]:  # noqa: ARG001 - as above
    """Open a part of a file for reading its records.

    Args:
        raw: the delivered bytes.
        source: how they are read.
        part: one of ``parts_of``.
        folder: takes what has to be unpacked meanwhile; it is left as it was.

    Raises:
        FileRefused: it is not what the source says; no record was read.
    """
    with closing(_open(raw, source, part)) as reading:
        yield reading


def _open(path: Path, source: Source, part: Part) -> Reading:  # noqa: ARG001 - sheets come next
    """Each reader is loaded when a file of its format is read."""
    match source.form:
        case Csv() as form:
            from projections.readers.csv import open_csv  # noqa: PLC0415

            return open_csv(path, form)
        case Spreadsheet() | Json() | Xml() | ParquetFile() | FixedWidth():
            raise NotImplementedError
        case _:
            assert_never(source.form)
