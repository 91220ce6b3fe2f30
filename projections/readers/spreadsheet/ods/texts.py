"""The text of a paragraph: white space is one space, and what is meant to be more has elements of its own.

Follows OpenDocument 1.3 part 3, chapter 6.1.2.
"""

from __future__ import annotations

import re
from typing import Final

WHITE: Final = re.compile(r"[ \t\r\n]+")


class Paragraph:
    """A paragraph that is being read."""

    def __init__(self) -> None:
        self._text = ""
        self._kept = 0

    def take(self, text: str) -> None:
        """Add characters as they stand."""
        plain = WHITE.sub(" ", text)
        at_space = len(self._text) > self._kept and self._text.endswith(" ")
        self._text += plain.lstrip(" ") if at_space or not self._text else plain

    def keep(self, text: str) -> None:
        """Add white space that is meant."""
        self._text += text
        self._kept = len(self._text)

    def text(self) -> str:
        """Give the whole text."""
        return self._text[: self._kept] + self._text[self._kept :].rstrip(" ")
