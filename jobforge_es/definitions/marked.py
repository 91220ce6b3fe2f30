"""YAML with marks: every value knows its line and column, and the text that it was written as.

A number keeps its text, so that ``version: 1.10`` can be read as it stands. Anchors and aliases work; tags, merge keys,
several documents and a key that stands twice are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import attrs
import yaml

from jobforge_es.definitions.broken import DefinitionUnreadable, Place
from jobforge_es.definitions.decoding import decode
from jobforge_es.definitions.excerpt import excerpt, lines_of, quoted
from jobforge_es.definitions.nodes import Many, Map, Mark, Node, Pair, Text

DEEPEST = 40
"""Levels of nesting; no definition needs half of them."""
TOO_DEEP = f"values lie deeper than {DEEPEST} levels"

LARGEST = 100_000
"""Values in a document, those behind an alias counted each time they are used."""

TAGS = {
    yaml.ScalarEvent: (None, "!", "tag:yaml.org,2002:str"),
    yaml.SequenceStartEvent: (None, "!", "tag:yaml.org,2002:seq"),
    yaml.MappingStartEvent: (None, "!", "tag:yaml.org,2002:map"),
}
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where the wheel has it; both give the same events."""


@attrs.frozen
class Document:
    """A definition file: its path below the project, its lines and its mapping."""

    path: str
    lines: list[str]
    root: Map

    def place(self, mark: Mark) -> Place:
        """Give the place of a mark, with its line shown."""
        return place(self.path, self.lines, mark)


def place(path: str, lines: list[str], mark: Mark) -> Place:
    """Give a place in a file, with its line shown."""
    return Place(path, mark.line, mark.column, excerpt(lines, mark.line, mark.column, mark.width))


