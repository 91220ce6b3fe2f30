"""Read a file from memory and put what was found side by side."""

from __future__ import annotations

from io import BytesIO

import attrs
import pyarrow as pa
import pytest

from ledger.definitions.formats import Csv
from ledger.events.parts import Skips
from projections.readers.csv import Chunk, CsvReading, Refused


@attrs.frozen
class Found:
    header: tuple[str, ...]
    rows: dict[int, tuple[str | None, ...]]
    refused: tuple[Refused, ...]
    skips: Skips
    records: int
    chunks: tuple[Chunk, ...]

    @property
    def codes(self) -> dict[int, str]:
        return {refused.record: refused.code for refused in self.refused}

    def is_balanced(self) -> bool:
        return sorted([*self.rows, *self.codes]) == list(range(1, self.records + 1))


def read(data: bytes, settings: Csv = Csv(), **how) -> Found:  # noqa: B008 - Csv is frozen
    with CsvReading(BytesIO(data), settings, **how) as reading:
        chunks = tuple(reading.chunks())
    rows = {}
    for chunk in chunks:
        assert chunk.table.schema == pa.schema([(column.name, pa.string()) for column in reading.columns])
        columns = [column.to_pylist() for column in chunk.table.columns]
        rows.update(zip(chunk.numbers.to_pylist(), zip(*columns, strict=True), strict=True))
    refused = tuple(record for chunk in chunks for record in chunk.refused)
    return Found(reading.header, rows, refused, reading.skips, reading.records, chunks)


@pytest.fixture(name="read", params=[True, False], ids=["proof", "exact"])
def reader(request):
    """Read by the proof and pyarrow, and once more by the exact parser alone."""
    return lambda data, settings=Csv(), **how: read(data, settings, shortcut=request.param, **how)  # noqa: B008 - it is frozen
