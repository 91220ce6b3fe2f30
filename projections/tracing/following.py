"""Follows rows down, table by table: through a model by its SQL, through a promotion by batch and record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from ledger.events import BatchPromoted, TableBuilt
from ledger.names import SOURCE_ROW, Position
from projections.layers.workshop import Workshop
from projections.tracing.aside import set_aside
from projections.tracing.built import Behind, rows_behind
from projections.tracing.records import Meaning, meaning_of, record_of
from projections.tracing.rows import Opened, Row, by_records
from projections.tracing.steps import Step, event_of, step_of
from projections.tracing.way import Reach, Trace, Traced

if TYPE_CHECKING:
    from ledger.event import RecordedEvent


def follow(workshop: Workshop, table: Opened, rows: Sequence[Row], total: int, limit: int | None) -> Trace:
    """Follow rows of a table down to the records of the source files.

    Args:
        workshop: files and limits; its read models stand at the position that is asked about.
        table: of the rows, as of that position.
        rows: to follow.
        total: how many rows were meant.
        limit: how many rows are followed from one to each table below; None for all.
    """
    following = _Following(workshop, limit)
    waiting = list(rows)
    while waiting:
        first = waiting[0]
        together = [row for row in waiting if (row.table, row.at) == (first.table, first.at)]
        waiting = [row for row in waiting if (row.table, row.at) != (first.table, first.at)]
        waiting += following.down(together)
    return following.trace(table, total)


@attrs.define
class _Following:
    """What was found so far; a row that is met twice is followed once."""

    workshop: Workshop
    limit: int | None
    rows: dict[str, Traced] = attrs.field(factory=dict)
    steps: dict[Position, Step] = attrs.field(factory=dict)

    def down(self, rows: Sequence[Row]) -> list[Row]:
        """Take one hop with rows of one table as of one position, and give the rows that they came from."""
        made: dict[Position, list[Row]] = {}
        for row in {row.id: row for row in rows if row.id not in self.rows}.values():
            made.setdefault(row.file.position, []).append(row)
        below: list[Row] = []
        for group in made.values():
            event = event_of(self.workshop, group[0])
            position = event.position
            self.steps[position] = step_of(self.workshop, event)
            for row, found in zip(group, self._behind(event, group), strict=True):
                record = None if found else record_of(self.workshop, row) if row.table.startswith("staged.") else None
                reach = tuple(Reach(b.table, b.total, tuple(r.id for r in b.rows), b.context) for b in found)
                shown = (*row.source, row.source_rows, row.own)
                self.rows[row.id] = Traced(row.id, row.table, position, *shown, reach, record)
                below += [other for behind in found for other in behind.rows]
        return below

    def _behind(self, event: RecordedEvent, rows: Sequence[Row]) -> list[tuple[Behind, ...]]:
        """Give what rows that one event made are made of."""
        match event.data:
            case TableBuilt() as built:
                return rows_behind(self.workshop, built, rows, self.limit)
            case BatchPromoted() as promoted:
                return _promoted(self.workshop, promoted, rows)
            case _:
                return [() for _ in rows]

    def trace(self, table: Opened, total: int) -> Trace:
        """Put together what was found."""
        rows = tuple(self.rows.values())
        records: dict[str, list[int]] = {}
        for row in rows:
            if row.record is not None and row.batch_id is not None:
                records.setdefault(row.batch_id, []).append(row.record.record)
        steps = tuple(sorted(self.steps.values(), key=lambda step: step.position))
        aside = set_aside(self.workshop, records)
        return Trace(table.table, table.at, total, rows, steps, aside, self._meanings(records), self.limit)

    def _meanings(self, batches: dict[str, list[int]]) -> tuple[Meaning, ...]:
        found = []
        for batch_id in batches:
            batch = self.workshop.batch(batch_id)
            found.append(meaning_of(batch, self.workshop.source_of(batch)))
        return tuple(found)


def _promoted(workshop: Workshop, promoted: BatchPromoted, rows: Sequence[Row]) -> list[tuple[Behind, ...]]:
    """A promotion moves the rows of one batch, each under its own number."""
    below, at = promoted.from_table, promoted.from_position
    file = workshop.manifest.of_batch(below, promoted.batch_id, at=at)
    found = by_records(workshop, below, file, (row[SOURCE_ROW] for row in rows), at)
    return [(Behind(below, 1, (found[row[SOURCE_ROW]],), None),) for row in rows]
