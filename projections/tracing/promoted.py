"""The hop through a promotion: each row moves under its own number, each column by its contract."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.definitions import Contract, Layout
from ledger.events import BatchPromoted
from ledger.names import SOURCE_ROW, split_table
from projections.layers.bronze import origins
from projections.layers.workshop import Workshop
from projections.tracing.built import Behind
from projections.tracing.rows import Cells, Row, by_records


def promoted_from(
    workshop: Workshop, promoted: BatchPromoted, rows: Sequence[tuple[Row, Cells]]
) -> list[tuple[Behind, ...]]:
    """Give what each row of a batch was in the layer below.

    A record that could not be read is in no table below: a person said what it holds.
    """
    below, at = promoted.from_table, promoted.from_position
    file = workshop.manifest.of_batch(below, promoted.batch_id, at=at)
    found = by_records(workshop, below, file, (row[SOURCE_ROW] for row, _ in rows), at)
    names = _names_below(workshop, promoted)
    behind: list[tuple[Behind, ...]] = []
    for row, cells in rows:
        source = found.get(row[SOURCE_ROW])
        fed = None if cells is None else tuple(sorted(names[name] for name in cells if name in names))
        behind.append(() if source is None else (Behind(below, 1, (source,), None, fed),))
    return behind


def _names_below(workshop: Workshop, promoted: BatchPromoted) -> dict[str, str]:
    """Give what each column is called in the layer below; those that a table adds come from none."""
    contract = workshop.recall(promoted.contract, Contract)
    if split_table(promoted.from_table)[0] != "staged":
        return {column.name: column.name for column in contract.columns}
    layout = workshop.recall(workshop.batch(promoted.batch_id).layout, Layout)
    return dict(zip((column.name for column in contract.columns), origins(contract, layout), strict=True))
