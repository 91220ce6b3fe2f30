"""A fast way that reads what is regular, and an exact one for all else: which of them is tried on how much."""

from __future__ import annotations

from typing import Protocol

from projections.readers.csv.feed import Feed
from projections.readers.csv.parts import Part

NARROW = 2**15
"""Bytes that the fast way is tried on again after something irregular."""

STRIDE = 2**13
"""Bytes that the exact way takes before the fast one is tried again."""


class Fast(Protocol):
    """Reads the regular beginning of a piece, or nothing."""

    def __call__(self, data: bytes, start: int, stop: int, *, final: bool) -> Part | None:
        """Read from a line start on; None when nothing there is regular."""
        ...


class Exact(Protocol):
    """Reads anything."""

    def __call__(self, data: bytes, start: int, until: int, *, final: bool) -> Part:
        """Read the records that begin before ``until``, or fewer when the window ends within one."""
        ...


class Shortcut:
    """Reads on by the fast way where that goes far, by the exact one for a stride where it does not."""

    def __init__(self, feed: Feed, fast: Fast | None, exact: Exact, chunk_bytes: int) -> None:
        self._feed = feed
        self._fast = fast
        self._exact = exact
        self._most = self._width = chunk_bytes

    def read(self) -> Part:
        """Read from where the feed stands."""
        feed = self._feed
        if self._fast is not None:
            stop = min(len(feed.data), feed.at + self._width)
            final = feed.final and stop == len(feed.data)
            part = self._fast(feed.data, feed.at, stop, final=final)
            if stop - feed.at == self._width:
                self._adapt(0 if part is None else part.end - feed.at)
            if part is not None:
                return part
        return self._exact(feed.data, feed.at, feed.at + STRIDE, final=feed.final)

    def _adapt(self, done: int) -> None:
        """Try the fast way on more where it went far, on less where it did not."""
        if 2 * done >= self._width:
            self._width = min(2 * self._width, self._most)
        else:
            self._width = max(self._width // 4, min(NARROW, self._most))
