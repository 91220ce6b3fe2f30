"""Status: what there is, what is due and what needs a person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.due import waiting
from jobforge_es.session import Session
from ledger.names import LAYERS, Position
from projections.catalog import batches, builds, datasets, definitions
from projections.catalog.builds import FailureRow
from projections.read_models import checkpoint, existing

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class TableStatus:
    """How one table stands.

    Attributes:
        table, layer: its name and the layer in it.
        rows: in effect.
        batches: whose rows it holds; 0 for a table that a model makes.
        waiting: batches that are due for it, or 1 where its model is due.
        rejected: batches that were refused for it and have not been accepted since.
        quarantined: rows set aside on the way into it.
        draft: True while no contract promises it.
    """

    table: str
    layer: str
    rows: int
    batches: int
    waiting: int
    rejected: int
    quarantined: int
    draft: bool


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
        failures: steps that failed and have not succeeded since.
        changed: definition files that are not as they were last applied; empty for a moment in the past.
        unseen: files of the inbox that no run has looked at as they are now; empty for a moment in the past.
    """

    project: str
    position: Position
    head: Position
    recorded_at: str | None
    behind: int
    tables: tuple[TableStatus, ...]
    failures: tuple[FailureRow, ...]
    changed: tuple[str, ...]
    unseen: tuple[str, ...]


def status(session: Session) -> Status:
    """Tell how the project stands at the position that the session reads."""
    position, head = checkpoint(session.db), session.store.head().position
    now = position == head
    return Status(
        project=session.config.name,
        position=position,
        head=head,
        recorded_at=_recorded_at(session.db, position),
        behind=head - _followed(session, position),
        tables=tuple(_tables(session)),
        failures=tuple(builds.failures(session.db)),
        changed=tuple(_changed(session)) if now else (),
        unseen=tuple(_unseen(session)) if now else (),
    )


def _followed(session: Session, position: Position) -> Position:
    """Tell how far the read models on disk are; none there count as those of this session."""
    db = existing(session.config.lake_path / "projections.db")
    if db is None:
        return session.store.head().position
    try:
        return max(checkpoint(db), position)
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


def _tables(session: Session) -> Iterator[TableStatus]:
    held = _held(session.db)
    due, rejected = waiting(session), _rejected(session.db)
    drafts = {row.table_name: row.draft for row in datasets.datasets(session.db)}
    names = {table for table, _ in held} | set(due) | set(rejected) | set(drafts)
    for table in sorted(names, key=lambda name: (LAYERS.index(layer_of(name)), name)):
        rows, count = held.get((table, "data"), (0, 0))
        quarantined, _ = held.get((table, "quarantine"), (0, 0))
        facts = (due.get(table, 0), rejected.get(table, 0), quarantined, bool(drafts.get(table, True)))
        yield TableStatus(table, layer_of(table), rows, count, *facts)


def layer_of(table: str) -> str:
    """Give the layer of a table that is known to be well named."""
    return table.partition(".")[0]


def _held(db: Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """Give rows and batches in effect, by table and kind of file."""
    sql = "SELECT table_name, kind, sum(rows), count(DISTINCT batch_id) FROM files WHERE until IS NULL GROUP BY 1, 2"
    return {(table, kind): (rows, count) for table, kind, rows, count in db.execute(sql)}


def _rejected(db: Connection) -> dict[str, int]:
    """Count refused batches whose bytes have not been accepted since, and refused promotions that still stand."""
    landed = {(b.source, b.file_sha256) for b in batches.batches(db) if b.status == "in_effect"}
    found: dict[str, int] = {}
    for batch in batches.batches(db):
        if batch.status == "rejected" and (batch.source, batch.file_sha256) not in landed:
            found[f"staged.{batch.source}"] = found.get(f"staged.{batch.source}", 0) + 1
    for promotion in batches.all_promotions(db):
        if promotion.outcome == "rejected":
            found[promotion.table_name] = found.get(promotion.table_name, 0) + 1
    return found


def _changed(session: Session) -> Iterator[str]:
    """Name definition files that are new, changed or gone since they were applied, and those that cannot be read."""
    from jobforge_es.definitions.files import find_files  # noqa: PLC0415 - not needed for a moment in the past

    rows = (*definitions.sources(session.db), *definitions.contracts(session.db), *definitions.models(session.db))
    known = {row.path: row.file_sha256 for row in rows}
    files, broken = find_files(session.config.root)
    found = {file.path: _sha256(file.file) for file in files} | {each.place.path: None for each in broken}
    yield from sorted(name for name in {*known, *found} if known.get(name) is None or found.get(name) != known[name])


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _unseen(session: Session) -> Iterator[str]:
    """Name files of the inbox that have another size or time than when they were looked at, or never were."""
    from jobforge_es.commands.ingest import remembered_name  # noqa: PLC0415 - only where there is an inbox

    folder = session.config.inbox_path
    if not folder.is_dir():
        return
    known = {(path, size, changed) for path, size, changed, _ in session.db.execute("SELECT * FROM inbox")}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            found = path.stat()
            if (remembered_name(path), found.st_size, found.st_mtime_ns) not in known:
                yield remembered_name(path)
