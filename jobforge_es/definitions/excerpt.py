"""Show a place in a text: its line, and a caret under what is meant."""

from __future__ import annotations

import re
import unicodedata

LINE_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""The line breaks of YAML 1.1, so that a mark of its parser finds its line."""

WINDOW = 96
"""Characters of a line that are shown."""

BEFORE = 48
"""Characters that are shown before the caret of a long line."""


def lines_of(text: str) -> list[str]:
    """Split a text as the YAML parser counts its lines; never empty."""
    return LINE_BREAK.split(text)


def excerpt(lines: list[str], line: int, column: int, width: int = 1) -> str:
    """Give a line with its number, and below it a caret.

    Args:
        lines: of the whole text.
        line: from 1; beyond the end shows the last line.
        column: from 1, in characters; beyond the end points after the line.
        width: how many characters the caret underlines.
    """
    line = min(max(line, 1), len(lines))
    text = lines[line - 1]
    at = min(max(column, 1) - 1, len(text))
    start = at - BEFORE if len(text) > WINDOW and at > BEFORE else 0
    before, pointed = text[start:at], text[at : min(at + width, start + WINDOW)]
    rest = text[at + len(pointed) : start + WINDOW]
    head, tail = "…" if start else "", "…" if start + WINDOW < len(text) else ""
    number = f"{line:>4}"
    shown = f"{head}{visible(before)}{visible(pointed)}{visible(rest)}{tail}"
    carets = " " * _cells(head + visible(before)) + "^" * max(1, _cells(visible(pointed)))
    return f"{number} | {shown}\n{' ' * len(number)} | {carets}"


def visible(text: str) -> str:
    """Replace what a terminal would obey or hide: control characters and marks of direction become ``<1B>``."""
    return "".join(c if c.isprintable() else " " if c == "\t" else f"<{ord(c):02X}>" for c in text)


def quoted(text: str, limit: int = 60) -> str:
    """Put a foreign word between back-quotes, safe to print and cut to ``limit`` characters."""
    return f"`{visible(text if len(text) <= limit else text[:limit] + '…')}`"


def _cells(text: str) -> int:
    """Count the cells that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
