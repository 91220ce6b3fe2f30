"""One CSV file, read from its first byte to its last in chunks of constant size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import SEEK_END
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import attrs

from ledger.definitions.formats import Csv
from ledger.definitions.source import HeaderName
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk
from projections.readers.csv import exact, fast
from projections.readers.csv.dialect import Dialect, check_settings, make_dialect
from projections.readers.csv.encoding import HEAD, Text, recognise
from projections.readers.csv.feed import Feed
from projections.readers.csv.region import find_footer, find_rest, skip_preamble, take_header
from projections.readers.csv.shortcut import Shortcut
from projections.readers.csv.taking import CHUNK, Taking
from projections.readers.naming import expect_header, name_columns
from projections.readers.reading import from_path


class CsvReading:
    """A file that was found readable, and whose records can be read once.

    Every byte of it belongs to the byte-order mark, the preamble, the header, a record, a blank line, a comment line or
    the footer.

    Attributes:
        header: as it stands in the file, or as the source declares it for files without one.
        columns: the header and the names of the columns in the tables.
        skips: lines that are no records; complete when all chunks were taken.
        records: accepted and refused; complete when all chunks were taken.
    """

    header: tuple[str, ...]
    columns: tuple[HeaderName, ...]

    def __init__(self, file: BinaryIO, settings: Csv, *, chunk_bytes: int = CHUNK, shortcut: bool = True) -> None:
        """Look at the file's beginning and end.

        Args:
            file: open for reading; it must be able to seek.
            settings: how it is written.
            chunk_bytes: of a chunk, about.
            shortcut: False leaves everything to the exact parser; the result is the same.

        Raises:
            FileRefused: it is not what the settings declare.
            UnusableDialect: the settings contradict each other.
        """
        self._file = file
        check_settings(settings)
        size = file.seek(0, SEEK_END)
        file.seek(0)
        text = recognise(file.read(HEAD), size, settings.encoding)
        dialect = make_dialect(settings, text.codec)
        end, footer = find_end(file, size, text, settings, dialect)
        feed = self._feed = Feed(file, text.bom, end, text, dialect.ends)
        skip_preamble(feed, settings.skip_lines)
        self.header, blank, comment = _take_header(feed, settings, dialect)
        self.records = 0
        self.skips = self._before = Skips(settings.skip_lines, blank, comment, footer)
        self.columns = name_columns(self.header)
        dialect = attrs.evolve(dialect, names=tuple(column.name for column in self.columns))
        proof = partial(fast.parse, dialect=dialect) if shortcut and dialect.is_provable else None
        way = Shortcut(feed, proof, partial(exact.parse, dialect=dialect), chunk_bytes)
        self._taking = Taking(feed, way.read, dialect.empty_table(), chunk_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileChanged: the file became shorter meanwhile.
        """
        for chunk in self._taking.chunks():
            self._count()
            yield chunk
        self._count()

    def _count(self) -> None:
        taking, before = self._taking, self._before
        blank, comment = before.blank + taking.blank, before.comment + taking.comment
        self.skips = attrs.evolve(before, blank=blank, comment=comment)
        self.records = taking.records


def find_end(file: BinaryIO, size: int, text: Text, settings: Csv, dialect: Dialect) -> tuple[int, int]:
    """Find where the footer begins, and count its lines."""
    if settings.last_line is not None:
        return find_rest(file, size, text, settings.last_line, dialect.ends)
    return find_footer(file, size, text, settings.skip_footer, dialect.ends), settings.skip_footer


def _take_header(feed: Feed, settings: Csv, dialect: Dialect) -> tuple[tuple[str, ...], int, int]:
    if not settings.header:
        return settings.columns, 0, 0
    header, blank, comment = take_header(feed, dialect, settings.header_lines)
    if settings.columns:
        expect_header(header, settings.columns)
    return header, blank, comment


def open_csv(path: Path, settings: Csv, *, chunk_bytes: int = CHUNK, shortcut: bool = True) -> CsvReading:
    """Open a file for reading its records; close it, or use it in a ``with`` block.

    Args:
        path: of a regular file.
        settings: how it is written.
        chunk_bytes: of the file in a chunk, about; what is read does not depend on it.
        shortcut: False leaves everything to the exact parser; what is read does not depend on it.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    return from_path(path, lambda file: CsvReading(file, settings, chunk_bytes=chunk_bytes, shortcut=shortcut))
