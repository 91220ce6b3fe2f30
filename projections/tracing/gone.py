"""Rows that are meant and went out of effect with their batch: they can still be asked for, as of before."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ledger.events.parts import TableAt
from ledger.names import BATCH_ID, Position
from projections.catalog import batches
from projections.engines.quoting import literal
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.tracing.decided import said
from projections.tracing.rows import Opened
from projections.tracing.wanted import Condition
from projections.tracing.way import Gone


def gone(workshop: Workshop, table: Opened, meant: Condition) -> Iterator[Gone]:
    """Give for each withdrawn batch how many rows of a table were meant, as the table stood before it went.

    Rows that others had superseded by then did not go with their batch, and are not counted.

    Args:
        workshop: files and limits.
        table: that lacks them; a column that it did not have by then is NULL.
        meant: the condition.

    Raises:
        EngineFailed: the condition cannot be asked of what a column held then.
    """
    last = {f.batch_id: f for f in workshop.manifest.every_file() if f.table == table.table and f.file.kind == "data"}
    for batch_id, file in last.items():
        batch = None if batch_id is None else batches.batch(workshop.db, batch_id)
        if batch is None or batch.withdrawn is None or file.until is None:
            continue
        before = Position(file.until - 1)
        rows = _counted(workshop, table, before, f"({meant.sql}) AND {BATCH_ID} = {literal(batch.batch_id)}")
        if rows:
            yield Gone(batch.batch_id, batch.source_file, rows, said(workshop, batch.withdrawn), before)


def _counted(workshop: Workshop, table: Opened, at: Position, condition: str) -> int:
    then = workshop.relation(TableAt(table.table, at, 0))
    names = {column.name for column in then.columns}
    since = tuple(column for column in table.relation.columns if column.name not in names)
    relation = attrs.evolve(then, columns=(*then.columns, *since))
    with Sandbox({table.table: relation}, workshop.limits) as sandbox:
        (rows,) = sandbox.one(f"SELECT count(*) FROM {table.table} WHERE {condition}")
    return int(rows)
