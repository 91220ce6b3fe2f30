"""What people decided about the records behind a row, whether it holds or not: who, why, and what it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from ledger.definitions import Corrections
from ledger.names import Position, Sha256
from projections.catalog.decisions import CORRECTION, DecisionRow, decisions, holding
from projections.layers.workshop import Workshop
from projections.runner import recorded


@attrs.frozen
class Change:
    """A value that was corrected.

    Attributes:
        column: of staged.
        was: as it was landed; None for no value, and where the record could not be read.
        now: as it would stand in the file; None for no value, and where the values were disposed of.
    """

    column: str
    was: str | None
    now: str | None


@attrs.frozen
class Said:
    """An event by which a decision began, was agreed to, or ended: where, when, by whom, why."""

    position: Position
    at: str
    actor: str
    reason: str | None


@attrs.frozen
class Decided:
    """A decision about one record.

    Attributes:
        id: ``batch/staged/record``.
        batch_id, record: of the record.
        decision: its id.
        kind: ``correction``, ``release`` or ``rejection``.
        table: on the way into which the record was set aside, or in which it stood.
        said: by which event.
        agreed: by a second person; None where none had to, or has not yet.
        ended: None while it holds.
        ended_why: ``undone``, ``lapsed`` or ``declined``; empty while it holds.
        ticket: where it is written about.
        basis: who says that new values are right.
        rules: that a release waives.
        until: last day of a release.
        changes: of a correction.
        disposed: whether the corrected values were disposed of.
        applied: whether the rows of the trace were made with it, all of them where the record stands in several tables.
    """

    id: str
    batch_id: str
    record: int
    decision: str
    kind: str
    table: str
    said: Said
    agreed: Said | None
    ended: Said | None
    ended_why: str
    ticket: str | None
    basis: str
    rules: tuple[str, ...]
    until: str | None
    changes: tuple[Change, ...]
    disposed: bool
    applied: bool


def decided_about(
    workshop: Workshop,
    records: Mapping[str, Iterable[int]],
    landed: Mapping[tuple[str, int], Mapping[str, Any]],
    made: Mapping[tuple[str, int], Collection[Position]],
) -> tuple[Decided, ...]:
    """Give what was ever decided about some records, oldest first.

    Args:
        workshop: read models and vault.
        records: batch to numbers of records.
        landed: the cells of a record as they were landed, by batch and number.
        made: batch and number of a record to the positions of the events that promoted it, into whatever table.
    """
    found: list[Decided] = []
    heeded: Heeded = {}
    for batch_id, numbers in records.items():
        wanted = set(numbers)
        for row in decisions(workshop.db, "batch_id = ?", (batch_id,)):
            if row.record in wanted:
                known = landed.get((batch_id, row.record), {})
                steps = made.get((batch_id, row.record), ())
                found.append(_told(workshop, row, known, applied=_is_heeded(workshop, heeded, row, steps)))
    return tuple(sorted(found, key=lambda each: (each.said.position, each.record)))


Heeded = dict[tuple[str, Position], set[str]]
"""What each step of a batch had to heed, asked once: as many records as decisions may share a step."""


def _is_heeded(workshop: Workshop, known: Heeded, row: DecisionRow, steps: Collection[Position]) -> bool:
    """Tell whether each of some steps was made with a decision; False where there is none."""
    for step in steps:
        at = (row.batch_id, step)
        if at not in known:
            known[at] = {each.decision for each in holding(workshop.db, *at)}
    return bool(steps) and all(row.decision in known[row.batch_id, step] for step in steps)


def _told(workshop: Workshop, row: DecisionRow, landed: Mapping[str, Any], *, applied: bool) -> Decided:
    gone = row.kind == CORRECTION and not workshop.vault.has(Sha256(row.content))
    changes = tuple(_changes(workshop, row, landed, gone=gone)) if row.kind == CORRECTION else ()
    agreed = row.position if row.position not in (None, row.proposed) else None
    return Decided(
        id=f"{row.batch_id}/staged/{row.record}",
        batch_id=row.batch_id,
        record=row.record,
        decision=row.decision,
        kind=row.kind,
        table=row.table_name,
        said=said(workshop, row.proposed),
        agreed=None if agreed is None else said(workshop, agreed),
        ended=None if row.ended is None else said(workshop, row.ended),
        ended_why=row.ended_why,
        ticket=row.ticket,
        basis=row.basis,
        rules=tuple(sorted(row.waived)),
        until=row.until_day,
        changes=changes,
        disposed=gone,
        applied=applied,
    )


def _changes(workshop: Workshop, row: DecisionRow, landed: Mapping[str, Any], *, gone: bool) -> Iterator[Change]:
    texts = {} if gone else workshop.recall(row.content, Corrections).rows[str(row.record)]
    for column in row.column_names:
        yield Change(column, landed.get(column), texts.get(column))


def said(workshop: Workshop, position: int) -> Said:
    """Tell who recorded an event, when and why."""
    event = recorded(workshop.store, Position(position))
    return Said(event.position, event.recorded_at.isoformat(), event.actor, event.metadata.reason)
