"""A session: one run of one command, by one actor, with everything that it works on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from jobforge_es.config import Config
from jobforge_es.ids import Clock, uuid7
from jobforge_es.retrying import Waiting
from jobforge_es.version import __version__
from ledger.event import ActorKnown, Metadata, NewEvent
from ledger.events import Event
from ledger.moment import moment
from ledger.names import Position, Sha256
from ledger.store import Appended, EventStore
from ledger.vault import Vault
from projections.runner import catch_up
from projections.storage.lake import Lake
from projections.storage.manifest import Manifest

if TYPE_CHECKING:
    from datetime import datetime
    from sqlite3 import Connection

    from projections.layers.workshop import Workshop

T = TypeVar("T")
SOFTWARE = f"jobforge {__version__}"


class Progress:
    """Is told what is going on; this one tells nobody."""

    def step(self, what: str, total: int | None = None, *, counted: bool = False) -> None:
        """Begin a piece of work.

        Args:
            what: is done, for people.
            total: of it; None where nobody knows.
            counted: the total is a number of things; else it is in bytes.
        """

    def advance(self, amount: int) -> None:
        """Add to what is done of it."""

    def done(self) -> None:
        """End it."""


@attrs.frozen
class Author:
    """Who said what is recorded, where that is not who runs the command.

    Attributes:
        name: of them.
        known: how sure it is.
        reason: that they gave.
    """

    name: str
    known: ActorKnown
    reason: str | None


@attrs.define
class Session:
    """What every command is given.

    Attributes:
        config: of the project.
        store, vault: the truth.
        lake, db: what is derived from it.
        clock: of the recorded times.
        actor, actor_known: who, and how sure that is.
        run: id of this run, on every event of it.
        reason: why, where the actor said so.
        dry: True when nothing of it lasts.
        waiting: how time passes between two tries of a step.
        asked: the moment whose state is read, where a day or a time was asked for.
    """

    config: Config
    store: EventStore
    vault: Vault
    lake: Lake
    db: Connection
    clock: Clock
    actor: str
    actor_known: ActorKnown
    run: str
    reason: str | None = None
    dry: bool = False
    progress: Progress = attrs.field(factory=Progress)
    waiting: Waiting = attrs.field(factory=Waiting)
    asked: datetime | None = None
    _recalled: dict[tuple[str, type], Any] = attrs.field(factory=dict, repr=False)

    @property
    def manifest(self) -> Manifest:
        """The files in effect, as far as the projections have followed."""
        return Manifest(self.db)

    @property
    def workshop(self) -> Workshop:
        """What builders are given."""
        from projections.engines.limits import Limits  # only building needs them
        from projections.layers.workshop import Workshop

        limits = Limits(self.config.memory_limit, self.config.threads, self.config.time_limit, self.lake.work)
        return Workshop(self.store, self.vault, self.lake, self.db, limits)

    def catch_up(self, until: Position | None = None) -> int:
        """Let the projections follow the ledger, to its end or up to a position."""
        return catch_up(self.db, self.store, self.vault, until)

    def record(
        self,
        stream: str,
        events: Sequence[Event],
        *,
        expected: int | None = None,
        key: str | None = None,
        caused_by: Position | None = None,
        effective_at: datetime | None = None,
        by: Author | None = None,
    ) -> Appended:
        """Append events of this run and let the projections follow.

        Args:
            stream: the subject.
            events: of the subject.
            expected: version of the stream that the decision was made on; None asks for the present one.
            key: makes a repetition harmless.
            caused_by: the event that led here.
            effective_at: from when it is true, when that is not now.
            by: who said it, and why, where that is not the actor of the session.
        """
        by = by or Author(self.actor, self.actor_known, self.reason)
        metadata = Metadata(by.known, self.run, SOFTWARE, by.reason, caused_by, effective_at)
        new = [NewEvent(event, by.name, metadata) for event in events]
        version = self.store.version(stream) if expected is None else expected
        appended = self.store.append(stream, new, version, key)
        self.catch_up()
        return appended

    def now(self) -> datetime:
        """Tell the time of this session's clock."""
        return moment(self.clock())

    def new_id(self, prefix: str) -> str:
        """Make an id: the prefix, a dash and a UUIDv7."""
        return f"{prefix}-{uuid7(self.clock())}"

    def keep(self, value: object) -> Sha256:
        """Keep a compiled definition in the vault."""
        from ledger.codec import to_json  # `status` starts without it

        return self.vault.keep_bytes(to_json(value))

    def recall(self, sha256: str, kind: type[T]) -> T:
        """Read a compiled definition from the vault, once in a session: it never changes, and each step asks again."""
        from ledger.codec import from_json

        known = self._recalled.get((sha256, kind))
        if known is None:
            known = self._recalled[sha256, kind] = from_json(self.vault.read(Sha256(sha256)), kind)
        return known
