"""A piece of the window as text, which knows for each character the byte that it begins with."""

from __future__ import annotations

import codecs
import re
from typing import Final

ESCAPED: Final = "surrogateescape"
HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""Half a character, or one of two halves that make one (RFC 8259, section 8.2)."""


class Piece:
    """Bytes of the window, as text.

    Attributes:
        text: bytes that are not of the codec stand in it as surrogates.
        is_decoded: whether all bytes are of the codec.
        has_halves: whether it may have half a character, escaped.
        start, stop: positions of the window, where it begins and behind it.
    """

    def __init__(self, data: bytes, start: int, stop: int, codec: str, *, whole: bool = True) -> None:
        """Decode bytes.

        Args:
            data: the window.
            start: where the piece begins in it.
            stop: where it ends.
            codec: of the window.
            whole: False leaves out a last character that is cut.
        """
        raw = data[start:stop]
        self._codec = codec
        try:
            self.text, length = _decoded(raw, codec, whole=whole)
            self.is_decoded = True
        except UnicodeDecodeError:
            self.text, length = raw.decode(codec, ESCAPED), len(raw)
            self.is_decoded = False
        self.stop = start + length
        self._is_narrow = len(self.text) == length
        self.start = start
        self._known = (0, start)
        self.has_halves = HALF.search(self.text) is not None

    def byte(self, at: int) -> int:
        """Give the position in the window of a character; cheap where those asked for rise."""
        if self._is_narrow:
            return self.start + at
        known, byte = self._known if self._known[0] <= at else (0, self.start)
        self._known = (at, byte + len(self.text[known:at].encode(self._codec, ESCAPED)))
        return self._known[1]


def _decoded(raw: bytes, codec: str, *, whole: bool) -> tuple[str, int]:
    """Give the text, and of how many bytes it is."""
    if codec == "utf-8":
        return codecs.utf_8_decode(raw, "strict", whole)
    return raw.decode(codec), len(raw)
