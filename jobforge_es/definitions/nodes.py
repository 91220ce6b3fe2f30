"""The values of a YAML file: each knows its place and the text that it was written as.

Scalars follow the core schema of YAML 1.2 (10.3.2): only ``true`` and ``false`` are booleans, so that ``NO`` is Norway;
``007``, ``1_000``, ``0x1F`` and ``2026-01-31`` are text.
"""

from __future__ import annotations

import math
import re
from typing import Any, TypeAlias

import attrs

NULL = frozenset({"", "~", "null", "Null", "NULL"})
TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,60})?(?:[eE][-+]?[0-9]{1,4})?")


@attrs.frozen
class Mark:
    """A place: line and column from 1, and how many characters of the line are meant."""

    line: int
    column: int
    width: int = 1


@attrs.frozen
class Text:
    """A scalar.

    Attributes:
        text: as it was written, without quotes.
        plain: whether it stood without quotes, so that it may be a number, a boolean or nothing.
    """

    text: str
    plain: bool
    mark: Mark
    size: int = 1

    @property
    def value(self) -> str | int | float | bool | None:
        """The value by the core schema."""
        if not self.plain:
            return self.text
        if self.text in NULL:
            return None
        if self.text in TRUE or self.text in FALSE:
            return self.text in TRUE
        if INTEGER.fullmatch(self.text):
            return int(self.text)
        if NUMBER.fullmatch(self.text) and math.isfinite(float(self.text)):
            return float(self.text)
        return self.text


@attrs.frozen
class Many:
    """A list; ``size`` counts the values in it and itself."""

    items: tuple[Node, ...]
    mark: Mark
    size: int

    @property
    def value(self) -> list[Any]:
        """The plain list."""
        return [item.value for item in self.items]


@attrs.frozen
class Pair:
    """A value in a mapping, and where its key stands."""

    key: Mark
    node: Node


@attrs.frozen
class Map:
    """A mapping in the order of the file; ``size`` counts the values in it and itself."""

    pairs: dict[str, Pair]
    mark: Mark
    size: int

    @property
    def value(self) -> dict[str, Any]:
        """The plain mapping."""
        return {key: pair.node.value for key, pair in self.pairs.items()}


Node: TypeAlias = Text | Many | Map
