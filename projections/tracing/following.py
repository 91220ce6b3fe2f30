"""Follows rows, or some columns of them, down table by table: through a model by its SQL, else by batch and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from ledger.events import BatchPromoted, TableBuilt
from ledger.names import Position
from projections.layers.workshop import Workshop
from projections.tracing.aside import set_aside
from projections.tracing.built import Behind, cells_behind, rows_behind
from projections.tracing.decided import Decided, decided_about
from projections.tracing.meaning import meaning_of, told
from projections.tracing.promoted import promoted_from
from projections.tracing.records import record_of
from projections.tracing.rows import Cells, Opened, Row
from projections.tracing.steps import Step, event_of, step_of
from projections.tracing.way import Reach, Trace, Traced

if TYPE_CHECKING:
    from ledger.event import RecordedEvent


Asked = tuple[Row, Cells]


def follow(
    workshop: Workshop,
    table: Opened,
    rows: Sequence[Row],
    total: int,
    limit: int | None,
    day: date,
    column: str | None = None,
) -> Trace:
    """Follow rows of a table down to the records of the source files.

    Args:
        workshop: files and limits; its read models stand at the position that is asked about.
        table: of the rows, as of that position.
        rows: to follow.
        total: how many rows were meant.
        limit: how many rows are followed from one to each table below; None for all.
        day: of the state; by it people hold their roles.
        column: of the table; only what went into it is followed. None for whole rows.
    """
    following = _Following(workshop, limit)
    waiting: list[Asked] = [(row, None if column is None else (column,)) for row in rows]
    while waiting:
        first = waiting[0][0]
        alike = [(row.table, row.at) == (first.table, first.at) for row, _ in waiting]
        together = [asked for asked, is_alike in zip(waiting, alike, strict=True) if is_alike]
        waiting = [asked for asked, is_alike in zip(waiting, alike, strict=True) if not is_alike]
        waiting += following.down(together)
    return following.trace(table, total, day, column)


@attrs.define
class _Following:
    """What was found so far; a row that is met twice is followed once, or again where more of it is meant."""

    workshop: Workshop
    limit: int | None
    rows: dict[str, Traced] = attrs.field(factory=dict)
    steps: dict[Position, Step] = attrs.field(factory=dict)

    def down(self, asked: Sequence[Asked]) -> list[Asked]:
        """Take one hop with rows of one table as of one position, and give the rows that they came from."""
        made: dict[Position, list[Asked]] = {}
        for row, cells in self._new(asked):
            made.setdefault(row.file.position, []).append((row, cells))
        below: list[Asked] = []
        for group in made.values():
            event = event_of(self.workshop, group[0][0])
            self.steps[event.position] = step_of(self.workshop, event)
            for (row, cells), found in zip(group, self._behind(event, group), strict=True):
                self.rows[row.id] = self._traced(row, cells, event.position, found)
                below += [(other, behind.cells) for behind in found for other in behind.rows]
        return below

    def _new(self, asked: Sequence[Asked]) -> list[Asked]:
        """Give what is still to be followed, each row once with all of it that is meant."""
        wanted: dict[str, Asked] = {}
        for row, cells in asked:
            known = self.rows[row.id].cells if row.id in self.rows else ()
            before = wanted[row.id][1] if row.id in wanted else known
            both = None if cells is None else tuple(sorted({*cells, *(before or ())}))
            if row.id in wanted or row.id not in self.rows or both != known:
                wanted[row.id] = (row, both)
        return list(wanted.values())

    def _traced(self, row: Row, cells: Cells, position: Position, found: Sequence[Behind]) -> Traced:
        staged = not found and row.table.startswith("staged.")
        record = record_of(self.workshop, row, cells) if staged else None
        reach = tuple(Reach(b.table, b.total, tuple(r.id for r in b.rows), b.context, b.cells) for b in found)
        own = row.own if cells is None else {name: value for name, value in row.own.items() if name in cells}
        return Traced(row.id, row.table, position, *row.source, row.source_rows, own, reach, record, cells)

    def _behind(self, event: RecordedEvent, asked: Sequence[Asked]) -> list[tuple[Behind, ...]]:
        """Give what rows that one event made are made of."""
        match event.data:
            case TableBuilt() as built if asked[0][1] is None:
                return rows_behind(self.workshop, built, [row for row, _ in asked], self.limit)
            case TableBuilt() as built:
                return cells_behind(self.workshop, built, asked, self.limit)
            case BatchPromoted() as promoted:
                return promoted_from(self.workshop, promoted, asked)
            case _:
                return [() for _ in asked]

    def trace(self, table: Opened, total: int, day: date, column: str | None) -> Trace:
        """Put together what was found."""
        rows = tuple(self.rows.values())
        records: dict[str, set[int]] = {}
        for row in rows:
            followed = self.steps[row.step].kind != "built"  # a model's row names a record that may not be meant
            if followed and row.batch_id is not None and row.source_row is not None:
                records.setdefault(row.batch_id, set()).add(row.source_row)
        steps = tuple(sorted(self.steps.values(), key=lambda step: step.position))
        meanings = tuple(meaning_of(self.workshop, self.workshop.batch(batch_id)) for batch_id in records)
        return Trace(
            table=table.table,
            position=table.at,
            total=total,
            rows=rows,
            steps=steps,
            aside=set_aside(self.workshop, records),
            meanings=meanings,
            limit=self.limit,
            column=column,
            decided=self._decided(rows, records),
            told=told(self.workshop, _way(table, column, rows), (each.source for each in meanings), day),
        )

    def _decided(self, rows: Sequence[Traced], records: Mapping[str, set[int]]) -> tuple[Decided, ...]:
        """Give what was decided about the records; of corrections those of cells that are meant."""
        landed = {(r.batch_id, r.source_row): r for r in rows if r.record is not None}
        values = {(str(batch), int(n or 0)): r.record.values for (batch, n), r in landed.items() if r.record}
        made: dict[tuple[str, int], set[Position]] = {}
        for row in rows:
            if self.steps[row.step].kind == "promoted":
                made.setdefault((str(row.batch_id), int(row.source_row or 0)), set()).add(row.step)
        found = decided_about(self.workshop, records, values, made)
        return tuple(each for each in found if _is_meant(each, landed.get((each.batch_id, each.record))))


def _way(table: Opened, column: str | None, rows: Sequence[Traced]) -> dict[str, Cells]:
    """Name the tables on the way, the one that was asked about first, each with the columns that are meant."""
    way: dict[str, Cells] = {table.table: None if column is None else (column,)}
    for row in rows:
        known = way.get(row.table, ())
        way[row.table] = None if row.cells is None else tuple(sorted({*row.cells, *(known or ())}))
    return way


def _is_meant(decided: Decided, staged: Traced | None) -> bool:
    if staged is None or staged.cells is None or not decided.changes:
        return True
    return any(change.column in staged.cells for change in decided.changes)
