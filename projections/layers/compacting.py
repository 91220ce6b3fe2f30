"""Compaction: the rows of many files of a table as one file, those that count no more left out.

The file stands for every file of the table that was in effect before it. It is of use as long as all of them are: a
batch that is made again, withdrawn or spliced in ends it, and the table is read from the files of its batches again.
"""

from __future__ import annotations

from typing import Final

import attrs

from ledger.definitions import Contract
from ledger.events.parts import Balance, FileRecord, TableAt
from ledger.names import BATCH_ID, SOURCE_ROW, VALID_TO
from projections.catalog import batches
from projections.engines.quoting import identifier, literal
from projections.engines.sandbox import Sandbox
from projections.layers.ahead import ahead
from projections.layers.books import BooksUneven
from projections.layers.schemas import schema_of
from projections.layers.workshop import Workshop
from projections.layers.writer import LayerWriter

WHOLE: Final = "silver.whole"


@attrs.frozen
class Compacted:
    """What a compaction gave: the one file, and how many rows of the others it leaves out."""

    file: FileRecord
    superseded: int


def compact(workshop: Workshop, contract: Contract, at: TableAt, version_id: str) -> Compacted:
    """Write the rows of a table into one file, by the order of their batches and then by their own.

    Args:
        workshop: files and limits.
        contract: of the table.
        at: the table, when, and all rows of its files.
        version_id: of the new file.

    Raises:
        BooksUneven: rows were lost or came twice.
    """
    relation = workshop.relation(at)
    columns = tuple(column for column in relation.columns if column.name != VALID_TO)
    whole = attrs.evolve(relation, columns=columns, closed=None)
    source = workshop.manifest.in_effect(at.table, at=at.position)
    order = _places(workshop, [str(file.batch_id) for file in source])
    names = ", ".join(f"t.{identifier(column.name)}" for column in columns)
    sql = f"SELECT {names} FROM {WHOLE} t JOIN ({order}) p ON t.{BATCH_ID} = p.batch ORDER BY p.place, t.{SOURCE_ROW}"
    domain = _domain(workshop, contract, str(source[0].batch_id))
    draft = workshop.lake.draft(at.table, domain, version_id, "compacted")
    with Sandbox({WHOLE: whole}, workshop.limits) as sandbox, LayerWriter(draft, schema_of(columns)) as writer:
        for batch in ahead(sandbox.stream(sql), sandbox.stop):
            writer.write_batch(batch)
        written = writer.close()
    superseded = at.rows - workshop.manifest.rows(at.table, at.position)
    if written.rows + superseded != at.rows:
        draft.unlink()
        raise BooksUneven(at.table, Balance(read=at.rows, accepted=written.rows, filtered=superseded))
    return Compacted(workshop.lake.settle(draft, at.table, domain, version_id, "compacted", written), superseded)


def _places(workshop: Workshop, ids: list[str]) -> str:
    """Give the batches with their places in the order in which they count, as a SELECT."""
    first = workshop.batch(ids[0])
    landed = [b.batch_id for b in batches.landed(workshop.db, first.source)]
    some = set(ids)
    pairs = (f"({literal(batch)}, {place})" for place, batch in enumerate(landed) if batch in some)
    return f"SELECT * FROM (VALUES {', '.join(pairs)}) v(batch, place)"


def _domain(workshop: Workshop, contract: Contract, batch_id: str) -> str:
    return contract.domain or workshop.source_of(workshop.batch(batch_id)).domain
