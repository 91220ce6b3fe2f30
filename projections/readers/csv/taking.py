"""Records of a feed, taken in chunks of constant size: what all formats that are read from front to back share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from projections.readers.chunk import Chunk
from projections.readers.csv.feed import Feed
from projections.readers.csv.gathering import Gathering
from projections.readers.csv.parts import Part

CHUNK = 2**21
"""Bytes of the file in a chunk, about."""

MOST_REFUSED = 10_000
"""Refused records that end a chunk, about: each is an object, where rows are columns."""

MOST_VALUES = 2**23
"""Values that end a chunk, about: a short record may leave thousands of columns without one."""


class Taking:
    """The records of a feed, which can be taken once.

    Attributes:
        records, blank, comment: counted so far.
    """

    def __init__(
        self,
        feed: Feed,
        read: Callable[[], Part],
        empty: pa.Table,
        chunk_bytes: int = CHUNK,
        skip: Callable[[], int] | None = None,
    ) -> None:
        """Begin where the feed stands.

        Args:
            feed: moves over the file.
            read: reads what the feed has from where it stands; an empty part asks for a longer window.
            empty: the table of a chunk whose records were all refused.
            chunk_bytes: of the file in a chunk, about.
            skip: moves past a record that goes on behind the window and tells the offset of its end; None: a line.
        """
        self._feed = feed
        self._read = read
        self._empty = empty
        self._chunk_bytes = chunk_bytes
        self._skip = skip or feed.skip_line
        self.records = self.blank = self.comment = 0

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

    def _chunk(self) -> Chunk | None:
        """Read about a chunk of the window; None when it holds no record."""
        feed = self._feed
        gathering = Gathering(self.records + 1)
        first, done = self.records, 0
        while feed.unread and done < self._chunk_bytes and not self._is_full(gathering, first):
            part = self._read()
            is_stuck = part.end == feed.at and not part.unfinished
            if is_stuck and done:
                break
            if is_stuck:
                feed.fill(2 * feed.unread)
                continue
            done += part.end - feed.at
            gathering.add(part, feed)
            feed.at = part.end
            if part.unfinished:
                gathering.end_line(self._skip())
            self.records += part.records
            self.blank += part.blank
            self.comment += part.comment
        return gathering.chunk(self._empty)

    def _is_full(self, gathering: Gathering, first: int) -> bool:
        values = (self.records - first) * max(1, self._empty.num_columns)
        return gathering.refused >= MOST_REFUSED or values >= MOST_VALUES
