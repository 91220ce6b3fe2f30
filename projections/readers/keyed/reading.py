"""A file whose records name their fields, read once for the names and once for the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import pyarrow as pa

from ledger.events.parts import Skips
from projections.readers.chunk import Chunk
from projections.readers.keyed.refusals import NoRecords
from projections.readers.keyed.rows import NOTHING, Columns, Keys, Put
from projections.readers.naming import name_columns

MOST = 2**16
"""Rows that are put at once while only their keys are looked at."""


class Scan(Protocol):
    """One way through a file.

    Attributes:
        records: taken so far, accepted and refused.
        blank: lines passed so far that are none.
    """

    @property
    def records(self) -> int:
        """See above."""
        ...

    @property
    def blank(self) -> int:
        """See above."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none."""
        ...


Begin = Callable[[Put, pa.Table, int], Scan]
"""Begins at the first byte. It is given what takes the rows, a table without rows, and how many are put at once."""


class KeyedReading:
    """A file that was found readable, and whose records can be read once.

    Every byte of it belongs to the byte-order mark, a record, a blank line, or to the document around the records.

    Attributes:
        header: the keys of all rows, in the order first seen; those that the source declares where there is no row.
        skips: blank lines; complete when all chunks were taken.
        records: accepted and refused; complete when all chunks were taken.
    """

    def __init__(self, file: BinaryIO, begin: Begin, declared: tuple[str, ...]) -> None:
        """Read the file for its keys.

        Args:
            file: closed with this reading.
            begin: a way through it.
            declared: the columns that the source declares.

        Raises:
            FileRefused: it is not what its source says; no record was read.
        """
        self._file = file
        keys = Keys()
        first = begin(keys.put, NOTHING, MOST)
        for _ in first.chunks():
            pass
        self.header = keys.header or declared
        if not self.header and (keys.rows or not first.records):
            raise NoRecords
        columns = Columns(self.header, [column.name for column in name_columns(self.header)])
        self.records = 0
        self.skips = Skips()
        self._scan = begin(columns.put, columns.empty, columns.most)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileChanged: the file became shorter meanwhile.
        """
        for chunk in self._scan.chunks():
            self._count()
            yield chunk
        self._count()

    def _count(self) -> None:
        self.records = self._scan.records
        self.skips = Skips(blank=self._scan.blank)
