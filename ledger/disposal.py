"""Bytes that were disposed of: told by the ledger itself, whatever moment is asked about."""

from __future__ import annotations

from ledger.errors import JobForgeError
from ledger.event import RecordedEvent
from ledger.events import ObjectDisposed
from ledger.names import Sha256
from ledger.store import EventStore


class Disposed(JobForgeError):
    """Bytes that are asked for were disposed of."""

    code = "W-012"

    def __init__(self, event: RecordedEvent, disposed: ObjectDisposed) -> None:
        super().__init__(
            f"{disposed.sha256} was disposed of under {disposed.authority}",
            where=f"position {event.position}",
            why=f"{event.actor} decided it: {event.metadata.reason}; what was made of it cannot be made again",
            written="nothing",
            mend=(f"jobforge log --from {event.position}",),
        )
        self.disposed = disposed


def stream_of(sha256: str) -> str:
    """Give the stream of an object of the vault."""
    return f"object-{sha256}"


def disposal(store: EventStore, sha256: Sha256) -> Disposed | None:
    """Tell by which decision bytes were disposed of; None where they were not."""
    for event in store.stream(stream_of(sha256)):
        if isinstance(event.data, ObjectDisposed):
            return Disposed(event, event.data)
    return None
