"""TMDL, the Tabular Model Definition Language: objects to text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import attrs

BARE = re.compile(r"[^\s.=:'\"]+")
"""Names that need no quotes."""


@attrs.frozen
class Expression:
    """A value in another language, in lines of its own."""

    lines: tuple[str, ...]


Value: TypeAlias = str | bool | Expression


@attrs.frozen
class Node:
    """An object.

    Attributes:
        keyword: what it is, such as ``column``.
        name: as it is called, unquoted; empty for what has no name.
        value: stands behind ``=``; None without one.
        description: its lines stand above it.
        properties: names to values, in their order; a flag stands only where it is set.
        children: after the properties.
    """

    keyword: str
    name: str = ""
    value: str | None = None
    description: str = ""
    properties: tuple[tuple[str, Value], ...] = ()
    children: tuple[Node, ...] = ()


def quoted(name: str) -> str:
    """Write a name; in quotes where it has spaces or signs that mean something."""
    return name if BARE.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def in_line(text: str) -> str:
    """Write a text as a value: one line, in quotes where its edges would be lost."""
    line = " ".join(text.replace("\t", " ").splitlines())
    edged = not line or line != line.strip() or line.startswith('"')
    return '"' + line.replace('"', '""') + '"' if edged else line


def written(nodes: Sequence[Node]) -> bytes:
    """Write a file of objects."""
    return ("\n\n".join("\n".join(_lines(node, 0)) for node in nodes) + "\n").encode()


def _lines(node: Node, level: int) -> Iterator[str]:
    indent = "\t" * level
    for line in node.description.splitlines():
        yield f"{indent}/// {line.strip()}".rstrip()
    head = f"{node.keyword} {quoted(node.name)}" if node.name else node.keyword
    yield indent + head + ("" if node.value is None else f" = {node.value}")
    for name, value in node.properties:
        yield from _property(name, value, level + 1)
    before = ""
    for child in node.children:
        if (before, child.keyword) != ("annotation", "annotation"):
            yield ""
        before = child.keyword
        yield from _lines(child, level + 1)


def _property(name: str, value: Value, level: int) -> Iterator[str]:
    indent = "\t" * level
    match value:
        case True:
            yield indent + name
        case False:
            yield f"{indent}{name}: false"
        case Expression(lines=lines):
            yield f"{indent}{name} ="
            yield from (f"{indent}\t\t{line}" for line in lines)
        case _:
            yield f"{indent}{name}: {value}"
