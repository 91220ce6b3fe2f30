"""Text of files made harmless: nothing in it can drive the terminal that shows it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

DRIVING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""C0 and C1 controls, marks that turn the direction of writing, line separators, halves of characters."""

NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str) -> str:
    r"""Show control characters as escapes such as ``\x1b``; a line stays one line."""
    return DRIVING.sub(_escape, text)


def plain_lines(text: str) -> str:
    """Show control characters as escapes, but keep line feeds."""
    return "\n".join(map(plain, text.split("\n")))


def plain_bytes(raw: bytes) -> str:
    """Show bytes as UTF-8, what is none as escapes."""
    return plain(raw.decode("utf-8", "backslashreplace"))


def width(text: str) -> int:
    """Tell how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(each) for each in text)


def cut(text: str, cells: int) -> str:
    """Cut a text that takes more cells than there are, and mark the cut."""
    if width(text) <= cells:
        return text
    kept, left = "", cells - 1
    for each in text:
        left -= _cells(each)
        if left < 0:
            break
        kept += each
    return kept + "…"


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    number = ord(character)
    return NAMED.get(character) or (f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}")
