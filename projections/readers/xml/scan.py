"""One way through an XML file, from its first byte to its last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final
from xml.parsers import expat

import attrs
import pyarrow as pa

from ledger.definitions.formats import Xml
from projections.readers.chunk import Chunk, Refused
from projections.readers.csv.encoding import Text
from projections.readers.csv.feed import Feed
from projections.readers.csv.parts import Fault
from projections.readers.csv.taking import CHUNK
from projections.readers.keyed import Put, Row
from projections.readers.xml.elements import Elements
from projections.readers.xml.record import CLASH, Record, end_of
from projections.readers.xml.refusals import XmlBroken

BLOCK: Final = 65_536
"""Bytes that are parsed at once."""

LONGEST_TAG: Final = 16_777_216
"""Bytes of a tag, a comment or the like, which the parser holds whole."""

MOST: Final = 10_000
"""Records of a chunk."""


@attrs.frozen
class _Read:
    """A record that was read: a row, or what is kept of a refused one."""

    number: int
    offset: int
    row: Row | None
    refused: Refused | None


class Scan:
    """Gives the records of a file, once.

    Attributes:
        records: given so far.
        blank: always 0; blanks between records are layout.
    """

    blank = 0

    def __init__(
        self,
        file: BinaryIO,
        text: Text,
        size: int,
        settings: Xml,
        put: Put,
        empty: pa.Table,
        most: int,
        chunk_bytes: int = CHUNK,
    ) -> None:
        """Begin at the first byte.

        Args:
            file: that can seek.
            text: how its bytes are read.
            size: of the file, in bytes.
            settings: how it is read.
            put: takes the rows.
            empty: the table of a chunk without rows.
            most: rows that are put at once.
            chunk_bytes: of a chunk, about.
        """
        self.records = 0
        self._feed = Feed(file, text.bom, size, text)
        self._codec = text.codec
        self._limit = settings.max_record_bytes
        self._put, self._empty = put, empty
        self._most, self._chunk_bytes = min(most, MOST), chunk_bytes
        self._elements = Elements(settings.records, settings.max_depth, text.codec, self._finish)
        self._base = 0  # parsed bytes before the window
        self._dropped: tuple[int, bytes] | None = None  # offset and first bytes of the open record, when it is too long
        self._names: dict[str, str] = {}
        self._waiting: list[_Read] = []
        self._numbered = 0
        self._is_done = False

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            FileRefused: the file is no XML from some place on, or has no element at the path.
        """
        done = 0
        while not self._is_done:
            with _told():
                done += self._parse(min(BLOCK, self._chunk_bytes))
            if self._is_done or done >= self._chunk_bytes or len(self._waiting) >= self._most:
                done = 0
                yield from self._give()
        if not self._numbered:
            self._elements.check_found()

    def _give(self) -> Iterator[Chunk]:
        for at in range(0, len(self._waiting), self._most):
            some = self._waiting[at : at + self._most]
            rows = [(one.number, one.row) for one in some if one.row is not None]
            self.records += len(some)
            yield Chunk(
                first_record=some[0].number,
                offset=some[0].offset,
                numbers=pa.array([number for number, _ in rows], pa.int64()),
                table=self._put([row for _, row in rows]) if rows else self._empty,
                refused=tuple(one.refused for one in some if one.refused is not None),
            )
        self._waiting = []

    def _parse(self, size: int) -> int:
        """Parse the next block; give how many bytes it has."""
        feed, parser = self._feed, self._elements.parser
        window, held, at = feed.data, feed.unread, feed.at
        feed.fill(held + size)
        if feed.data is not window:
            self._base += at
        begin = feed.at + held
        parser.Parse(feed.data[begin:], feed.final)
        self._is_done = feed.final
        self._hold(max(feed.at, parser.CurrentByteIndex - self._base))
        return len(feed.data) - begin

    def _hold(self, told: int) -> None:
        """Let go of what is done with.

        Args:
            told: position in the window of the last event; what begins after it may not be parsed yet.
        """
        feed, record = self._feed, self._elements.open
        begin = told if record is None or self._dropped else min(told, record.start - self._base)
        if record is not None and not self._dropped and len(feed.data) - begin > self._limit:
            record.drop(self._too_long)
            self._dropped = (feed.offset(begin), feed.file_bytes(begin, begin + self._limit))
            begin = told
        if len(feed.data) - begin > max(self._limit, LONGEST_TAG):
            parser = self._elements.parser
            line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
            raise XmlBroken(f"a tag or a comment is longer than {LONGEST_TAG:,} bytes", line, column)
        feed.at = begin

    def _clash(self, record: Record) -> Fault | None:
        """Compare the names of a record with those of the rows before it."""
        return CLASH if any(self._names.get(column, name) != name for column, name in record.names.items()) else None

    @property
    def _too_long(self) -> Fault:
        return Fault("P-007", f"a record longer than {self._limit} bytes")

    def _finish(self, record: Record, told: int) -> None:
        """Take a record that has ended."""
        feed, base = self._feed, self._base
        self._numbered += 1
        if self._dropped is None:
            start = record.start - base
            end = end_of(feed.data, start, told - base)
            offset, raw = feed.offset(start), b""
            fault = self._too_long if end - start > self._limit else record.fault or self._clash(record)
            if fault is not None:
                raw = feed.file_bytes(start, min(end, start + self._limit))
        else:
            (offset, raw), self._dropped = self._dropped, None
            end, fault = feed.data.index(b">", told - base) + 1, self._too_long
        if fault is None:
            self._names |= record.names
            self._waiting.append(_Read(self._numbered, offset, record.row(feed.data, base, self._codec), None))
            return
        length = feed.offset(end) - offset
        refused = Refused(self._numbered, offset, raw, fault.code, fault.reason, length)
        self._waiting.append(_Read(self._numbered, offset, None, refused))


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is no XML; the words of the parser hold no text of the file."""
    try:
        yield
    except expat.ExpatError as error:
        raise XmlBroken(expat.ErrorString(error.code), error.lineno, error.offset + 1) from error
    except (LookupError, UnicodeError) as error:
        raise XmlBroken("it holds bytes that are not of its encoding") from error
