"""The envelope of an event before and after it is appended."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import attrs

from ledger.events import Event
from ledger.names import Position, Version

ActorKnown = Literal["typed", "configured", "operating_system", "git", "signed"]


@attrs.frozen
class Metadata:
    """What stands beside the payload in the hashed bytes.

    Attributes:
        actor_known: how sure the actor's name is; ``git`` is the author of a commit, as whoever made it said.
        reason: why; None where the design asks for none.
        run: which run of a command (correlation).
        caused_by: position of the event that led here (causation), or None.
        effective_at: from when it is true, or None when that is when it was recorded.
        software: name and version of the program that recorded it.
    """

    actor_known: ActorKnown
    run: str
    software: str
    reason: str | None = None
    caused_by: Position | None = None
    effective_at: datetime | None = None


@attrs.frozen
class NewEvent:
    """An event that is not recorded yet."""

    data: Event
    actor: str
    metadata: Metadata


@attrs.frozen
class RecordedEvent:
    """An event that the ledger holds.

    Attributes:
        position: place in the ledger, from 1.
        stream: the subject.
        version: place in the stream, from 1.
        type: stored name.
        schema: stored schema number; ``data`` has already been brought to today's form.
        recorded_at: UTC; informative, the order is ``position``.
        key: the idempotency key of this entry, or None.
        hash: SHA-256 of the entry, 32 bytes.
    """

    position: Position
    stream: str
    version: Version
    type: str
    schema: int
    recorded_at: datetime
    actor: str
    key: str | None
    data: Event
    metadata: Metadata
    hash: bytes
