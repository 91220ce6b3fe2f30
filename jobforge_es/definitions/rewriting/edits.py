"""Edits of a YAML text: gathered while its nodes are walked, made at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import attrs
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from jobforge_es.definitions.rewriting.tree import end, is_block, start
from jobforge_es.definitions.rewriting.wording import Want, inline, pair, scalar, value


@attrs.define
class Edits:
    """What is to change in a text.

    Attributes:
        text: as it is; its last line ends like all others.
        made: first and last place and what goes there; those at one place in the order in which they were asked for.
    """

    text: str
    made: list[tuple[int, int, str]] = attrs.field(factory=list)

    @property
    def result(self) -> str:
        """The text with all edits made; lines end as they did."""
        found, done = list[str](), 0
        for first, last, put in sorted(self.made, key=lambda each: each[0]):
            found += self.text[done:first], put
            done = max(done, last)
        return "".join((*found, self.text[done:]))

    def replace(self, key: ScalarNode, node: Node, want: Want, *, flow: bool) -> None:
        """Write another value behind a key."""
        indent = int(key.start_mark.column)
        if flow:
            self._put(start(node), end(self.text, node), inline(want))
        elif is_block(node) and isinstance(want, tuple):
            dash = " " * int(node.start_mark.column)
            self._put(start(node), end(self.text, node), f"\n{dash}".join(f"- {scalar(each)}" for each in want))
        else:
            colon = self.text.index(":", int(key.end_mark.index)) + 1
            self._put(colon, end(self.text, node), "\n".join(value(want, indent)))

    def rewrite(self, node: MappingNode, want: dict[str, Want]) -> None:
        """Write all of a mapping again."""
        if is_block(node) and want:
            indent = int(node.start_mark.column)
            lines = [line for key, each in want.items() for line in pair(key, each, indent)]
            self._put(start(node), end(self.text, node), "\n".join(lines).lstrip())
        else:
            self._put(start(node), end(self.text, node), inline(want))

    def add(self, node: MappingNode, key: str, want: Want) -> None:
        """Write a pair behind all others of a mapping that has some."""
        last = end(self.text, node.value[-1][1])
        if is_block(node):
            self._line(last, pair(key, want, int(node.value[0][0].start_mark.column)))
        else:
            self._put(last, last, f", {scalar(key, flow=True)}: {inline(want)}")

    def append(self, node: SequenceNode, want: Want) -> None:
        """Write an item behind all others of a list that has some."""
        last = end(self.text, node.value[-1])
        if is_block(node):
            self._line(last, [f"{' ' * int(node.start_mark.column)}- {inline(want)}"])
        else:
            self._put(last, last, f", {inline(want)}")

    def remove(self, node: MappingNode | SequenceNode, gone: Sequence[bool]) -> None:
        """Take away some parts of a mapping or list, not all of them.

        Args:
            node: that they stand in.
            gone: for each part in its order whether it goes.
        """
        parts = [(start(e[0]), end(self.text, e[1])) if isinstance(e, tuple) else (start(e), end(self.text, e))
                 for e in node.value]  # fmt: skip
        leading = len([*takewhile(bool, gone)])
        shared = is_block(node) and isinstance(node, MappingNode) and self._shares_its_line(parts[0][0])
        for number, (first, last) in enumerate(parts):
            if not gone[number]:
                continue
            if is_block(node) and not (shared and number < leading):
                self._put(self._line_start(first), self._line_end(last), "")
            elif number < leading:
                self._put(first, parts[number + 1][0], "")
            else:
                self._put(parts[number - 1][1], last, "")

    def _line(self, after: int, lines: Sequence[str]) -> None:
        place = self._line_end(after)
        self._put(place, place, "".join(f"{line}\n" for line in lines))

    def _put(self, first: int, last: int, text: str) -> None:
        self.made.append((first, last, text))

    def _shares_its_line(self, place: int) -> bool:
        return bool(self.text[self._line_start(place) : place].strip())

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        return self.text.find("\n", place) + 1 or len(self.text)


def decoded(raw: bytes) -> tuple[str, str, str]:
    """Give the text of a file whose bytes were read before, with plain line ends; how its lines end, and its mark."""
    text = raw.decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    ending = "\r\n" if 0 < text.count("\r\n") == text.count("\n") else "\n"
    text = text.replace(ending, "\n")
    return (text if text.endswith("\n") else f"{text}\n"), ending, mark


def encoded(text: str, ending: str, mark: str) -> bytes:
    """Give the bytes of a text, as ``decoded`` has told them."""
    return (mark + (text if ending == "\n" else text.replace("\n", ending))).encode("utf-8")
