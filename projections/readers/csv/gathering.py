"""Parts of a window put together to a chunk, with numbers and offsets of the file."""

from __future__ import annotations

import attrs
import numpy as np
import pyarrow as pa

from projections.readers.chunk import Chunk, Refused
from projections.readers.csv.feed import Feed
from projections.readers.csv.parts import Flaw, Part


class Gathering:
    """The records of the chunk that is being read.

    Args:
        first_record: the number of its first record.
    """

    def __init__(self, first_record: int) -> None:
        self._first_record = self._next_record = first_record
        self._offset: int | None = None
        self._numbers: list[np.ndarray] = []
        self._tables: list[pa.Table] = []
        self._refused: list[Refused] = []
        self._is_open = False

    @property
    def refused(self) -> int:
        """Count the refused records."""
        return len(self._refused)

    def add(self, part: Part, feed: Feed) -> None:
        """Add the part that begins where the feed stands."""
        if not part.records:
            return
        if self._offset is None:
            self._offset = feed.offset(part.first)
        self._refused.extend(_refuse(flaw, self._next_record, feed) for flaw in part.flaws)
        self._is_open = bool(part.flaws) and part.flaws[-1].unfinished
        if part.accepted.size:
            self._numbers.append(part.accepted + self._next_record)
            self._tables.append(part.table)
        self._next_record += part.records

    def end_line(self, end: int) -> None:
        """Complete a refused record whose line went on behind the window, with the offset of its end."""
        if self._is_open:
            last = self._refused.pop()
            self._refused.append(attrs.evolve(last, length=end - last.offset))
            self._is_open = False

    def chunk(self, empty: pa.Table) -> Chunk | None:
        """Give the chunk; None when it would hold no record.

        Args:
            empty: the table of a chunk whose records were all refused.
        """
        if self._offset is None:
            return None
        return Chunk(
            first_record=self._first_record,
            offset=self._offset,
            numbers=pa.array(np.concatenate([np.empty(0, np.int64), *self._numbers])),
            table=pa.concat_tables(self._tables, promote_options="default") if self._tables else empty,
            refused=tuple(self._refused),
        )


def _refuse(flaw: Flaw, first_record: int, feed: Feed) -> Refused:
    return Refused(
        record=first_record + flaw.index,
        offset=feed.offset(flaw.start),
        raw=feed.file_bytes(flaw.start, flaw.kept),
        code=flaw.fault.code,
        reason=flaw.fault.reason,
        length=feed.file_length(flaw.start, flaw.stop),
    )
