"""When records were set aside: in which step, for which rules, and whether that still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.names import SOURCE_ROW, Position
from projections.layers.quarantine import Quarantined, from_table
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect


@attrs.frozen
class SetAside:
    """A record that was set aside on its way into a table.

    Attributes:
        table: that it did not come into.
        position: of the step that set it aside.
        until: the position at which that held no more; None while it holds.
        row: as it was set aside, with the rules that it broke.
    """

    table: str
    position: Position
    until: Position | None
    row: Quarantined


def set_aside(workshop: Workshop, records: Mapping[str, Iterable[int]]) -> tuple[SetAside, ...]:
    """Give what was ever set aside of some records, oldest first.

    Args:
        workshop: with the files.
        records: batch to numbers of records.
    """
    found: list[SetAside] = []
    for file in workshop.manifest.every_file():
        wanted = records.get(file.batch_id or "")
        if file.file.kind == "quarantine" and wanted:
            found += [SetAside(file.table, file.position, file.until, row) for row in _read(workshop, file, wanted)]
    return tuple(found)


def _read(workshop: Workshop, file: FileInEffect, records: Iterable[int]) -> list[Quarantined]:
    table = pq.read_table(workshop.path(file.file))
    return from_table(table.filter(pc.is_in(table[SOURCE_ROW], pa.array(sorted(set(records)), pa.int64()))))
