"""The way through one document to its array of records, and out of it again to the end of the file.

All of a document is looked at, so that a file that was cut off, or that has something behind its end, is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

import attrs

from projections.readers.csv.feed import Feed
from projections.readers.json.walk import BLANK, NotJson, Walk
from projections.readers.keyed import RecordsNotFound

BLOCK: Final = 65_536
"""Bytes that are held at once, about."""

KEY: Final = re.compile(rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
SHOWN: Final = 10


@attrs.frozen
class Descent:
    """Moves a feed to the array that a path leads to, and afterwards to the end of the document.

    Attributes:
        feed: stands at the beginning of the document.
        path: the keys that lead to the array.
        codec: of the window.
        longest: bytes of a key on the way, at most.
    """

    feed: Feed
    path: tuple[str, ...]
    codec: str
    longest: int

    def enter(self) -> None:
        """Move behind the bracket that opens the array.

        Raises:
            NotJson: the document breaks off, or is none.
            RecordsNotFound: the path leads elsewhere.
        """
        for level, wanted in enumerate(self.path):
            if not self._opens(b"{"):
                raise self._leads_to_no("object", level)
            self._find(wanted, level)
        if not self._opens(b"["):
            raise self._leads_to_no("array", len(self.path))

    def leave(self) -> None:
        """Move from the bracket that closes the array to the end of the file.

        Raises:
            NotJson: the document breaks off, or something follows its end.
            RecordsNotFound: a key of the path stands twice.
        """
        self.feed.at += 1
        for wanted in reversed(self.path):
            for key in self.members(first=False):
                if key == wanted:
                    raise RecordsNotFound(
                        "a key on the way to them stands twice in one object",
                        f"{wanted!r}: which of the two is meant would be a guess",
                        "ask the publisher for another file",
                    )
                self.skip()
        if self.byte():
            raise NotJson(self.feed.at)

    def byte(self) -> bytes:
        """Step over blanks; give the byte that follows, or none at the end of the file."""
        feed = self.feed
        while True:
            feed.fill(1)
            feed.at = BLANK.match(feed.data, feed.at).end()  # type: ignore[union-attr] # it matches anything
            if feed.unread or feed.final:
                return feed.data[feed.at : feed.at + 1]

    def skip(self) -> None:
        """Step over a value, however long it is.

        Raises:
            NotJson: it is none.
        """
        feed, walk = self.feed, Walk()
        while True:
            before = feed.at
            feed.at = walk.advance(feed.data, feed.at, final=feed.final)
            if walk.is_done:
                return
            feed.fill(2 * feed.unread if feed.at == before else BLOCK)

    def _opens(self, bracket: bytes) -> bool:
        """Step over a bracket; tell whether it was there."""
        if self.byte() != bracket:
            return False
        self.feed.at += 1
        return True

    def _find(self, wanted: str, level: int) -> None:
        """Move to the value of a key."""
        seen: list[str] = []
        for key in self.members(first=True):
            if key == wanted:
                return
            seen.append(key)
            self.skip()
        raise RecordsNotFound(
            f"there is no key {level + 1} of the path",
            f"{wanted!r} is looked for; there is {_shown(seen)}",
            "say which keys lead to the array: `records: data.items`",
        )

    def members(self, *, first: bool = True) -> Iterator[str]:
        """Give the keys of an object, the feed standing at the value of each, which is then to be stepped over.

        Args:
            first: whether the feed stands behind the opening brace, else behind a value.
        """
        while True:
            found = self.byte()
            if found == b"}":
                self.feed.at += 1
                return
            if not first:
                self._take(b",")
            first = False
            key = self._key()
            self._take(b":")
            self.byte()
            yield key

    def _take(self, mark: bytes) -> None:
        if self.byte() != mark:
            raise NotJson(self.feed.at)
        self.feed.at += 1

    def _key(self) -> str:
        self.byte()
        feed = self.feed
        while (found := KEY.match(feed.data, feed.at)) is None:
            if feed.final or feed.unread > self.longest:
                raise NotJson(feed.at)
            feed.fill(max(BLOCK, 2 * feed.unread))
        feed.at = found.end()
        text: str = json.loads(found[0].decode(self.codec, "replace"))
        return text

    def _leads_to_no(self, kind: str, level: int) -> RecordsNotFound:
        """Say what stands where something else was expected."""
        arrays: list[str] = []
        if self._opens(b"{"):
            for key in self.members(first=True):
                if self.byte() == b"[":
                    arrays.append(key)
                self.skip()
        else:
            self.skip()
        if not level and self.byte():
            mend = "if each line is a record: `format: ndjson`"
        elif arrays:
            mend = f"`records: {json.dumps([*self.path[:level], arrays[0]], ensure_ascii=False)}` in the source"
        else:
            mend = "say which keys lead to the array: `records: data.items`"
        place = f"the value of {'.'.join(self.path[:level])!r}" if level else "the document"
        has = f"; it has {_shown(arrays)} with an array" if arrays else ""
        what = f"key {level} of the path leads to no {kind}" if level else f"the document is no {kind}"
        return RecordsNotFound(what, f"{place} is looked at{has}", mend)


def _shown(keys: list[str]) -> str:
    shown = ", ".join(map(repr, keys[:SHOWN])) + (", ..." if len(keys) > SHOWN else "")
    return shown or "none"
