"""The event store: the one protocol that every backend keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

import attrs

from ledger.event import NewEvent, RecordedEvent
from ledger.names import Position, Version

ANY_VERSION: Final = -1
"""Waives the check of the expected version."""


@attrs.frozen
class Head:
    """The end of the ledger: the last position (0 when empty) and the hash of its entry (the genesis hash)."""

    position: Position
    hash: bytes


@attrs.frozen
class Appended:
    """Where the events of one append stand.

    Attributes:
        first, last: positions, inclusive.
        repeated: True when the key was known and nothing was written.
    """

    first: Position
    last: Position
    repeated: bool


class EventStore(Protocol):
    """An append-only sequence of events, all of one request or none."""

    def append(
        self,
        stream: str,
        events: Sequence[NewEvent],
        expected_version: int,
        key: str | None = None,
    ) -> Appended:
        """Record the events at the end of the ledger, durably, before returning.

        Args:
            stream: the subject; the part before the first dash is its category.
            events: at least one.
            expected_version: events already in the stream, 0 for a new one, ANY_VERSION to waive.
            key: the same key with the same content returns the first positions, whatever the version is now.

        Raises:
            IdempotencyConflict: the key was used with other content.
            VersionConflict: the stream is not at the expected version.
            EntryTooLarge, InvalidEvent: an event cannot be stored; nothing was.
            LedgerBusy: another writer held the lock for too long.
        """
        ...

    def stream(self, stream: str) -> Iterator[RecordedEvent]:
        """Give the events of one stream in order; none when it is unknown."""
        ...

    def after(self, position: Position, until: Position | None = None) -> Iterator[RecordedEvent]:
        """Give all events after a position, up to and with ``until``, in order."""
        ...

    def version(self, stream: str) -> Version:
        """Tell how many events the stream has."""
        ...

    def find(self, key: str) -> Appended | None:
        """Tell where the events of a key stand, or None when the key was never used."""
        ...

    def position_at(self, moment: datetime) -> Position:
        """Tell the last position recorded at or before a moment; 0 when there is none.

        Recorded times never fall from one position to the next, so everything up to it was recorded by then.
        """
        ...

    def head(self) -> Head:
        """Tell where the ledger ends."""
        ...

    def close(self) -> None:
        """Release what is held open; closing twice does nothing."""
        ...
