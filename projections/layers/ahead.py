"""Work ahead: the next pieces are made while the caller works on the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(pieces: Iterable[T]) -> Iterator[T]:
    """Give the same pieces in the same order; a second thread makes the next one meanwhile.

    At most one piece waits. An error of the maker is raised where its piece would have come. A caller that stops early
    lets the maker end by itself: what it reads from is closed by whoever opened it.
    """
    todo = iter(pieces)
    with ThreadPoolExecutor(1, "ahead") as maker:
        waiting = maker.submit(next, todo, None)
        while (piece := waiting.result()) is not None:
            waiting = maker.submit(next, todo, None)
            yield piece
