"""Catch up: how projections follow the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from ledger.errors import IntegrityError
from ledger.names import Position
from projections.catalog.batch_events import BatchesProjection
from projections.catalog.builds import BuildsProjection
from projections.catalog.control_decisions import ControlDecisionsProjection
from projections.catalog.datasets import DatasetsProjection
from projections.catalog.decisions import DecisionsProjection
from projections.catalog.definitions import DefinitionsProjection
from projections.catalog.disposals import DisposalsProjection
from projections.catalog.drifts import DriftsProjection
from projections.catalog.evaluations import EvaluationsProjection
from projections.catalog.expectations import ExpectationsProjection
from projections.catalog.questions.verified import VerifiedProjection
from projections.catalog.reviews import ReviewsProjection
from projections.catalog.search import SearchProjection
from projections.catalog.statements import StatementsProjection
from projections.lineage.column_edges import ColumnEdgesProjection
from projections.lineage.graph import GraphProjection
from projections.storage.manifest_events import ManifestProjection

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ledger.event import RecordedEvent
    from ledger.store import EventStore
    from ledger.vault import Vault
    from projections.projection import Projection

PROJECTIONS: tuple[Projection, ...] = (
    ManifestProjection(),
    DefinitionsProjection(),
    BatchesProjection(),
    BuildsProjection(),
    DatasetsProjection(),
    DecisionsProjection(),
    ReviewsProjection(),
    DisposalsProjection(),
    DriftsProjection(),
    ExpectationsProjection(),
    GraphProjection(),
    StatementsProjection(),
    SearchProjection(),
    VerifiedProjection(),
    ColumnEdgesProjection(),
    ControlDecisionsProjection(),
    EvaluationsProjection(),
)
STEP = 500
"""Events in one transaction."""


@attrs.frozen
class Checkpoint:
    """The last position that a projection applied and the hash of its entry."""

    projection: str
    position: Position
    hash: bytes


def checkpoints(db: Connection) -> dict[str, Checkpoint]:
    """Give the checkpoint of each projection."""
    rows = db.execute("SELECT projection, position, hash FROM checkpoints")
    return {name: Checkpoint(name, Position(position), hash_) for name, position, hash_ in rows}


def catch_up(
    db: Connection,
    store: EventStore,
    vault: Vault,
    until: Position | None = None,
    projections: Sequence[Projection] = PROJECTIONS,
) -> int:
    """Apply the events that are new, each batch of them in one transaction with the checkpoints.

    Args:
        db: the read models.
        store: the ledger.
        vault: where definitions lie.
        until: the last position to apply; None for the end.
        projections: which of them.

    Returns:
        How many events were read: the new ones and no other.

    Raises:
        IntegrityError: the ledger is not the one that was followed so far.
    """
    marks = checkpoints(db)
    mine = [marks[p.name] for p in projections]
    _same_ledger(store, mine)
    count = 0
    news = store.after(min(c.position for c in mine), until)
    while events := tuple(islice(news, STEP)):
        db.execute("BEGIN IMMEDIATE")
        try:
            for event in events:
                for projection in projections:
                    if marks[projection.name].position < event.position:
                        projection.apply(db, event, vault)
            _mark(db, events[-1], projections)
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")
        count += len(events)
    return count


def _mark(db: Connection, last: RecordedEvent, projections: Sequence[Projection]) -> None:
    db.executemany(
        "UPDATE checkpoints SET position = ?, hash = ? WHERE projection = ? AND position < ?",
        [(last.position, last.hash, p.name, last.position) for p in projections],
    )


def _same_ledger(store: EventStore, marks: Sequence[Checkpoint]) -> None:
    """Compare with the entry at each checkpoint: a restored or forked ledger must not be followed further."""
    head = store.head()
    for mark in {m.position: m for m in marks if m.position}.values():
        before = Position(mark.position - 1)
        found = next(iter(store.after(before, mark.position)), None) if mark.position <= head.position else None
        if found is None or found.hash != mark.hash:
            raise IntegrityError(
                f"the ledger is not the one that was followed up to position {mark.position}",
                position=mark.position,
                why="its entry there is gone or differs: the ledger was restored, replaced or changed",
                mend=("jobforge verify", "jobforge replay"),
            )


def recorded(store: EventStore, position: Position) -> RecordedEvent:
    """Give the event at a position.

    Raises:
        LookupError: the ledger does not reach that far.
    """
    found = next(iter(store.after(Position(position - 1), position)), None)
    if found is None:
        msg = f"the ledger has no position {position}"
        raise LookupError(msg)
    return found
