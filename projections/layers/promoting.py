"""Promote one batch by what was recorded: gather its files and definitions, then build bronze or silver."""

from __future__ import annotations

from ledger.definitions import Contract, Layout
from ledger.events.parts import TableAt
from ledger.names import Position, split_table
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Relation
from projections.layers.arrival import Arrival
from projections.layers.before import standing
from projections.layers.bronze import promote_to_bronze
from projections.layers.decided import decided
from projections.layers.promotion import Promotion
from projections.layers.silver import Snapshot, promote_to_silver
from projections.layers.workshop import Workshop
from projections.moment import instant


def promote_batch(
    workshop: Workshop,
    table: str,
    batch_id: str,
    from_position: Position,
    contract: Contract,
    basis: tuple[TableAt, ...],
    *,
    closes: bool = False,
    at: Position | None = None,
) -> Promotion:
    """Build the files of one batch in a bronze or silver table.

    Args:
        workshop: files and limits.
        table: the target.
        batch_id: whose rows.
        from_position: at which they came to stand in the table below.
        contract: what is applied.
        basis: the tables whose rows they are compared with, as they were then.
        closes: whether the batch ends the keys that its delivery lacks; the basis then names the table below as well.
        at: the position of the event that recorded it, when it is built again; else None.

    Raises:
        JobForgeError: the contract does not fit, or the engine gave up; nothing is left behind.
    """
    batch = workshop.batch(batch_id)
    source = workshop.source_of(batch)
    domain = contract.domain or source.domain
    arrival = Arrival(batch_id, batch.source_file, instant(batch.ingested_at), instant(batch.effective_at))
    layer, name = split_table(table)
    said = decided(workshop, batch_id, "bronze" if layer == "bronze" else "silver", at)
    if layer == "bronze":
        layout = workshop.recall(batch.layout, Layout)
        staged = one_file(workshop, batch.table_name, batch_id, from_position)
        nulls = source.null_words
        parts = (staged, layout, contract, nulls, arrival, workshop.lake, domain, workshop.limits)
        return promote_to_bronze(*parts, said)
    below = f"bronze.{name}"
    bronze = one_file(workshop, below, batch_id, from_position)
    stands = standing(workshop, contract, batch, basis)
    parents = {at.table: workshop.relation(at) for at in basis if at.table not in (table, below)}
    snapshot = _snapshot(workshop, batch, _at(basis, below)) if closes else None
    return promote_to_silver(
        bronze, stands, parents, contract, arrival, workshop.lake, domain, workshop.limits, snapshot, said
    )


def one_file(workshop: Workshop, table: str, batch_id: str, at: Position) -> Relation:
    """Give the rows of one batch in a table as it was."""
    return workshop.relation(TableAt(table, at, 0), [workshop.manifest.of_batch(table, batch_id, at=at)])


def _at(basis: tuple[TableAt, ...], table: str) -> TableAt:
    return next(at for at in basis if at.table == table)


def _snapshot(workshop: Workshop, batch: BatchRow, below: TableAt) -> Snapshot:
    """Give what else the delivery of a batch holds; it counts from when its first batch does."""
    mates = {mate.batch_id: mate for mate in batches.delivered_with(workshop.db, batch)}
    files = workshop.manifest.in_effect(below.table, at=below.position)
    there = [file for file in files if file.batch_id in mates and file.batch_id != batch.batch_id]
    first = min(mates[str(file.batch_id)].effective_at for file in there) if there else batch.effective_at
    arrival = Arrival(batch.batch_id, batch.source_file, instant(batch.ingested_at), instant(first))
    return Snapshot(workshop.relation(below, there), arrival.since)
