"""Read the fields of a mapping, and gather every mistake instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar, overload

import attrs

from jobforge_es.definitions.broken import DefinitionBroken, Place, UnknownKey, together
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.marked import Document
from jobforge_es.definitions.nearest import did_you_mean, nearest
from jobforge_es.definitions.nodes import Many, Map, Mark, Node, Pair, Text

T = TypeVar("T", bound=str)


@attrs.define
class Findings:
    """The mistakes found in one file so far; ``told`` holds what was said where."""

    document: Document
    broken: list[DefinitionBroken] = attrs.field(factory=list)
    told: set[tuple[str, Mark]] = attrs.field(factory=set)

    def add(
        self,
        mark: Mark,
        what: str,
        *,
        why: str | None = None,
        mend: str | tuple[str, ...] = (),
        kind: type[DefinitionBroken] = DefinitionBroken,
    ) -> None:
        """Note a mistake, once however often its value is read."""
        if (what, mark) not in self.told:
            self.told.add((what, mark))
            mends = (mend,) if isinstance(mend, str) else mend
            self.broken.append(kind(what, self.place(mark), why=why, mend=mends))

    def place(self, mark: Mark) -> Place:
        """Give the place of a mark."""
        return self.document.place(mark)

    def finish(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            DefinitionBroken: the only mistake.
            DefinitionsBroken: all of them.
        """
        if self.broken:
            raise together(self.broken)


@attrs.frozen
class Fields:
    """The keys and values of one mapping.

    Every getter gives a default and notes the mistake when the value is not what is asked for.

    Attributes:
        pairs: key to value.
        mark: where the mapping begins, for what is missing.
        findings: takes the mistakes.
    """

    pairs: Mapping[str, Pair]
    mark: Mark
    findings: Findings

    @classmethod
    def of(cls, node: Map, findings: Findings) -> Fields:
        """Read a mapping."""
        return cls(node.pairs, node.mark, findings)

    def __contains__(self, key: str) -> bool:
        return key in self.pairs

    def node(self, key: str) -> Node | None:
        """Give the value as it stands, or None."""
        pair = self.pairs.get(key)
        return pair.node if pair else None

    def mark_of(self, key: str) -> Mark:
        """Give the place of a value, or of the mapping when the key is missing."""
        node = self.node(key)
        return node.mark if node else self.mark

    def wrong(self, key: str, what: str, mend: str | tuple[str, ...] = (), why: str | None = None) -> None:
        """Note a mistake at the value of a key."""
        self.findings.add(self.mark_of(key), what, why=why, mend=mend)

    def text(self, key: str) -> str | None:
        """Give a text, a number as the text that it was written as, or None when the key is missing."""
        scalar = self.scalar(key)
        if scalar is None:
            return None
        if isinstance(scalar.value, bool):
            self.wrong(
                key, f"{quoted(key)} is {scalar.text}, not a text", f'put quotes around it: {key}: "{scalar.text}"'
            )
            return None
        return scalar.text

    def flag(self, key: str, *, default: bool) -> bool:
        """Give a boolean."""
        scalar = self.scalar(key)
        if scalar is None:
            return default
        if not isinstance(scalar.value, bool):
            self.wrong(
                key, f"{quoted(key)} is {quoted(scalar.text)}, not true or false", f"{key}: true, or {key}: false"
            )
            return default
        return scalar.value

    @overload
    def whole(self, key: str, default: int, least: int, most: int) -> int: ...

    @overload
    def whole(self, key: str, default: int | None, least: int, most: int) -> int | None: ...

    def whole(self, key: str, default: int | None, least: int, most: int) -> int | None:
        """Give a whole number within bounds."""
        scalar = self.scalar(key)
        if scalar is None:
            return default
        value = scalar.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(
                key, f"{quoted(key)} is {quoted(scalar.text)}, not a whole number", f"give one from {least} to {most}"
            )
            return default
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Give a list of texts, each as it was written: ``NO``, ``null``, ``007`` and ``true`` stay what they are."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Many):
            self.wrong(key, f"{quoted(key)} is not a list", f"put brackets around it, even for one text: {key}: [a, b]")
            return ()
        return words_of(node, key, self.findings)

    def choice(self, key: str, choices: Mapping[str, T], default: T) -> T:
        """Give the value that a word stands for."""
        word = self.text(key)
        if word is None:
            return default
        if word not in choices:
            found = nearest(word, choices)
            mend = f"did you mean `{key}: {found}`?" if found else ""
            self.wrong(
                key,
                f"{quoted(key)} is {quoted(word)}",
                mend or f"write one of: {', '.join(choices)}",
                why=f"there is {', '.join(choices)}",
            )
        return choices.get(word, default)

    def refuse_unknown(self, known: Collection[str], where: str = "") -> None:
        """Note every key that is not known."""
        for key, pair in self.pairs.items():
            if key not in known:
                meant = nearest(key, known)
                self.findings.add(
                    pair.key,
                    f"unknown key {quoted(key)}{where}{did_you_mean(key, known)}",
                    why="a key without a meaning here would be left out in silence",
                    mend=f"write `{meant}: ...`" if meant else f"known keys: {', '.join(sorted(known)) or 'none'}",
                    kind=UnknownKey,
                )

    def scalar(self, key: str) -> Text | None:
        """Give a scalar that is not empty, or None."""
        pair = self.pairs.get(key)
        if pair is None:
            return None
        if not isinstance(pair.node, Text):
            kind = "a list" if isinstance(pair.node, Many) else "a mapping"
            self.wrong(key, f"{quoted(key)} is {kind}, not a single value", f"write one value: {key}: ...")
            return None
        if pair.node.value is None:
            self.findings.add(
                pair.key,
                f"{quoted(key)} has no value",
                why="in YAML, what follows ` #` is a comment",
                mend=f"give it one (in quotes where it begins with #), or leave `{key}` out",
            )
            return None
        return pair.node


def words_of(node: Many, key: str, findings: Findings) -> tuple[str, ...]:
    """Give the texts of a list, each as it was written; note what is empty, no text, or stands twice."""
    words: dict[str, None] = {}
    for item in node.items:
        if not isinstance(item, Text):
            findings.add(item.mark, f"a value of {quoted(key)} is not a text", mend="write one text per place")
        elif item.plain and item.text in ("", "~"):
            findings.add(item.mark, f"a value of {quoted(key)} is empty", mend='write "" for the empty text, or "~"')
        elif item.text in words:
            findings.add(item.mark, f"{quoted(item.text)} stands twice in {quoted(key)}", mend="keep one of them")
        else:
            words[item.text] = None
    return tuple(words)
