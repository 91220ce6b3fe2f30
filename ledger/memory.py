"""A ledger in memory: for tests and for ``--dry-run``."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from ledger.codec import encode_event, encode_metadata, recorded
from ledger.entry import LEDGER_ID_SIZE, Stored, genesis_hash
from ledger.errors import LedgerUnusable
from ledger.event import NewEvent, RecordedEvent
from ledger.moment import microseconds
from ledger.names import Position, Version
from ledger.opening import system_clock
from ledger.request import Item, Request, check_version, fingerprint
from ledger.store import Appended, EventStore, Head

NO_ID: Final = bytes(LEDGER_ID_SIZE)
"""The ledger id of a ledger that nobody will keep."""


class MemoryLedger:
    """An EventStore whose own events go with the process.

    Over another store it goes on after the head that the other had at the start: its events can be read here, and what
    is appended here never reaches it.
    """

    def __init__(self, clock: Callable[[], int] = system_clock, base: EventStore | None = None) -> None:
        """Begin empty, or after the head of a base.

        Args:
            clock: tells UTC microseconds.
            base: is read, never written, and not closed with this one.
        """
        self._clock = clock
        self._base = base
        self._start = Head(Position(0), genesis_hash(NO_ID)) if base is None else base.head()
        self._own: list[Stored] = []
        self._requests: dict[str, tuple[bytes, int, int]] = {}
        self._closed = False

    def append(
        self,
        stream: str,
        events: Sequence[NewEvent],
        expected_version: int,
        key: str | None = None,
    ) -> Appended:
        """Remember the events; see ``EventStore.append``."""
        request = Request.of(stream, events, key)
        self._check_open()
        if key is not None and (known := self._request(key)) is not None:
            return request.repeats(*known)
        actual = self.version(stream)
        check_version(stream, expected_version, actual)
        if any(item.key is not None and self._is_borne(item.key) for item in request.items):
            raise request.refuse_taken()
        head = self.head()
        made = request.entries(head.position, head.hash, actual, max(self._clock(), self._last_recorded_at()))
        self._own.extend(made)
        first, last = made[0].entry.position, made[-1].entry.position
        if key is not None:
            self._requests[key] = (request.fingerprint, first, last)
        return Appended(Position(first), Position(last), repeated=False)

    def stream(self, stream: str) -> Iterator[RecordedEvent]:
        """Give the events of one stream in order."""
        self._check_open()
        own = [stored for stored in self._own if stored.entry.stream == stream]
        yield from self._below(stream)
        yield from map(recorded, own)

    def after(self, position: Position, until: Position | None = None) -> Iterator[RecordedEvent]:
        """Give all events after a position; what is appended meanwhile is not given."""
        head = self.head().position
        end = head if until is None else min(until, head)
        if self._base is not None and position < self._start.position:
            yield from self._base.after(position, Position(min(end, self._start.position)))
        start = max(position - self._start.position, 0)
        yield from map(recorded, self._own[start : max(end - self._start.position, 0)])

    def version(self, stream: str) -> Version:
        """Tell how many events the stream has."""
        self._check_open()
        own = sum(stored.entry.stream == stream for stored in self._own)
        if self._base is None:
            return Version(own)
        still = self._base.head() == self._start
        return Version(own + (self._base.version(stream) if still else sum(1 for _ in self._below(stream))))

    def find(self, key: str) -> Appended | None:
        """Tell where the events of a key stand, or None when the key was never used."""
        self._check_open()
        if key in self._requests:
            _, first, last = self._requests[key]
            return Appended(Position(first), Position(last), repeated=True)
        found = None if self._base is None else self._base.find(key)
        return found if found is not None and found.last <= self._start.position else None

    def position_at(self, moment: datetime) -> Position:
        """Tell the last position recorded at or before a moment; 0 when there is none."""
        self._check_open()
        latest = microseconds(moment)
        own = [s.entry.position for s in self._own if s.entry.recorded_at <= latest]
        if own:
            return Position(own[-1])
        below = Position(0) if self._base is None else self._base.position_at(moment)
        return min(below, self._start.position)

    def head(self) -> Head:
        """Tell where the ledger ends."""
        self._check_open()
        if not self._own:
            return self._start
        return Head(Position(self._own[-1].entry.position), self._own[-1].hash)

    def close(self) -> None:
        """Forget everything; closing twice does nothing."""
        self._closed = True
        self._own = []

    def _check_open(self) -> None:
        if self._closed:
            raise LedgerUnusable("the ledger is closed", mend=("open it again",))

    def _below(self, stream: str) -> Iterator[RecordedEvent]:
        """Give the events of a stream that the base had at the start."""
        events = () if self._base is None else self._base.stream(stream)
        return itertools.takewhile(lambda event: event.position <= self._start.position, events)

    def _request(self, key: str) -> tuple[bytes, int, int] | None:
        if key in self._requests:
            return self._requests[key]
        found = self.find(key)
        if found is None or self._base is None:
            return None
        events = list(self._base.after(Position(found.first - 1), found.last))
        return fingerprint(events[0].stream, map(_item, events)), found.first, found.last

    def _is_borne(self, key: str) -> bool:
        """Tell whether an event bears the key, as itself or as one of several."""
        return any(stored.entry.key == key for stored in self._own) or self._is_borne_below(key)

    def _is_borne_below(self, key: str) -> bool:
        if self._base is None:
            return False
        single = self.find(key)
        if single is not None and single.first == single.last:
            return True
        whole, _, ordinal = key.rpartition("/")
        several = self.find(whole) if whole else None
        if several is None or several.first == several.last:
            return False
        return ordinal in map(str, range(1, several.last - several.first + 2))

    def _last_recorded_at(self) -> int:
        if self._own:
            return self._own[-1].entry.recorded_at
        if self._base is None:
            return 0
        last = next(self._base.after(Position(self._start.position - 1), self._start.position), None)
        return 0 if last is None else microseconds(last.recorded_at)


def _item(event: RecordedEvent) -> Item:
    """Give a recorded event back in stored form, as far as a fingerprint needs it."""
    encoded = encode_event(event.data)
    return Item(encoded.type, event.schema, event.actor, event.key, encoded.payload, encode_metadata(event.metadata))
