"""A part of a file as a window of bytes that moves forward; at any time only the window is in memory."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from projections.readers.csv.encoding import Text
from projections.readers.csv.ends import ANY, Ends
from projections.readers.refusals import FileChanged

BLOCK = 65_536
"""Bytes read at once while a line is skipped."""


class Feed:
    """The bytes of a file from one offset to another, in the codec of the scanners.

    Attributes:
        data: the window; what stands before ``at`` is done with.
        at: where the next line begins in ``data``.
        final: whether the window reaches the end of the part.
    """

    def __init__(self, file: BinaryIO, start: int, end: int, text: Text, ends: Ends = ANY) -> None:
        self._file = file
        self._text = text
        self._ends = ends
        self._read = start
        self._end = end
        self._decoder = codecs.getincrementaldecoder(text.wide)("surrogatepass") if text.wide else None
        self._known = (0, start)
        file.seek(start)
        self.data = b""
        self.at = 0
        self.final = start == end

    @property
    def unread(self) -> int:
        """Bytes of the window that are not done with."""
        return len(self.data) - self.at

    def fill(self, size: int) -> None:
        """Read on until that many bytes are not done with, or the part ends; the window forgets what is done with.

        Raises:
            FileChanged: the file ends too early.
        """
        if self.final or self.unread >= size:
            return
        start = self.offset(self.at)
        pieces = [self.data[self.at :]]
        length = len(pieces[0])
        while length < size and not self.final:
            pieces.append(self._next(size - length))
            length += len(pieces[-1])
        self.data = b"".join(pieces)
        self.at = 0
        self._known = (0, start)

    def offset(self, position: int) -> int:
        """Tell where a position of the window, not before the last one asked for, lies in the file."""
        known, offset = self._known
        offset += position - known if self._text.wide is None else self._text.file_length(self.data[known:position])
        self._known = (position, offset)
        return offset

    def file_bytes(self, start: int, stop: int) -> bytes:
        """Give the bytes of the file for a piece of the window."""
        return self._text.file_bytes(self.data[start:stop])

    def file_length(self, start: int, stop: int) -> int:
        """Count the bytes of the file in a piece of the window."""
        return self._text.file_length(self.data[start:stop])

    def skip_line(self) -> int:
        """Move past the end of the line, however far away; return the offset in the file of that line end."""
        while (found := self._ends.find(self.data, self.at)) is None:
            if self.final:
                self.at = len(self.data)
                return self.offset(self.at)
            self.at = max(self.at, len(self.data) - self._ends.overlap)
            self.fill(BLOCK)
        end = self.offset(found)
        self.at = found
        self.fill(2)
        self.at = self._ends.after(self.data, self.at, final=True) or self.at
        return end

    def _next(self, size: int) -> bytes:
        size = min(size + (size & 1 if self._decoder else 0), self._end - self._read)
        piece = self._file.read(size)
        if len(piece) < size:
            raise FileChanged
        self._read += size
        self.final = self._read == self._end
        if self._decoder is None:
            return piece
        return self._decoder.decode(piece, self.final).encode("utf-8", "surrogatepass")
