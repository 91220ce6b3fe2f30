"""Records that are the elements of an array (JSON).

What is refused for its content alone ends where its brackets close, so that the others go on. What is no JSON ends
nowhere: then the file is refused.
"""

from __future__ import annotations

from typing import Final, Literal

import attrs

from projections.readers.csv.feed import Feed
from projections.readers.csv.parts import Part
from projections.readers.json.descent import Descent
from projections.readers.json.gathered import Gathered
from projections.readers.json.piece import Piece
from projections.readers.json.record import WIDEST, Records, Refuse, step
from projections.readers.json.walk import NotJson, Walk
from projections.readers.keyed import Put

STRIDE: Final = 2**18
"""Bytes that are read at once, about."""


@attrs.define
class Array:
    """Reads the elements of an array.

    Attributes:
        feed: stands at the beginning of the document.
        records: reads one.
        put: takes the rows.
        most: rows that are put at once.
        descent: leads to the array, and on to the end of the file.
    """

    feed: Feed
    records: Records
    put: Put
    most: int
    descent: Descent
    _next: Literal["document", "first", "element", "mark", "end"] = attrs.field(default="document", init=False)

    def begin(self) -> None:
        """Move to the first element, once.

        Raises:
            NotJson: the document is none.
            RecordsNotFound: the path leads to no array.
        """
        if self._next == "document":
            self.descent.enter()
            self._next = "first"

    def read(self) -> Part:
        """Read elements from where the feed stands; an empty part asks for a longer window.

        Raises:
            NotJson: an element is none, or what follows it.
            RecordsNotFound: a key of the path comes again.
        """
        found = Gathered(self.records.limit)
        if not self._is_at_element():
            return found.part(self.feed.at, self.put)
        end = self._some(found)
        return found.part(end if found.count else self._one(found), self.put)

    def skip(self) -> int:
        """Move past an element that goes on behind the window; give the offset of its end."""
        self.descent.skip()
        return self.feed.offset(self.feed.at)

    def finish(self) -> None:
        """Require the document to have ended.

        Raises:
            NotJson: the file was cut off.
        """
        if self._next != "end":
            raise NotJson(self.feed.at)

    def _is_at_element(self) -> bool:
        """Step over what stands between elements; False at the end of the array, the rest of the file stepped over."""
        byte = self.descent.byte()
        if self._next == "mark" and byte == b",":
            self.feed.at += 1
            self._next = "element"
            byte = self.descent.byte()
        elif self._next in ("mark", "first") and byte == b"]":
            self.descent.leave()
            self._next = "end"
            return False
        if self._next == "mark" or not byte:
            raise NotJson(self.feed.at)
        return True

    def _some(self, found: Gathered) -> int:
        """Take elements that are rows, which most are; give where the first begins that is not."""
        feed = self.feed
        stop = min(feed.at + STRIDE, len(feed.data))
        piece = Piece(feed.data, feed.at, stop, self.records.codec, whole=feed.final and stop == len(feed.data))
        text, begin = piece.text, 0
        while begin < len(text) and found.count < self.most:
            begin = step(text, begin)
            try:
                row, end = self.records.read(text, begin, piece)
            except Refuse:
                break
            if WIDEST * (end - begin) > self.records.limit:
                break
            found.accept(row, begin, piece)
            begin = step(text, end)
            if not text.startswith(",", begin):
                self._next = "mark"
                break
            self._next = "element"
            begin += 1
        return piece.byte(begin)

    def _one(self, found: Gathered) -> int:
        """Take one element that may be long, or no row; give where it ends."""
        feed, limit = self.feed, self.records.limit
        data, at = feed.data, feed.at
        walk = Walk()
        end = walk.advance(data, at, final=feed.final)
        if not walk.is_done and len(data) - at <= limit:
            return at
        self._next = "mark"
        if not walk.is_done:
            found.refuse(at, len(data), self.records.too_long, unfinished=True)
            return at
        if end - at > limit:
            found.refuse(at, end, self.records.too_long)
            return end
        piece = Piece(data, at, end, self.records.codec)
        try:
            row, _ = self.records.read(piece.text, 0, piece)
        except Refuse as refuse:
            fault = self.records.judge(data[at:end], walk.deepest, refuse.fault)
            if fault is None:
                raise NotJson(at) from refuse
            found.refuse(at, end, fault)
        else:
            found.accept(row, 0, piece)
        return end
