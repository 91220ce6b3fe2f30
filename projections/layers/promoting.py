"""Promote one batch by what was recorded: gather its files and definitions, then build bronze or silver."""

from __future__ import annotations

from ledger.definitions import Contract, Layout
from ledger.events.parts import TableAt
from ledger.names import Position, split_table
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Relation
from projections.layers.arrival import Arrival
from projections.layers.bronze import promote_to_bronze
from projections.layers.promotion import Promotion
from projections.layers.silver import promote_to_silver
from projections.layers.workshop import Workshop
from projections.moment import instant
from projections.storage.manifest import FileInEffect


def promote_batch(
    workshop: Workshop,
    table: str,
    batch_id: str,
    from_position: Position,
    contract: Contract,
    basis: tuple[TableAt, ...],
) -> Promotion:
    """Build the files of one batch in a bronze or silver table.

    Args:
        workshop: files and limits.
        table: the target.
        batch_id: whose rows.
        from_position: at which they came to stand in the table below.
        contract: what is applied.
        basis: the tables whose rows they are compared with, as they were then.

    Raises:
        JobForgeError: the contract does not fit, or the engine gave up; nothing is left behind.
    """
    batch = workshop.batch(batch_id)
    source = workshop.source_of(batch)
    domain = contract.domain or source.domain
    arrival = Arrival(batch_id, batch.source_file, instant(batch.ingested_at))
    layer, name = split_table(table)
    if layer == "bronze":
        layout = workshop.recall(batch.layout, Layout)
        below = _one_file(workshop, batch.table_name, batch_id, from_position)
        nulls = source.null_words
        return promote_to_bronze(below, layout, contract, nulls, arrival, workshop.lake, domain, workshop.limits)
    below = _one_file(workshop, f"bronze.{name}", batch_id, from_position)
    standing = _standing(workshop, table, batch, basis)
    parents = {at.table: workshop.relation(at) for at in basis if at.table != table}
    return promote_to_silver(below, standing, parents, contract, arrival, workshop.lake, domain, workshop.limits)


def _one_file(workshop: Workshop, table: str, batch_id: str, at: Position) -> Relation:
    return workshop.relation(TableAt(table, at, 0), [workshop.manifest.of_batch(table, batch_id, at=at)])


def _standing(workshop: Workshop, table: str, batch: BatchRow, basis: tuple[TableAt, ...]) -> Relation:
    """Give the rows of the table from batches that count before this one; they are what it is compared with."""
    at = next((b for b in basis if b.table == table), TableAt(table, Position(0), 0))
    before = {b.batch_id for b in batches.before(workshop.db, batch)}
    return workshop.relation(at, [f for f in _files(workshop, at) if f.batch_id in before])


def _files(workshop: Workshop, at: TableAt) -> list[FileInEffect]:
    return workshop.manifest.in_effect(at.table, at=at.position)