def read(path: str, raw: bytes) -> Document:
    """Read a YAML file that holds one mapping.

    Raises:
        DefinitionUnreadable: not UTF-8, empty, not YAML, not a mapping, a key that stands twice, an alias that leads to
            itself or unfolds to more than ``LARGEST`` values, a tag, a merge key, or nesting beyond ``DEEPEST``.
    """
    text = decode(path, raw)
    lines = lines_of(text)
    reader = _Reader(path, lines)
    try:
        root = reader.read(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(path, lines, error) from error
    except yaml.YAMLError as error:
        raise DefinitionUnreadable(f"the file is not YAML: {error}", Place(path)) from error
    if root is None:
        raise DefinitionUnreadable("the file holds only comments", Place(path), mend=("write the definition",))
    if not isinstance(root, Map):
        raise DefinitionUnreadable(
            "the file does not hold keys and values",
            place(path, lines, root.mark),
            mend=("begin it with `key: value`",),
        )
    return Document(path, lines, root)


@attrs.define
class _Open:
    """A list or mapping that is not closed yet; ``key`` is the key that waits for its value."""

    mark: Mark
    anchor: str | None
    items: list[Node] | None
    pairs: dict[str, Pair] = attrs.field(factory=dict)
    key: Text | None = None


@attrs.define
class _Reader:
    """Turns events into values with a stack of its own, so that no depth of nesting can exhaust Python's."""

    path: str
    lines: list[str]
    stack: list[_Open] = attrs.field(factory=list)
    anchors: dict[str, Node | None] = attrs.field(factory=dict)
    root: Node | None = None
    documents: int = 0
    count: int = 0

    def read(self, events: Iterator[Any]) -> Node | None:
        for event in events:
            mark = _mark(event, self.lines)
            match event:
                case yaml.DocumentStartEvent():
                    self._document(mark)
                case yaml.ScalarEvent():
                    self._check(event, mark)
                    plain = event.implicit[0] and event.tag is None
                    self._add(self._named(event.anchor, Text(event.value, plain, mark)))
                case yaml.AliasEvent():
                    self._add(self._alias(event.anchor, mark))
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._check(event, mark)
                    self._open(event, mark)
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._close()
                case _:
                    pass
        return self.root

    def _document(self, mark: Mark) -> None:
        self.documents += 1
        if self.documents > 1:
            self._refuse(mark, "the file holds a second document", "remove the line `---`, or make two files of it")

    def _check(self, event: Any, mark: Mark) -> None:
        if event.tag not in TAGS[type(event)]:
            self._refuse(mark, f"the tag {quoted(event.tag)} is not read", "write the value without it")
        self.count += 1
        if self.count > LARGEST:
            self._refuse(mark, f"the file holds more than {LARGEST} values", "move data out of it")

    def _open(self, event: Any, mark: Mark) -> None:
        if len(self.stack) >= DEEPEST:
            self._refuse(mark, TOO_DEEP, "lay them flatter")
        self._named(event.anchor, None)
        self.stack.append(_Open(mark, event.anchor, [] if isinstance(event, yaml.SequenceStartEvent) else None))

    def _close(self) -> None:
        done = self.stack.pop()
        node: Node
        if done.items is not None:
            node = Many(tuple(done.items), done.mark, 1 + sum(item.size for item in done.items))
        else:
            node = Map(done.pairs, done.mark, 1 + sum(pair.node.size for pair in done.pairs.values()))
        if node.size > LARGEST:
            why = f"its aliases unfold to {node.size} values, and at most {LARGEST} are read"
            self._refuse(done.mark, "the value is too large", "write out what is needed, without aliases", why)
        self._add(self._named(done.anchor, node) if done.anchor else node)

    def _named(self, anchor: str | None, node: Any) -> Any:
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _alias(self, anchor: Any, mark: Mark) -> Node:
        if anchor not in self.anchors:
            self._refuse(
                mark, f"{quoted('*' + anchor)} stands for nothing", f"write &{anchor} before the value it means"
            )
        node = self.anchors[anchor]
        if node is None:
            self._refuse(mark, f"{quoted('*' + anchor)} stands inside the value that it means", "write the value out")
        return attrs.evolve(node, mark=mark)

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node, parent)
        else:
            parent.pairs[parent.key.text] = Pair(parent.key.mark, node)
            parent.key = None

    def _key(self, node: Node, parent: _Open) -> Text:
        if not isinstance(node, Text):
            self._refuse(node.mark, "a key is a list or a mapping", "write a text before the colon")
        if node.plain and node.text == "<<":
            self._refuse(node.mark, "the merge key `<<` is not read", "write the keys out")
        if node.text in parent.pairs:
            first = parent.pairs[node.text].key
            why = f"it stands first in line {first.line}, and only one of them would count"
            self._refuse(node.mark, f"the key {quoted(node.text)} stands twice", "keep one of them", why)
        return node

    def _refuse(self, mark: Mark, what: str, mend: str, why: str | None = None) -> NoReturn:
        raise DefinitionUnreadable(what, place(self.path, self.lines, mark), why=why, mend=(mend,))


def _mark(event: Any, lines: list[str]) -> Mark:
    start, end = event.start_mark, event.end_mark
    last = end.column if end.line == start.line else len(lines[min(start.line, len(lines) - 1)])
    return Mark(start.line + 1, start.column + 1, max(1, last - start.column))


HINTS = {
    "mapping values are not allowed": "put quotes around a text that holds `: `, or give the key a line of its own",
    "cannot start any token": "put quotes around a text that begins with @ ` % or a tab; indent with spaces",
    "unexpected end of stream": "close the quote or the bracket",
    "did not find expected": "check the indentation, the brackets and the commas around here",
    "could not find expected ':'": "write a colon and a space after the key",
}


def _not_yaml(path: str, lines: list[str], error: yaml.MarkedYAMLError) -> DefinitionUnreadable:
    problem = str(error.problem or "unknown")
    spot = error.problem_mark or error.context_mark
    if error.context_mark and spot and (spot.line >= len(lines) or "end of stream" in problem):
        spot = error.context_mark
    hint = next((mend for part, mend in HINTS.items() if part in problem), "check the line and the one before it")
    mark = Mark(spot.line + 1, spot.column + 1) if spot else Mark(1, 1)
    if "nesting depth" in problem:  # the parser reads ahead, and has a limit of its own above ours
        return DefinitionUnreadable(TOO_DEEP, place(path, lines, mark), mend=("lay them flatter",))
    context = f" {error.context}" if error.context else ""
    return DefinitionUnreadable(
        "the file is not YAML here", place(path, lines, mark), why=f"the parser says:{context} {problem}", mend=(hint,)
    )
