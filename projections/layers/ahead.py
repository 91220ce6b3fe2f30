"""Work ahead: the next pieces are made while the caller works on the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")


def ahead(pieces: Iterable[T], stop: Callable[[], None] | None = None) -> Iterator[T]:
    """Give the same pieces in the same order; a second thread makes the next one meanwhile.

    At most one piece waits. An error of the maker is raised where its piece would have come. A caller that stops early
    or is interrupted waits for the piece that is being made.

    Args:
        pieces: none of them None.
        stop: makes the maker give up, so that nobody waits for a long piece; it is called until the maker has ended.
    """
    todo = iter(pieces)
    with ThreadPoolExecutor(1, "ahead") as maker:
        waiting = maker.submit(next, todo, None)
        try:
            while (piece := waiting.result()) is not None:
                waiting = maker.submit(next, todo, None)
                yield piece
        except BaseException:
            while stop is not None and not waiting.done():
                stop()
                wait([waiting], 0.05)
            raise
