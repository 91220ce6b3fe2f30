"""What a reader gave, put side by side."""

from __future__ import annotations

import attrs
import pyarrow as pa

from ledger.events.parts import Skips
from projections.readers.chunk import Chunk, Refused
from projections.readers.naming import name_columns


@attrs.frozen
class Found:
    """A file that was read to its end."""

    header: tuple[str, ...]
    rows: dict[int, tuple[str | None, ...]]
    refused: tuple[Refused, ...]
    skips: Skips
    records: int
    chunks: tuple[Chunk, ...]

    @property
    def codes(self) -> dict[int, str]:
        return {refused.record: refused.code for refused in self.refused}

    @property
    def values(self) -> list[tuple[str | None, ...]]:
        return list(self.rows.values())

    @property
    def dicts(self) -> list[dict[str, str | None]]:
        return [dict(zip(self.header, row, strict=True)) for row in self.rows.values()]

    @property
    def facts(self):
        """All that must not depend on how the file was read."""
        return self.header, self.rows, self.refused, self.skips, self.records

    def is_balanced(self) -> bool:
        return sorted([*self.rows, *self.codes]) == list(range(1, self.records + 1))


def gather(reading) -> Found:
    """Read to the end, and check what holds for every file."""
    chunks = tuple(reading.chunks())
    rows = {}
    schema = pa.schema([(column.name, pa.string()) for column in name_columns(reading.header)])
    for chunk in chunks:
        assert chunk.table.schema == schema
        chunk.table.validate(full=True)
        columns = [column.to_pylist() for column in chunk.table.columns]
        rows.update(zip(chunk.numbers.to_pylist(), zip(*columns, strict=True), strict=True))
        assert chunk.first_record == min([*chunk.numbers.to_pylist(), *(r.record for r in chunk.refused)])
    refused = tuple(record for chunk in chunks for record in chunk.refused)
    found = Found(reading.header, rows, refused, reading.skips, reading.records, chunks)
    assert found.is_balanced()
    assert list(reading.chunks()) == []
    assert (reading.skips, reading.records) == (found.skips, found.records)
    return found
