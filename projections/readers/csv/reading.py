"""One CSV file, read from its first byte to its last in chunks of constant size."""

from __future__ import annotations

from collections.abc import Iterator
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
from projections.readers.csv.encoding import HEAD, recognise
from projections.readers.csv.feed import Feed
from projections.readers.csv.gathering import Gathering
from projections.readers.csv.parts import Part
from projections.readers.csv.region import find_footer, skip_preamble, take_header
from projections.readers.naming import expect_header, name_columns

CHUNK = 2**21
"""Bytes of the file in a chunk, about."""

NARROW = 2**15
"""Bytes that the proof is tried on again after something irregular."""

STRIDE = 2**13
"""Bytes that the exact parser takes before the proof is tried again."""

MOST_REFUSED = 10_000
"""Refused records that end a chunk, about: each is an object, where rows are columns."""


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
        self._chunk_bytes = self._width = chunk_bytes
        self._shortcut = shortcut
        check_settings(settings)
        size = file.seek(0, SEEK_END)
        file.seek(0)
        text = recognise(file.read(HEAD), size, settings.encoding)
        dialect = make_dialect(settings, text.codec)
        footer = find_footer(file, size, text, settings.skip_footer)
        self._feed = Feed(file, text.bom, footer, text)
        skip_preamble(self._feed, settings.skip_lines)
        self.records = 0
        self.skips = Skips(preamble=settings.skip_lines, footer=settings.skip_footer)
        self.header = self._take_header(settings, dialect)
        self.columns = name_columns(self.header)
        self._dialect = attrs.evolve(dialect, names=tuple(column.name for column in self.columns))

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
        self._feed.fill(self._chunk_bytes)
        while self._feed.unread:
            chunk = self._chunk()
            if chunk is not None:
                yield chunk
            self._feed.fill(self._chunk_bytes)

    def _take_header(self, settings: Csv, dialect: Dialect) -> tuple[str, ...]:
        if not settings.header:
            return settings.columns
        header, blank, comment = take_header(self._feed, dialect)
        if settings.columns:
            expect_header(header, settings.columns)
        self.skips = attrs.evolve(self.skips, blank=blank, comment=comment)
        return header

    def _chunk(self) -> Chunk | None:
        """Read about a chunk of the window; None when it holds no record."""
        feed = self._feed
        gathering = Gathering(self.records + 1)
        done = 0
        while feed.unread and done < self._chunk_bytes and gathering.refused < MOST_REFUSED:
            part = self._part()
            if part.end == feed.at and done:
                break
            if part.end == feed.at:
                feed.fill(2 * feed.unread)
                continue
            done += part.end - feed.at
            gathering.add(part, feed)
            feed.at = part.end
            if part.unfinished:
                gathering.end_line(feed.skip_line())
            self._count(part)
        return gathering.chunk(self._dialect.empty_table())

    def _part(self) -> Part:
        """Read on by the proof where that goes far, by the exact parser for a stride where it does not."""
        feed = self._feed
        if self._shortcut:
            stop = min(len(feed.data), feed.at + self._width)
            final = feed.final and stop == len(feed.data)
            part = fast.parse(feed.data, feed.at, stop, self._dialect, final=final)
            if stop - feed.at == self._width:
                self._adapt(0 if part is None else part.end - feed.at)
            if part is not None:
                return part
        return exact.parse(feed.data, feed.at, feed.at + STRIDE, self._dialect, final=feed.final)

    def _adapt(self, proved: int) -> None:
        """Try the proof on more where it went far, on less where it did not."""
        if 2 * proved >= self._width:
            self._width = min(2 * self._width, self._chunk_bytes)
        else:
            self._width = max(self._width // 4, min(NARROW, self._chunk_bytes))

    def _count(self, part: Part) -> None:
        self.records += part.records
        self.skips = attrs.evolve(
            self.skips, blank=self.skips.blank + part.blank, comment=self.skips.comment + part.comment
        )


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
    file = path.open("rb")
    try:
        return CsvReading(file, settings, chunk_bytes=chunk_bytes, shortcut=shortcut)
    except BaseException:
        file.close()
        raise
