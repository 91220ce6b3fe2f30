"""One way through a JSON file, from its first byte to its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from ledger.definitions.formats import Json
from projections.readers.chunk import Chunk
from projections.readers.csv.encoding import Text
from projections.readers.csv.ends import ANY
from projections.readers.csv.feed import Feed
from projections.readers.csv.taking import CHUNK, Taking
from projections.readers.json.array import Array
from projections.readers.json.descent import Descent
from projections.readers.json.lines import ENDS, Lines
from projections.readers.json.place import line_and_column
from projections.readers.json.record import Records
from projections.readers.json.refusals import JsonBroken
from projections.readers.json.walk import NotJson
from projections.readers.keyed import Put


class Scan:
    """Gives the records of a file, once.

    Args:
        file: that can seek.
        text: how its bytes are read.
        size: of the file, in bytes.
        settings: how it is written.
        put: takes the rows.
        empty: the table of a chunk without rows.
        most: rows that are put at once.
        chunk_bytes: of a chunk, about.
    """

    def __init__(
        self,
        file: BinaryIO,
        text: Text,
        size: int,
        settings: Json,
        put: Put,
        empty: pa.Table,
        most: int,
        chunk_bytes: int = CHUNK,
    ) -> None:
        self._file, self._text = file, text
        is_lines = settings.kind == "ndjson"
        feed = self._feed = Feed(file, text.bom, size, text, ENDS if is_lines else ANY)
        records = Records(text.codec, settings.max_depth, settings.max_record_bytes)
        descent = Descent(feed, settings.records, text.codec, settings.max_record_bytes)
        self._way = Lines(feed, records, put, most) if is_lines else Array(feed, records, put, most, descent)
        self._taking = Taking(feed, self._way.read, empty, chunk_bytes, self._way.skip)

    @property
    def records(self) -> int:
        """Those taken so far."""
        return self._taking.records

    @property
    def blank(self) -> int:
        """Blank lines passed so far."""
        return self._taking.blank

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileRefused: the file is none, or no longer, from some place on.
        """
        try:
            self._way.begin()
            yield from self._taking.chunks()
            self._way.finish()
        except NotJson as broken:
            raise self._told(broken) from broken

    def _told(self, broken: NotJson) -> JsonBroken:
        feed = self._feed
        at_end = feed.final and broken.at >= len(feed.data)
        offset = feed.offset(broken.at)
        line, column = line_and_column(self._file, self._text, offset)
        return JsonBroken(line, column, offset, at_end=at_end)
