"""A strict reader of TMDL: takes the objects and properties that a model of ours has, and refuses the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from projections.exports.powerbi.tmdl import Expression, Node, Value
from projections.exports.read_back.column import Unreadable

KIND = re.compile(r"[A-Za-z]+")
NAME = re.compile(r"'((?:[^']|'')+)'|([^\s.=:'\"]+)")
TEXTS = {"caption", "description"}
GRAMMAR: dict[str, tuple[set[str], set[str]]] = {
    "": (set(), {"database", "model", "expression", "relationship", "table", "cultureInfo", "ref"}),
    "database": ({"compatibilityLevel"}, set()),
    "model": ({"culture", "defaultPowerBIDataSourceVersion", "sourceQueryCulture"}, {"annotation"}),
    "expression": ({"lineageTag"}, set()),
    "relationship": ({"isActive", "fromColumn", "toColumn"}, set()),
    "table": ({"isHidden", "lineageTag"}, {"column", "partition", "annotation"}),
    "column": (
        {"dataType", "isKey", "isHidden", "formatString", "displayFolder", "dataCategory", "lineageTag", "summarizeBy"}
        | {"sourceColumn", "sortByColumn"},
        {"annotation"},
    ),
    "partition": ({"mode", "source"}, set()),
    "annotation": (set(), set()),
    "ref table": (set(), set()),
    "ref cultureInfo": (set(), set()),
    "cultureInfo": (set(), {"translations"}),
    "translations": (set(), {"translated model"}),
    "translated model": (set(), {"translated table"}),
    "translated table": (TEXTS, {"translated column"}),
    "translated column": (TEXTS, set()),
}
"""Of each kind of object: its properties, and the objects that it may hold."""
UNNAMED = {"database", "translations"}
FLAGS = {"isKey", "isHidden"}
EXPRESSIONS = {"source"}


@attrs.define
class _Lines:
    """The lines of a file, with the place of the next one."""

    lines: list[str]
    at: int = 0

    def wrong(self, why: str) -> Unreadable:
        return Unreadable(f"line {self.at + 1}: {why}")

    def next(self) -> tuple[int, str] | None:
        """Give level and text of the next line that is not blank, and stay before it."""
        while self.at < len(self.lines) and not self.lines[self.at]:
            self.at += 1
        if self.at == len(self.lines):
            return None
        line = self.lines[self.at]
        text = line.lstrip("\t")
        if text != text.strip():
            raise self.wrong("spaces at the edges")
        return len(line) - len(text), text


def read(data: bytes) -> tuple[Node, ...]:
    """Read the objects of a file; none of an empty one.

    Raises:
        Unreadable: it has another line, with its number.
    """
    text = data.decode()
    if "\r" in text or not text.endswith("\n"):
        raise Unreadable("lines end with a line feed")
    _, found = _body(_Lines(text.split("\n")), 0, "")
    return found


def _body(lines: _Lines, level: int, kind: str) -> tuple[tuple[tuple[str, Value], ...], tuple[Node, ...]]:
    """Read what stands in an object: properties, then objects, each perhaps with its description above it."""
    properties: dict[str, Value] = {}
    children: list[Node] = []
    described: list[str] = []
    while (here := lines.next()) is not None and here[0] >= level:
        if here[0] > level:
            raise lines.wrong("too deep")
        text = here[1]
        if text.startswith("///"):
            described.append(_described(lines, text))
        elif child := _child(lines, kind, text):
            children.append(_object(lines, level, child, text, "\n".join(described)))
            described = []
        elif described or children:
            raise lines.wrong("properties have no description and come first")
        else:
            name, value = _property(lines, level, kind, text)
            if name in properties:
                raise lines.wrong(f"{name} twice")
            properties[name] = value
    if described:
        raise lines.wrong("a description of nothing")
    return tuple(properties.items()), tuple(children)


def _described(lines: _Lines, text: str) -> str:
    lines.at += 1
    if lines.at < len(lines.lines) and not lines.lines[lines.at]:
        raise lines.wrong("a description stands just above its object")
    return text[3:].removeprefix(" ")


def _keyword(lines: _Lines, text: str) -> str:
    word = KIND.match(text)
    if word is None:
        raise lines.wrong("no keyword")
    return word[0]


def _child(lines: _Lines, kind: str, text: str) -> str:
    """Tell which kind of object begins here; empty where none does."""
    word = _keyword(lines, text)
    if word in GRAMMAR[kind][0]:
        return ""
    if word == "ref" and kind == "":
        return " ".join(text.split(" ")[:2])
    return next((each for each in GRAMMAR[kind][1] if each.removeprefix("translated ") == word), "")


def _object(lines: _Lines, level: int, kind: str, text: str, description: str) -> Node:
    if kind not in GRAMMAR:
        raise lines.wrong(f"unknown {kind}")
    keyword = kind.removeprefix("translated ")
    rest, name, value = text.removeprefix(keyword), "", None
    if kind not in UNNAMED:
        found = NAME.match(rest, 1)
        if found is None or rest[0] != " ":
            raise lines.wrong("no name")
        name = found[2] or found[1].replace("''", "'")
        rest = rest[found.end() :]
    if rest.startswith(" = "):
        value, rest = rest[3:], ""
    if rest:
        raise lines.wrong(f"unexpected {rest!r}")
    lines.at += 1
    properties, children = _body(lines, level + 1, kind)
    return Node(keyword, name, value, description, properties, children)


def _property(lines: _Lines, level: int, kind: str, text: str) -> tuple[str, Value]:
    name = _keyword(lines, text)
    if name not in GRAMMAR[kind][0]:
        raise lines.wrong(f"{kind or 'a file'} has no {name}")
    lines.at += 1
    rest = text.removeprefix(name)
    if rest == "" and name in FLAGS:
        return name, True
    if rest == " =" and name in EXPRESSIONS:
        return name, Expression(tuple(_expression(lines, level + 2)))
    if not rest.startswith(": ") or name in FLAGS | EXPRESSIONS:
        raise lines.wrong(f"{name} has no such value")
    return name, False if rest == ": false" else rest[2:]


def _expression(lines: _Lines, level: int) -> Iterator[str]:
    while lines.at < len(lines.lines) and lines.lines[lines.at].startswith("\t" * level):
        yield lines.lines[lines.at][level:]
        lines.at += 1


def text_of(value: str) -> str:
    """Read a text that may stand in quotes."""
    return value[1:-1].replace('""', '"') if value.startswith('"') else value
