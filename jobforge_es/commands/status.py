"""Status: what there is, what is due and what needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from jobforge_es.commands.arrivals import Drifted, Unknown, drifted, unknown
from jobforge_es.commands.deliveries import Awaited, awaited
from jobforge_es.commands.due import Read, kept, waiting
from jobforge_es.commands.held import held_in, settled_in
from jobforge_es.commands.unapplied import changed, unmatched, unseen
from jobforge_es.definitions.urls import file_of
from ledger.names import LAYERS, Position
from projections.catalog.questions.verified import failing
from projections.read_models import checkpoint, existing

if TYPE_CHECKING:
    from sqlite3 import Connection

    from jobforge_es.config import Config
    from jobforge_es.session import Session


@attrs.frozen
class TableStatus:
    """How one table stands.

    Attributes:
        table, layer: its name and the layer in it.
        rows: in effect.
        batches: whose rows it holds; 0 for a table that a model makes.
        waiting: batches that are due for it, or 1 where its model is due.
        rejected: batches that were refused for it and have not been accepted since.
        quarantined: rows set aside on the way into it about which something is still to be done.
        draft: True while no contract promises it.
        retired: True when what makes it is gone; where it has no rows either, it is left out.
    """

    table: str
    layer: str
    rows: int
    batches: int
    waiting: int
    rejected: int
    quarantined: int
    draft: bool
    retired: bool = False


@attrs.frozen
class Failure:
    """A step that failed and has not succeeded since.

    ``position`` is that of its event, ``attempts`` how often it was tried.
    """

    position: Position
    step: str
    subject: str
    code: str
    reason: str
    recorded_at: str
    attempts: int = 1


@attrs.frozen
class Status:
    """How a project stands.

    Attributes:
        project: its name.
        position: of the state that is told; 0 before the first event.
        head: the last position of the ledger.
        recorded_at: when the event at ``position`` was recorded (ISO 8601, UTC), or None.
        behind: events that the read models on disk have still to follow; the figures here have followed them all.
        tables: by layer and name.
        failures: oldest first.
        changed: definition files that are not as they were last applied; empty for a moment in the past.
        unseen: files of the inbox that no run has looked at as they are now; empty for a moment in the past.
        awaited: deliveries that are incomplete, and those that should be there by now.
        drifts: columns that changed in the newest file of a source.
        unknown: what should be known of files and is not.
        unmatched: files of the inbox that no source matched when a run looked at them.
        reviews: how much waits for a second person.
        questions: business questions whose last answer was not as expected, or that had none.
    """

    project: str
    position: Position
    head: Position
    recorded_at: str | None
    behind: int
    tables: tuple[TableStatus, ...]
    failures: tuple[Failure, ...]
    changed: tuple[str, ...]
    unseen: tuple[str, ...]
    awaited: tuple[Awaited, ...] = ()
    drifts: tuple[Drifted, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    unmatched: tuple[str, ...] = ()
    reviews: int = 0
    questions: tuple[str, ...] = ()


def status(session: Session) -> Status:
    """Tell how the project stands at the position that the session reads."""
    read: Read = session.vault.read  # type: ignore[assignment] # a hash is a text
    return told(session.config, session.db, session.store.head().position, read, session.now())


def told(config: Config, db: Connection, head: Position, read: Read, clock: datetime) -> Status:
    """Tell how a project stands.

    Args:
        config: of the project.
        db: the read models, at the position that is told.
        head: the last position of the ledger.
        read: the vault.
        clock: the present moment; of the past, what is awaited is told as of the day of its last event.
    """
    position = checkpoint(db)
    now = position == head
    due = waiting(db, read)
    recorded_at = _recorded_at(db, position)
    moment = clock if now or recorded_at is None else datetime.fromisoformat(recorded_at)
    zone = ZoneInfo(config.time_zone)
    return Status(
        project=config.name,
        position=position,
        head=head,
        recorded_at=recorded_at,
        behind=max(0, head - _followed(config, head)),  # a command may have recorded more meanwhile
        tables=tuple(_tables(db, due)),
        failures=tuple(f for f in _failures(db, due) if not now or _stands(config, db, read, f)),
        changed=tuple(changed(config, db)) if now else (),
        unseen=tuple(unseen(config, db)) if now else (),
        unmatched=tuple(unmatched(config, db)) if now else (),
        awaited=awaited(db, moment.astimezone(zone).date(), lambda text: _day(text, zone)),
        drifts=tuple(drifted(db)),
        unknown=tuple(unknown(db)),
        reviews=db.execute("SELECT count(*) FROM reviews WHERE outcome = 'waiting'").fetchone()[0],
        questions=tuple(row.question for row in failing(db)),
    )


def _day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()


def _followed(config: Config, head: Position) -> Position:
    """Tell how far the read models on disk are; none there count as up to date, for the next command makes them."""
    db = existing(config.lake_path / "projections.db")
    if db is None:
        return head
    try:
        return checkpoint(db)
    finally:
        db.close()


def _recorded_at(db: Connection, position: Position) -> str | None:
    """Tell when the last event that left a trace in the read models was recorded."""
    sql = " UNION ALL ".join(f"SELECT position, {column} AS time FROM {table}" for table, column in TIMES.items())
    (found,) = db.execute(f"SELECT max(time) FROM ({sql}) WHERE position <= ?", (position,)).fetchone()
    return None if found is None else str(found)


TIMES = {
    "batches": "ingested_at",
    "deliveries": "delivered_at",
    "promotions": "recorded_at",
    "builds": "recorded_at",
    "failures": "recorded_at",
    "sources": "recorded_at",
    "contracts": "recorded_at",
    "models": "recorded_at",
}


def _tables(db: Connection, due: Mapping[str, int]) -> Iterator[TableStatus]:
    held, rejected, settled = held_in(db), _rejected(db), settled_in(db)
    known = {table: flags for table, *flags in db.execute("SELECT table_name, draft, retired FROM datasets")}
    names = {table for table, _ in held} | set(due) | set(rejected) | set(known)
    for table in sorted(names, key=lambda name: (LAYERS.index(layer_of(name)), name)):
        rows, count = held.get((table, "data"), (0, 0))
        quarantined, _ = held.get((table, "quarantine"), (0, 0))
        draft, retired = known.get(table, (True, False))
        counts = (due.get(table, 0), rejected.get(table, 0), quarantined - settled[table])
        if not retired or rows or any(counts):
            yield TableStatus(table, layer_of(table), rows, count, *counts, bool(draft), bool(retired))


def layer_of(table: str) -> str:
    """Give the layer of a table that is known to be well named."""
    return table.partition(".")[0]


REJECTED = """
  SELECT 'staged.' || source FROM batches AS refused WHERE status = 'rejected' AND NOT EXISTS (
    SELECT 1 FROM batches AS landed WHERE landed.status = 'in_effect'
    AND landed.source = refused.source AND landed.file_sha256 = refused.file_sha256)
  UNION ALL SELECT table_name FROM promotions WHERE current AND outcome = 'rejected'
