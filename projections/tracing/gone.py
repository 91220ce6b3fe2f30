"""Rows that are meant and went out of effect with their batch: they can still be asked for, as of before."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from sqlglot import exp

from ledger.disposal import Disposed
from ledger.errors import JobForgeError
from ledger.events import BatchWithdrawn
from ledger.names import BATCH_ID, Position
from projections.layers.workshop import Workshop
from projections.lineage.absence.questions import constant
from projections.runner import recorded
from projections.tracing.decided import said
from projections.tracing.rows import Opened, opened
from projections.tracing.wanted import Condition, ConditionRefused, wanted_rows
from projections.tracing.way import Gone


def gone(workshop: Workshop, table: Opened, meant: Condition) -> Iterator[Gone]:
    """Give for each withdrawn batch how many rows of a table were meant, as they stood last.

    Rows whose place another row had taken by then are not among them. Where it cannot be told, it is said why.

    Args:
        workshop: files and limits.
        table: that lacks them.
        meant: the condition.
    """
    for batch_id, until in _withdrawn(workshop, table):
        batch, before = workshop.batch(batch_id), Position(until - 1)
        told = Gone(batch_id, batch.source_file, None, said(workshop, until), before)
        try:
            rows = _stood(workshop, table.table, before, meant, batch_id)
        except (ConditionRefused, Disposed) as error:
            yield attrs.evolve(told, unknown=_reason(error))
        else:
            if rows:
                yield attrs.evolve(told, rows=rows)


def _withdrawn(workshop: Workshop, table: Opened) -> Iterator[tuple[str, Position]]:
    """Give the batches whose last file in a table went out of effect when they were withdrawn, and by which event."""
    last = {f.batch_id: f for f in workshop.manifest.every_file() if f.table == table.table and f.file.kind == "data"}
    for batch_id, file in last.items():
        if batch_id is None or file.until is None or workshop.batch(batch_id).withdrawn is None:
            continue
        match recorded(workshop.store, file.until).data:
            case BatchWithdrawn(batch_id=ended) if ended == batch_id:
                yield batch_id, file.until


def _stood(workshop: Workshop, table: str, at: Position, meant: Condition, batch_id: str) -> int:
    """Count the rows of a batch that were meant, as of a position; a column that was not there yet has no value."""
    then = opened(workshop, table, at)
    tree = exp.Paren(this=meant.tree.copy())
    for column in list(tree.find_all(exp.Column)):
        if column.name not in {each.name for each in then.relation.columns}:
            column.replace(exp.null())
    of_batch = exp.EQ(this=exp.column(BATCH_ID, quoted=True), expression=constant(batch_id))
    return wanted_rows(workshop, then, Condition(meant.written, exp.and_(of_batch, tree)), 1)[0]


def _reason(error: JobForgeError) -> str:
    return f"{error.what}: {error.why.splitlines()[0]}" if error.why else error.what
