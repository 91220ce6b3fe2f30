"""The elements of a document that could be its records."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final
from xml.parsers import expat

import attrs

from projections.readers.xml.refusals import EntityDeclared

LOOKED_AT: Final = 4_194_304
"""Bytes."""

DEEPEST: Final = 6


@attrs.frozen
class Found:
    """Elements at one path.

    Attributes:
        path: names from the root.
        count: how many there are.
        has_fields: whether one of them has attributes or children.
    """

    path: tuple[str, ...]
    count: int
    has_fields: bool


def find_elements(path: Path) -> tuple[Found, ...]:
    """Count the elements at each path, as far as is looked; those in the order first seen.

    Raises:
        EntityDeclared: the file has entities of its own.
    """
    looking = _Looking()
    with path.open("rb") as file:
        data = file.read(LOOKED_AT)
    with suppress(expat.ExpatError, LookupError, ValueError):  # what is wrong with a file is told by its reader
        looking.parser.Parse(data, False)
    return tuple(Found(at, count, at in looking.filled) for at, count in looking.counts.items())


class _Looking:
    """Counts the paths of elements."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.filled: set[tuple[str, ...]] = set()
        self._open: list[str] = []
        self.parser = expat.ParserCreate(None, " ")
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = _refuse

    def _start(self, name: str, attributes: list[str]) -> None:
        parent = tuple(self._open)
        self._open.append(name.rpartition(" ")[2])
        if len(self._open) > DEEPEST:
            return
        self.filled.add(parent)
        self.counts[tuple(self._open)] += 1
        if attributes:
            self.filled.add(tuple(self._open))

    def _end(self, _: str) -> None:
        self._open.pop()


def _refuse(*_: object) -> None:
    raise EntityDeclared
