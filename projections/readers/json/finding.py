"""The arrays of a document that could hold its records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs

from projections.readers.csv.feed import Feed
from projections.readers.json.descent import BLOCK, Descent
from projections.readers.json.walk import NotJson

DEEPEST: Final = 5
"""Keys of a path."""

LONGEST_KEY: Final = 65_536
FIRST: Final = re.compile(rb"\[[ \t\n\r]*([^ \t\n\r])?")


@attrs.frozen
class Found:
    """An array whose first element is an object.

    Attributes:
        path: the keys that lead to it.
        size: bytes from its beginning to its end, or to where the feed ends.
    """

    path: tuple[str, ...]
    size: int


def find_arrays(feed: Feed, codec: str) -> tuple[Found, ...]:
    """Find the arrays of objects, as far as the feed goes, those inside of others left out.

    Args:
        feed: stands at the beginning of a document.
        codec: of its window.
    """
    found: list[Found] = []
    try:
        for one in _arrays(Descent(feed, (), codec, LONGEST_KEY), ()):
            found.append(one)  # noqa: PERF402 - what was found before the end of the feed counts
    except NotJson:
        pass  # the feed may end before the document; what it is not is told by the reader
    return tuple(found)


def _arrays(descent: Descent, path: tuple[str, ...]) -> Iterator[Found]:
    byte, feed = descent.byte(), descent.feed
    if byte == b"[":
        feed.fill(BLOCK)
        first, begin = FIRST.match(feed.data, feed.at), feed.offset(feed.at)
        broken = _skip(descent)
        if first is not None and first[1] == b"{":
            yield Found(path, feed.offset(feed.at) - begin)
        if broken is not None:
            raise broken
    elif byte == b"{" and len(path) < DEEPEST:
        feed.at += 1
        for key in descent.members():
            yield from _arrays(descent, (*path, key))
    else:
        descent.skip()


def _skip(descent: Descent) -> NotJson | None:
    """Step over a value as far as it goes; give what ends it early."""
    try:
        descent.skip()
    except NotJson as broken:
        return broken
    return None
