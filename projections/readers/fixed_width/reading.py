"""One file of fixed width, read from its first byte to its last in chunks of constant size."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

import attrs

from ledger.definitions.formats import FixedWidth
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk
from projections.readers.csv.encoding import HEAD, recognise
from projections.readers.csv.feed import Feed
from projections.readers.csv.region import find_footer, skip_preamble
from projections.readers.csv.shortcut import Shortcut
from projections.readers.csv.taking import CHUNK, Taking
from projections.readers.fixed_width import exact, fast
from projections.readers.fixed_width.ruler import check_settings, make_ruler
from projections.readers.naming import name_columns
from projections.readers.reading import from_path


class FixedWidthReading:
    """A file that was found readable, and whose records can be read once.

    Every byte of it belongs to the byte-order mark, the preamble, a record, a blank line, a comment line or the footer.

    Attributes:
        header: the names of the fields, which the file itself does not have.
        skips: lines that are no records; complete when all chunks were taken.
        records: accepted and refused; complete when all chunks were taken.
    """

    def __init__(
        self, file: BinaryIO, settings: FixedWidth, *, chunk_bytes: int = CHUNK, shortcut: bool = True
    ) -> None:
        """Look at the file's beginning and end.

        Args:
            file: open for reading; it must be able to seek.
            settings: how it is written.
            chunk_bytes: of a chunk, about; what is read does not depend on it.
            shortcut: False leaves everything to the exact parser; what is read does not depend on it.

        Raises:
            FileRefused: it is not what the settings declare.
            UnusableDialect: the settings contradict each other.
        """
        self._file = file
        check_settings(settings)
        self.header = settings.columns
        names = tuple(column.name for column in name_columns(self.header))
        size = file.seek(0, SEEK_END)
        file.seek(0)
        text = recognise(file.read(HEAD), size, settings.encoding)
        ruler = make_ruler(settings, names, text.codec)
        feed = Feed(file, text.bom, find_footer(file, size, text, settings.skip_footer), text)
        skip_preamble(feed, settings.skip_lines)
        self.records = 0
        self.skips = Skips(preamble=settings.skip_lines, footer=settings.skip_footer)
        quick = partial(fast.parse, ruler=ruler) if shortcut else None
        way = Shortcut(feed, quick, partial(exact.parse, ruler=ruler), chunk_bytes)
        self._taking = Taking(feed, way.read, ruler.empty_table(), chunk_bytes)

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
        taking = self._taking
        self.skips = attrs.evolve(self.skips, blank=taking.blank, comment=taking.comment)
        self.records = taking.records


def open_fixed_width(
    path: Path, settings: FixedWidth, *, chunk_bytes: int = CHUNK, shortcut: bool = True
) -> FixedWidthReading:
    """Open a file for reading its records; close it.

    Raises:
        FileRefused: it is not what the settings declare; no record was read.
        UnusableDialect: the settings contradict each other.
    """
    return from_path(path, lambda file: FixedWidthReading(file, settings, chunk_bytes=chunk_bytes, shortcut=shortcut))