"""


def _rejected(db: Connection) -> dict[str, int]:
    """Count refused batches whose bytes have not been accepted since, and refused promotions that still stand."""
    return dict(db.execute(f"SELECT *, count(*) FROM ({REJECTED}) GROUP BY 1"))


def _stands(config: Config, db: Connection, read: Read, failure: Failure) -> bool:
    """Tell whether what failed is still to be done: not where the file has gone, or its source asks elsewhere."""
    match failure.step:
        case "ingest":
            return (config.inbox_path / failure.subject).exists()
        case "fetch":
            found = (kept(read, sha256) for (sha256,) in db.execute("SELECT definition FROM sources WHERE NOT retired"))
            urls = (url for source in found for url in (source.get("remote") or {}).get("urls", ()))
            return failure.subject in {file_of(url) for url in urls}
        case _:
            return True


def _failures(db: Connection, due: Mapping[str, int]) -> Iterator[Failure]:
    """Give the failures that still stand; of a step for which nothing is due any more, nothing is left to mend."""
    columns = "position, step, subject, code, reason, recorded_at, attempts"
    for row in db.execute(f"SELECT {columns} FROM failures WHERE mended IS NULL ORDER BY position"):
        failure = Failure(*row)
        if failure.step not in ("promote", "build") or failure.subject in due:
            yield failure
