"""Rows that are meant and went out of effect with their batch: they can still be asked for, as of before."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.events.parts import TableAt
from ledger.names import Position
from projections.catalog import batches
from projections.engines.limits import EngineFailed
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.tracing.decided import said
from projections.tracing.rows import Opened
from projections.tracing.wanted import Condition
from projections.tracing.way import Gone


def gone(workshop: Workshop, table: Opened, meant: Condition) -> Iterator[Gone]:
    """Give for each withdrawn batch how many rows of a table were meant, as they stood last.

    Args:
        workshop: files and limits.
        table: that lacks them.
        meant: the condition.
    """
    last = {f.batch_id: f for f in workshop.manifest.every_file() if f.table == table.table and f.file.kind == "data"}
    for batch_id, file in last.items():
        batch = None if batch_id is None else batches.batch(workshop.db, batch_id)
        if batch is None or batch.withdrawn is None or file.until is None:
            continue
        relation = workshop.relation(TableAt(table.table, table.at, 0), [file])
        try:
            with Sandbox({table.table: relation}, workshop.limits) as sandbox:
                (rows,) = sandbox.one(f"SELECT count(*) FROM {table.table} WHERE {meant.sql}")
        except EngineFailed:
            continue  # its rows lack a column that the condition speaks of
        if rows:
            withdrawn = said(workshop, batch.withdrawn)
            yield Gone(batch.batch_id, batch.source_file, rows, withdrawn, Position(file.until - 1))
