"""Which bytes stand for which text: the byte-order mark, and the codec that the scanners work in."""

from __future__ import annotations

import codecs
from typing import Literal

import attrs
import numpy as np

from ledger.definitions.formats import Encoding
from projections.readers.refusals import EmptyFile, MissingByteOrderMark, OddUtf16, WrongByteOrderMark

MARKS = (
    ("utf-32-le", codecs.BOM_UTF32_LE),
    ("utf-32-be", codecs.BOM_UTF32_BE),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)
"""Byte-order marks, the longer before those they begin with (The Unicode Standard, chapter 23.8)."""

HEAD = 4
"""Bytes that hold any byte-order mark."""

Wide = Literal["utf-16-le", "utf-16-be"]

FITTING: dict[Encoding, tuple[str, ...]] = {
    "utf-8": ("utf-8",),
    "utf-16": ("utf-16-le", "utf-16-be"),
    "utf-16-le": ("utf-16-le",),
    "utf-16-be": ("utf-16-be",),
}
"""The marks that agree with a declared encoding; with any other encoding none does."""


@attrs.frozen
class Text:
    """How the bytes of a file become the bytes that are scanned.

    Attributes:
        bom: bytes of the byte-order mark.
        codec: of the scanned bytes; those of the file itself, or UTF-8 when the file is UTF-16. ASCII is part of it.
        wide: the byte order of a UTF-16 file, else None.
    """

    bom: int
    codec: str
    wide: Wide | None = None

    @property
    def unit(self) -> np.dtype[np.unsignedinteger]:
        """What one code unit of the file is."""
        return np.dtype({None: "u1", "utf-16-le": "<u2", "utf-16-be": ">u2"}[self.wide])

    def file_length(self, scanned: bytes) -> int:
        """Count the bytes of the file that were scanned as these."""
        if self.wide is None:
            return len(scanned)
        units = np.frombuffer(scanned, np.uint8)
        characters = np.count_nonzero((units & 0xC0) != 0x80)
        return 2 * int(characters + np.count_nonzero(units >= 0xF0))

    def file_bytes(self, scanned: bytes) -> bytes:
        """Give back the bytes of the file that were scanned as these, without a last character that is cut."""
        if self.wide is None:
            return scanned
        text, _ = codecs.utf_8_decode(scanned, "surrogatepass", False)
        return text.encode(self.wide, "surrogatepass")


def recognise(head: bytes, size: int, declared: Encoding) -> Text:
    """Compare the byte-order mark with the declared encoding; nothing else of the file is looked at.

    Args:
        head: the first ``HEAD`` bytes of the file, or all of a shorter one.
        size: bytes of the file.
        declared: the encoding that the source declares.

    Raises:
        EmptyFile: there is nothing after the mark.
        WrongByteOrderMark: the mark is that of another encoding.
        MissingByteOrderMark: ``utf-16`` without a mark.
        OddUtf16: half a code unit at the end.
    """
    found, mark = next(((name, mark) for name, mark in MARKS if head.startswith(mark)), (None, b""))
    if found is not None and found not in FITTING.get(declared, ()):
        raise WrongByteOrderMark(declared, found)
    if size == len(mark):
        raise EmptyFile
    if declared in ("utf-8", "cp1252", "latin-1"):
        return Text(len(mark), declared)
    if size % 2:
        raise OddUtf16
    if declared == "utf-16" and found is None:
        raise MissingByteOrderMark
    big = (found or declared) == "utf-16-be"
    return Text(len(mark), "utf-8", "utf-16-be" if big else "utf-16-le")
