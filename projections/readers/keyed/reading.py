"""A file whose records name their fields, read once for the names and once for the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import SEEK_END
from typing import BinaryIO, Protocol

import attrs
import pyarrow as pa

from ledger.events.parts import Skips
from projections.readers.chunk import Chunk
from projections.readers.keyed.refusals import NoRecords
from projections.readers.keyed.rows import MOST_VALUES, NOTHING, Columns, Kept, Keys, Put
from projections.readers.naming import name_columns

SMALL = 2**25
"""Bytes of a file whose rows are kept while its keys are looked for, so that it is read once."""

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

    def __init__(self, file: BinaryIO, begin: Begin, declared: tuple[str, ...], small: int = SMALL) -> None:
        """Read the file for its keys.

        Args:
            file: closed with this reading.
            begin: a way through it.
            declared: the columns that the source declares.
            small: bytes of a file that is read once; what is read does not depend on it.

        Raises:
            FileRefused: it is not what its source says; no record was read.
        """
        self._file = file
        keys = Kept() if file.seek(0, SEEK_END) <= small else Keys()
        first = begin(keys.put, NOTHING, MOST)
        kept = _chunks(first, keys)
        self.header = keys.header or declared
        if not self.header and (keys.rows or not first.records):
            raise NoRecords
        columns = Columns(self.header, [column.name for column in name_columns(self.header)])
        self.records = 0
        self.skips = Skips()
        if kept is not None and all(chunk.table.num_rows * len(self.header) <= MOST_VALUES for chunk in kept):
            self._scan: Scan = _Kept(kept, columns, first)
        else:
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


def _chunks(scan: Scan, keys: Keys) -> list[Chunk] | None:
    """Go through a file for its keys; give its chunks where all of them could be kept."""
    kept: list[Chunk] | None = [] if isinstance(keys, Kept) else None
    for chunk in scan.chunks():
        if kept is not None and isinstance(keys, Kept) and keys.is_whole:
            kept.append(chunk)
        else:
            kept = None
    return kept


@attrs.define
class _Kept:
    """The chunks of a file that was read once.

    Attributes:
        kept: what is left of them.
        columns: that they get.
        scan: that gave them.
        records: given so far.
    """

    kept: list[Chunk]
    columns: Columns
    scan: Scan
    records: int = 0

    @property
    def blank(self) -> int:
        """Lines that are no records; of all of the file."""
        return self.scan.blank

    def chunks(self) -> Iterator[Chunk]:
        """Give the chunks, and let go of each."""
        self.kept.reverse()
        while self.kept:
            chunk = self.kept.pop()
            self.records += chunk.table.num_rows + len(chunk.refused)
            yield attrs.evolve(chunk, table=self.columns.fitted(chunk.table))
