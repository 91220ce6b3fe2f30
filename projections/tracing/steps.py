"""The recorded steps that rows went through: which event, by whom, with which definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from ledger.definitions import Contract, Model
from ledger.events import BatchIngested, BatchPromoted, ContractAdopted, ModelAdopted, SourceAdopted, TableBuilt
from ledger.names import Position
from projections.catalog import builds
from projections.layers.workshop import Workshop
from projections.runner import recorded
from projections.tracing.rows import Row

if TYPE_CHECKING:
    from ledger.event import RecordedEvent

Kind = Literal["landed", "promoted", "built"]


@attrs.frozen
class Step:
    """A recorded step.

    Attributes:
        position: of its event in the ledger.
        kind: a file was landed, a batch promoted, or a table built.
        table: that it filled.
        at: when (ISO 8601, UTC).
        actor: who.
        reason: why, where they said so.
        batch_id: the batch that was moved; None for a build.
        definition: hash of the source, contract or model that was applied (vault).
        path: of the file that it was read from, below the project; empty where nothing says.
        adopted: the position at which that file was adopted, the last time before; None where nothing says.
        version: of the contract, of the table that a model makes as well; None without one.
        sql: of the model, as its author wrote it.
    """

    position: Position
    kind: Kind
    table: str
    at: str
    actor: str
    reason: str | None
    batch_id: str | None
    definition: str
    path: str
    adopted: Position | None
    version: str | None = None
    sql: str | None = None


def event_of(workshop: Workshop, row: Row) -> RecordedEvent:
    """Give the event that made a row; of a table that a model makes the newest build that gave it.

    A build that gives the same rows again keeps the file of the one before; its inputs are those that stand.
    """
    if row.file.batch_id is not None:
        return recorded(workshop.store, row.file.position)
    build = builds.build_at(workshop.db, row.table, row.at)
    return recorded(workshop.store, row.file.position if build is None else build.position)


def step_of(workshop: Workshop, event: RecordedEvent) -> Step:
    """Tell of an event that made rows."""
    match event.data:
        case BatchIngested() as e:
            return _step(workshop, event, "landed", e.table, e.definition, f"source-{e.source}", e.batch_id)
        case BatchPromoted() as e:
            stream = f"contract-silver.{e.table.partition('.')[2]}"
            step = _step(workshop, event, "promoted", e.table, e.contract, stream, e.batch_id)
            return attrs.evolve(step, version=e.contract_version)
        case TableBuilt() as e:
            version = None if e.contract is None else workshop.recall(e.contract, Contract).version
            step = _step(workshop, event, "built", e.table, e.model, f"model-{e.table}")
            return attrs.evolve(step, version=version, sql=workshop.recall(e.model, Model).sql)
        case _:
            msg = f"position {event.position} made no rows"
            raise AssertionError(msg)


def _step(
    workshop: Workshop,
    event: RecordedEvent,
    kind: Kind,
    table: str,
    definition: str,
    stream: str,
    batch_id: str | None = None,
) -> Step:
    """Tell of an event and of the definition that it applied, which was adopted in a stream before."""
    path, adopted = "", None
    for other in workshop.store.stream(stream):
        if other.position < event.position and isinstance(other.data, SourceAdopted | ContractAdopted | ModelAdopted):
            path, adopted = other.data.path, other.position
    who = (event.recorded_at.isoformat(), event.actor, event.metadata.reason)
    return Step(event.position, kind, table, *who, batch_id, definition, path, adopted)
