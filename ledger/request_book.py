"""The table of requests, held against the events that it speaks of. It is derived from them, so it must agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import attrs

from ledger.entry import Stored
from ledger.errors import IntegrityError, InvalidEvent
from ledger.request import Item, fingerprint, item_keys


@attrs.frozen
class _Row:
    key: str
    fingerprint: bytes
    first: int
    last: int


class RequestBook:
    """Follows the events in order and checks that each key is accounted for, once.

    Attributes:
        count: requests that were found to agree.
    """

    QUERY: ClassVar[str] = "SELECT idem, fingerprint, first_seq, last_seq FROM request ORDER BY first_seq"
    _TYPES: ClassVar[tuple[type, ...]] = (str, bytes, int, int)

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        """Begin with the rows of QUERY."""
        self._rows = rows
        self._events: list[Stored] = []
        self.count = 0
        self._row = self._next(0)

    def take(self, stored: Stored) -> None:
        """Look at the next event.

        Raises:
            IntegrityError: its key has no request, or its request says something else.
        """
        entry = stored.entry
        row = self._row
        if row is None or entry.position < row.first:
            if entry.key is not None:
                raise _bad(entry.position, f"event {entry.position} bears a key that no request accounts for")
            return
        self._events.append(stored)
        if entry.position >= row.last:
            self._check(row)
            self.count += 1
            self._events = []
            self._row = self._next(row.last)

    def close(self, head: int) -> None:
        """End after the last event.

        Args:
            head: its position.

        Raises:
            IntegrityError: a request speaks of events that are not there.
        """
        if self._row is not None:
            raise _bad(
                max(self._row.first, head + 1), f"the request {self._row.key!r} speaks of events that are missing"
            )

    def _next(self, last: int) -> _Row | None:
        row = next(self._rows, None)
        if row is None:
            return None
        if not all(isinstance(value, kind) for value, kind in zip(row, self._TYPES, strict=True)):
            raise _bad(last + 1, "a request has a column of another type than was recorded")
        made = _Row(*row)
        if not last < made.first <= made.last:
            raise _bad(max(made.first, 1), f"the request {made.key!r} does not say where its events stand")
        return made

    def _check(self, row: _Row) -> None:
        entries = [stored.entry for stored in self._events]
        items = [Item(e.type, e.schema, e.actor, e.key, e.payload, e.metadata) for e in entries]
        try:
            agrees = row.fingerprint == fingerprint(entries[0].stream, items)
        except (InvalidEvent, KeyError, TypeError, UnicodeEncodeError):
            agrees = False
        one_stream = {entry.stream for entry in entries} == {entries[0].stream}
        if not agrees or not one_stream or [item.key for item in items] != item_keys(row.key, len(items)):
            raise _bad(row.first, f"the request {row.key!r} does not agree with its events")


def _bad(position: int, what: str) -> IntegrityError:
    return IntegrityError(
        what,
        position=position,
        where="table request",
        why="the table of requests is derived from the events and must agree with them",
        mend=("keep the file as evidence and restore the ledger from a backup",),
    )
