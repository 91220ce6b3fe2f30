"""Diff: what differs between two moments of a table, and which events did it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.log import tables_of
from jobforge_es.errors import UnknownName
from jobforge_es.moments import position_of
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.errors import JobForgeError
from ledger.event import RecordedEvent
from ledger.events import (
    BatchIngested,
    BatchPromoted,
    BatchReinstated,
    BatchWithdrawn,
    ContractAdopted,
    DecisionEnded,
    ModelAdopted,
    RowsCorrected,
    RowsRejected,
    RowsReleased,
    TableBuilt,
)
from ledger.events.parts import TableAt
from ledger.names import BATCH_ID, GOLD_PROVENANCE, SOURCE_ROW, VALID_FROM, Position
from projections.catalog import definitions
from projections.lineage.graph import edges, reach
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from projections.comparing.differing import Differences
    from projections.engines.sandbox import Relation

CAUSES = (
    BatchIngested, BatchPromoted, BatchReinstated, BatchWithdrawn, ContractAdopted, DecisionEnded, ModelAdopted,
    RowsCorrected, RowsRejected, RowsReleased, TableBuilt,
)  # fmt: skip
"""Events that can change rows; one that found a table unchanged is left out."""


class LaterFirst(JobForgeError):
    """The moments are not in their order."""

    code = "U-023"
    exit_code = 2


@attrs.frozen
class Cause:
    """An event between the moments that is about the table or what it is made from.

    Attributes:
        position, type, actor, reason, recorded_at: of the event.
        tables: that it is about.
    """

    position: Position
    type: str
    actor: str
    reason: str | None
    recorded_at: str
    tables: tuple[str, ...]


@attrs.frozen
class Diff:
    """What differs.

    Attributes:
        table: that was asked about.
        start, end: positions of the moments.
        found: the differences.
        gone, new: columns that only the earlier or only the later state has.
        causes: events after the first moment, up to the second.
    """

    table: str
    start: Position
    end: Position
    found: Differences
    gone: tuple[str, ...]
    new: tuple[str, ...]
    causes: tuple[Cause, ...]


def diff(session: Session, table: str, start: str, limit: int | None = 10) -> Diff:
    """Compare a table as it was at a moment with how it is at the position that the session reads.

    Values that say where rows come from are not compared.

    Args:
        session: to read.
        table: ``layer.table``.
        start: the earlier moment, as people write it.
        limit: rows that are shown; None for all.

    Raises:
        NotAMoment: ``start`` means none.
        LaterFirst: it comes after what the session reads.
        UnknownName: there is no such table.
    """
    begin, end = position_of(session, start), checkpoint(session.db)
    if begin > end:
        raise LaterFirst(
            f"position {begin} comes after position {end}",
            why="what differs is told from the earlier to the later",
            mend=(f"jobforge diff {table} --from {end} --to {begin}",),
        )
    known = session.manifest.tables()
    if table not in known:
        raise UnknownName("table with rows", table, known, ("jobforge catalog show",))
    found, own = _compared(session, table, begin, end, limit)
    gone = tuple(name for name, (_, after) in own.items() if not after)
    new = tuple(name for name, (before, _) in own.items() if not before)
    return Diff(table, begin, end, found, gone, new, tuple(_causes(session, table, begin, end)))


def _compared(
    session: Session, table: str, begin: Position, end: Position, limit: int | None
) -> tuple[Differences, dict[str, tuple[str, str]]]:
    """Give what differs, and the columns that were compared; of the same files nothing is read."""
    from projections.comparing.differing import Differences, differences, states  # loads the engine
    from projections.engines.sandbox import Sandbox

    before, after = (_state(session, table, at) for at in (begin, end))
    if before == after:
        rows = session.manifest.rows(table)
        return Differences((), rows, rows), {}
    with Sandbox(states(before, after), session.workshop.limits) as sandbox:
        kinds = [{c.name: c.type for c in sandbox.describe(f"SELECT * FROM {side}")} for side in states(before, after)]
        names = [name for name in dict.fromkeys((*kinds[1], *kinds[0])) if name not in GOLD_PROVENANCE]
        own = {name: (kinds[0].get(name, ""), kinds[1].get(name, "")) for name in names}
        keys = [key for key in _keys(session, table) if {*key} <= kinds[0].keys() & kinds[1].keys()]
        return differences(sandbox, own, keys, limit), own


def _state(session: Session, table: str, at: Position) -> Relation:
    """Open a table as of a position, by the files of its batches: a compacted one has no record numbers of its own."""
    return attrs.evolve(session.workshop, plainly=True).relation(TableAt(table, at, 0))


def _keys(session: Session, table: str) -> list[tuple[str, ...]]:
    """Give what may tell its rows apart: the key that its contract promises, and the record that a row came from."""
    promised = definitions.last_contract(session.db, table)
    key = () if promised is None else session.recall(promised.definition, Contract).key
    record = () if table.startswith("gold.") else (BATCH_ID, SOURCE_ROW)
    return [each for each in ((*key, VALID_FROM) if key else (), key, record) if each]


def _causes(session: Session, table: str, begin: Position, end: Position) -> list[Cause]:
    below = {table, *(edge.upstream for edge in reach(edges(session.db, since=begin), table, up=True))}
    return [_cause(event) for event in session.store.after(begin, until=end) if _is_cause(event, below)]


def _is_cause(event: RecordedEvent, tables: set[str]) -> bool:
    if not isinstance(event.data, CAUSES) or tables.isdisjoint(tables_of(event)):
        return False
    return not isinstance(event.data, TableBuilt) or event.data.changed


def _cause(event: RecordedEvent) -> Cause:
    reason, at = event.metadata.reason, event.recorded_at.isoformat()
    return Cause(event.position, event.type, event.actor, reason, at, tuple(sorted(tables_of(event))))
