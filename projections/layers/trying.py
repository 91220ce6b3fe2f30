"""Try what single rows would break if they said something else; nothing is written but a draft that goes again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.definitions import Contract, Layout, Rule
from ledger.events.parts import TableAt
from ledger.names import SOURCE_ROW, Position
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Sandbox
from projections.layers.bronze import STAGED, origins
from projections.layers.bronze_query import BROKEN, bronze_query
from projections.layers.decided import Texts, decided
from projections.layers.mending import MENDED, add_mended
from projections.layers.workshop import Workshop
from projections.own_folder import spill_folder

Broken = tuple[int, Rule]


def broken_if(
    workshop: Workshop, batch: BatchRow, contract: Contract, texts: Mapping[int, Texts], admitted: frozenset[int]
) -> Iterator[Broken]:
    """Give the rules of bronze that rows would break, by record and then in the order of the contract.

    Args:
        workshop: files and limits.
        batch: whose rows.
        contract: by which they are judged.
        texts: number of the record to what it would say instead, by staged column; what was decided before holds too.
        admitted: those among them that staged has refused.

    Raises:
        UnknownColumn: the contract does not fit the batch.
    """
    layout, source = workshop.recall(batch.layout, Layout), workshop.source_of(batch)
    names = tuple(known.name for known in layout.columns)
    found = origins(contract, layout)
    query = bronze_query(contract, names, found, source.null_words, MENDED)
    said = decided(workshop, batch.batch_id, "bronze").texts
    both = {record: {**said.get(record, {}), **new} for record, new in texts.items()}
    at = Position(batch.position)
    file = workshop.manifest.of_batch(batch.table_name, batch.batch_id, at=at)
    staged = workshop.relation(TableAt(batch.table_name, at, 0), [file])
    with spill_folder(workshop.limits.spill) as folder:
        place = folder / "mended.parquet"
        with Sandbox({STAGED: staged}, workshop.limits, (place,)) as engine:
            add_mended(engine, STAGED, names, sorted(both), both, admitted, place)
            answer = engine.table(query.of(0, 2**62))
        for row, places in zip(answer[SOURCE_ROW].to_pylist(), answer[BROKEN].to_pylist(), strict=True):
            yield from ((row, query.rules[p]) for p in places or () if p is not None)
