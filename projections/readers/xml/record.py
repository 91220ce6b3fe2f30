"""One record: its attributes, and the texts of its children."""

from __future__ import annotations

import re
from typing import Final

from projections.readers.csv.parts import Fault

TEXT: Final = "#text"
TAG: Final = re.compile(rb"""<(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
CLASH: Final = Fault("P-101", "two names that differ in their namespace alone")

Span = tuple[int, int]
"""Where an element begins, and where the parser told its end."""


class Record:
    """A record while it is read.

    Attributes:
        start: where it begins, in bytes that were parsed.
        depth: of the element that is open, the record itself being 1.
        fault: why it is refused, or None.
        names: column to name with its namespace.
    """

    def __init__(self, start: int, attributes: list[str]) -> None:
        """Begin with the attributes of the record.

        Args:
            start: where it begins.
            attributes: names and values in turn.
        """
        self.start = start
        self.depth = 1
        self.fault: Fault | None = None
        self.names: dict[str, str] = {}
        self._row: dict[str, str | bool | None] = {}
        self._beside: list[str] = []
        self._text: list[str] = []
        self._key = ""
        self._child = 0
        self._is_nested = False
        self._spans: dict[str, list[Span]] = {}
        self._nested: dict[str, None] = {}
        self._attributes: list[tuple[str, str, str]] = []
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            self._row[self._column("@", name)] = value

    def open(self, name: str, attributes: list[str], at: int) -> None:
        """Take the start of an element."""
        self.depth += 1
        if self.depth > 2 or self.fault is not None:
            self._is_nested = True
            return
        self._key = self._column("", name)
        self._child = at
        self._is_nested = False
        self._text = []
        for attribute, value in zip(attributes[::2], attributes[1::2], strict=True):
            self._attributes.append((self._key, self._column(f"{self._key}@", attribute), value))

    def take(self, text: str) -> None:
        """Take a piece of text."""
        if self.fault is not None:
            return
        if self.depth == 2:
            self._text.append(text)
        elif self.depth == 1:
            self._beside.append(text)

    def close(self, at: int) -> None:
        """Take the end of an element inside of the record."""
        self.depth -= 1
        if self.depth > 1 or self.fault is not None:
            return
        key = self._key
        spans = self._spans.setdefault(key, [])
        spans.append((self._child, at))
        if self._is_nested or len(spans) > 1:
            self._nested[key] = None
        self._row[key] = "".join(self._text)

    def drop(self, fault: Fault) -> None:
        """Refuse it; its texts are no longer held."""
        self.fault = self.fault or fault
        self._row, self._spans, self._nested = {}, {}, {}
        self._beside, self._text, self._attributes = [], [], []

    def row(self, data: bytes, base: int, codec: str) -> dict[str, str | bool | None]:
        """Give the values of all columns.

        Args:
            data: bytes that hold the record.
            base: where they begin among those that were parsed.
            codec: of them.
        """
        row = self._row
        for key in self._nested:
            pieces = (data[start - base : end_of(data, start - base, end - base)] for start, end in self._spans[key])
            row[key] = b"".join(pieces).decode(codec)
        row.update((column, value) for key, column, value in self._attributes if key not in self._nested)
        beside = "".join(self._beside)
        if beside.strip(" \t\r\n"):
            row[TEXT] = beside
        return row

    def _column(self, prefix: str, name: str) -> str:
        """Give the column of a name, which has its namespace before a blank."""
        column = prefix + name.rpartition(" ")[2]
        if self.names.setdefault(column, name) != name:
            self.fault = self.fault or CLASH
        return column


def end_of(data: bytes, start: int, told: int) -> int:
    """Tell where an element ends, its end tag included.

    Args:
        data: that holds it.
        start: where its start tag begins.
        told: where the parser told its end: at the end tag, or behind a tag that is both.
    """
    tag = TAG.match(data, start)
    if tag is not None and tag[0].endswith(b"/>"):
        return tag.end()
    return data.index(b">", told) + 1
