"""The encoding of an XML file, which it says itself (XML 1.0, appendix F)."""

from __future__ import annotations

import codecs
import re
from typing import Final

from projections.readers.csv.encoding import MARKS, Text
from projections.readers.refusals import EmptyFile
from projections.readers.xml.refusals import XmlBroken

HEAD: Final = 1024
"""Bytes that hold the declaration."""

DECLARED: Final = re.compile(
    rb"""<\?xml[ \t\r\n][^>]*?encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][A-Za-z0-9._-]*)["']"""
)
UNDECLARED: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def text_of(head: bytes, size: int) -> Text:
    """Tell how the bytes of a file are read.

    Args:
        head: the first ``HEAD`` bytes.
        size: bytes of the file.

    Raises:
        EmptyFile: there is nothing after the byte-order mark.
        XmlBroken: an encoding that cannot be read, or half a character at the end.
    """
    found, mark = next(((name, mark) for name, mark in MARKS if head.startswith(mark)), (None, b""))
    if size == len(mark):
        raise EmptyFile
    found = found or next((name for begin, name in UNDECLARED if head.startswith(begin)), None)
    if found in ("utf-16-le", "utf-16-be"):
        if size % 2:
            raise XmlBroken("it ends in the middle of a UTF-16 character")
        return Text(len(mark), "utf-8", "utf-16-le" if found == "utf-16-le" else "utf-16-be")
    declared = DECLARED.match(head, len(mark))
    name = found or ("utf-8" if declared is None else declared[1].decode())
    return Text(len(mark), _codec(name))


def _codec(name: str) -> str:
    """Give the codec of an encoding with one byte for each character, or UTF-8."""
    try:
        codec = codecs.lookup(name).name
        letters = bytes(range(256)).decode(codec, "replace")
    except (LookupError, UnicodeError) as error:
        raise XmlBroken("it declares an encoding that is not known") from error
    if codec in ("utf-8", "ascii"):
        return "utf-8"
    if len(letters) != 256 or (not letters.isascii() and letters[:128] != bytes(range(128)).decode()):
        raise XmlBroken("it declares an encoding that cannot be read; UTF-8, UTF-16 and those of one byte can")
    return codec
