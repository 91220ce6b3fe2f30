"""Records that are lines (NDJSON): a line is one record, or blank, whatever stands in it."""

from __future__ import annotations

from typing import Final

import attrs

from projections.readers.csv.ends import Ends
from projections.readers.csv.feed import Feed
from projections.readers.csv.parts import Fault, Part
from projections.readers.json.gathered import Gathered
from projections.readers.json.piece import Piece
from projections.readers.json.record import WIDEST, Records, Refuse
from projections.readers.json.walk import BLANK, NotJson, Walk
from projections.readers.keyed import Put

ENDS: Final = Ends(b"\n")
"""A CR before it is blank to JSON, as is one inside of a record."""

BLANKS: Final = " \t\r"
STRIDE: Final = 2**18
"""Bytes that are read at once, about."""


@attrs.frozen
class Lines:
    """Reads the lines of a feed.

    Attributes:
        feed: stands at the beginning of a line.
        records: reads one.
        put: takes the rows.
        most: rows that are put at once.
    """

    feed: Feed
    records: Records
    put: Put
    most: int

    def begin(self) -> None:
        """Ask for nothing: the first line may be a record."""

    def read(self) -> Part:
        """Read lines from where the feed stands; an empty part asks for a longer window."""
        data, at = self.feed.data, self.feed.at
        stop = data.rfind(b"\n", at, at + STRIDE) + 1 or data.find(b"\n", at) + 1
        if not stop and self.feed.final:
            stop = len(data)
        if stop:
            return self._lines(Piece(data, at, stop, self.records.codec))
        found = Gathered(self.records.limit)
        if len(data) - at <= self.records.limit:
            return found.part(at, self.put)
        found.refuse(at, len(data), self.records.too_long, unfinished=True)
        return found.part(len(data), self.put)

    def skip(self) -> int:
        """Move past a line that goes on behind the window; give the offset of its end."""
        return self.feed.skip_line()

    def finish(self) -> None:
        """Ask for nothing: a file may end behind any line."""

    def _lines(self, piece: Piece) -> Part:
        found = Gathered(self.records.limit)
        text, begin = piece.text, 0
        while begin < len(text) and found.count < self.most:
            end = text.find("\n", begin)
            end = len(text) if end < 0 else end
            line = text[begin:end].strip(BLANKS)
            if not line and end - begin <= self.records.limit:
                found.blank += 1
            elif WIDEST * (end - begin) > self.records.limit or not self._accepts(line, begin, piece, found):
                self._look(line, begin, end, piece, found)
            begin = end + 1
        return found.part(piece.byte(min(begin, len(text))), self.put)

    def _accepts(self, line: str, begin: int, piece: Piece, found: Gathered) -> bool:
        """Take a line that is a row, which most are; False leaves it to others."""
        try:
            row, stop = self.records.read(line, 0, piece)
        except Refuse:
            return False
        if stop < len(line):
            return False
        found.accept(row, begin, piece)
        return True

    def _look(self, line: str, begin: int, end: int, piece: Piece, found: Gathered) -> None:
        """Take a line that may be long, or no row."""
        start, stop = piece.byte(begin), piece.byte(end)
        if stop - start > self.records.limit:
            found.refuse(start, stop, self.records.too_long)
        elif not self._accepts(line, begin, piece, found):
            found.refuse(start, stop, self._fault(line, self.feed.data[start:stop], piece))

    def _fault(self, line: str, raw: bytes, piece: Piece) -> Fault:
        """Tell what is wrong with a line."""
        said, walk = None, Walk()
        try:
            self.records.read(line, 0, piece)
        except Refuse as refuse:
            said = refuse.fault
        try:
            stop = walk.advance(raw, 0, final=True)
            stop = BLANK.match(raw, stop).end()  # type: ignore[union-attr] # it matches anything
        except NotJson as broken:
            stop, said = broken.at, None
        is_short = stop == len(raw)
        broken_off = Fault("P-051", "JSON that ends too early" if is_short else f"no JSON from byte {stop + 1} on")
        return self.records.judge(raw, walk.deepest, said if is_short else None) or broken_off
