"""Log: recorded events, oldest first, narrowed to what is asked for."""

from __future__ import annotations

import fnmatch
import time
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from jobforge_es.definitions.nearest import nearest
from jobforge_es.errors import UnknownName
from jobforge_es.moments import start_of
from jobforge_es.session import Session
from ledger.event import RecordedEvent
from ledger.events import STORED_NAMES, BatchReinstated, BatchWithdrawn, ObjectDisposed
from ledger.names import Position
from projections.read_models import checkpoint


@attrs.frozen
class Wanted:
    """What is asked for; None asks for everything.

    Attributes:
        table: events that made, filled or promised this table.
        type: stored name, with ``*`` and ``?``.
        actor: who.
        since: not before this moment, UTC.
        source: events of this source and its batches.
        start: not before this position.
    """

    table: str | None = None
    type: str | None = None
    actor: str | None = None
    since: datetime | None = None
    source: str | None = None
    start: int = 1

    def fits(self, event: RecordedEvent) -> bool:
        """Tell whether an event is asked for."""
        return (
            (self.type is None or fnmatch.fnmatchcase(event.type, self.type))
            and (self.actor is None or event.actor == self.actor)
            and (self.since is None or event.recorded_at >= self.since)
            and (self.table is None or self.table in tables_of(event))
            and (self.source is None or self.source in sources_of(event))
        )


def log(session: Session, *, limit: int | None = None, **wanted: object) -> list[RecordedEvent]:
    """Give events up to the position that the session reads, oldest first.

    Args:
        session: to read.
        limit: at most so many, the newest ones; None for all.
        wanted: see ``wanted_of``.

    Raises:
        UnknownName: there is no type of event that fits.
        NotAMoment: ``since`` is no moment.
    """
    asked = wanted_of(session, **wanted)  # type: ignore[arg-type] # by name, checked there
    return list(deque(_fitting(session, asked, checkpoint(session.db)), maxlen=limit))


def wanted_of(
    session: Session,
    *,
    table: str | None = None,
    type: str | None = None,  # noqa: A002 - what people call it
    actor: str | None = None,
    since: str | None = None,
    source: str | None = None,
    start: int = 1,
) -> Wanted:
    """Read what a person asks for.

    Args:
        session: whose time zone a day is in.
        table: ``layer.name``.
        type: stored name of the event, with ``*`` and ``?``.
        actor: who.
        since: a day (from its beginning) or a time.
        source: name.
        start: the first position.
    """
    names = [name for name, _ in STORED_NAMES.values()]
    if type is not None and not fnmatch.filter(names, type):
        near = nearest(type, names)
        said = (f"jobforge log --type {near}",) if near else ()
        raise UnknownName("type of event", type, names, (*said, f"the types are {', '.join(sorted(names))}"))
    moment = None if since is None else start_of(since, session.config.time_zone)
    return Wanted(table, type, actor, moment, source, start)


def follow(session: Session, wanted: Wanted, *, pause: float = 0.5) -> Iterator[RecordedEvent]:
    """Give events as they are recorded, without end.

    Args:
        session: to read; what comes after the position that it reads is given.
        wanted: which.
        pause: seconds between two looks.
    """
    position = checkpoint(session.db)
    while True:
        head = session.store.head().position
        yield from _fitting(session, attrs.evolve(wanted, start=max(wanted.start, position + 1)), head)
        position = head
        time.sleep(pause)


def _fitting(session: Session, wanted: Wanted, until: Position) -> Iterator[RecordedEvent]:
    start = Position(max(wanted.start - 1, 0))
    return filter(wanted.fits, session.store.after(start, until))


def tables_of(event: RecordedEvent) -> set[str]:
    """Name the tables that an event is about."""
    data = event.data
    found = {getattr(data, "table", None), getattr(data, "subject", None)}
    if getattr(data, "kind", None) in ("contract", "model"):
        found.add(getattr(data, "name", None))
    found |= {held.table for held in getattr(data, "held", ())}
    return _texts(found)


def sources_of(event: RecordedEvent) -> set[str]:
    """Name the sources that an event is about."""
    data = event.data
    found = {getattr(data, "source", None), getattr(data, "subject", None)}
    if getattr(data, "kind", None) == "source":
        found.add(getattr(data, "name", None))
    table = getattr(data, "from_table", "") or ""
    if table.startswith("staged."):
        found.add(table.removeprefix("staged."))
    return _texts(found)


def subject_of(event: RecordedEvent) -> str:
    """Name what an event is about, for people."""
    data = event.data
    for name in ("source_file", "table", "name", "subject", "source"):
        found = getattr(data, name, None)
        if found:
            return str(found)
    return event.stream


def about_of(event: RecordedEvent) -> str:
    """Tell what is known of a file beside its name, or what changed in it, for people; "" where that is nothing."""
    data = event.data
    words = [getattr(data, "kind", None) if event.type == "schema-drifted" else None, getattr(data, "period", None)]
    words += [data.batch_id] if isinstance(data, BatchWithdrawn | BatchReinstated) else []
    words += [f"under {data.authority}"] if isinstance(data, ObjectDisposed) else []
    words += [f"published {day}" for day in [getattr(data, "published", None)] if day]
    words += [f"edition {edition}" for edition in [getattr(data, "edition", None)] if edition]
    said = ", ".join(word for word in words if word)
    return f" ({said})" if said else ""


def _texts(values: Iterable[object]) -> set[str]:
    return {value for value in values if isinstance(value, str)}
