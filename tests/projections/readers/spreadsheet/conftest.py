"""Read a workbook from memory and put what was found side by side."""

from __future__ import annotations

from pathlib import Path

import attrs
import pyarrow as pa
import pytest

from ledger.definitions import Spreadsheet
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk, Refused
from projections.readers.spreadsheet import open_sheet

SHEET = Spreadsheet()


@attrs.frozen
class Found:
    header: tuple[str, ...]
    rows: dict[int, tuple[str | None, ...]]
    refused: tuple[Refused, ...]
    skips: Skips
    records: int
    chunks: tuple[Chunk, ...]

    @property
    def values(self) -> list[tuple[str | None, ...]]:
        return list(self.rows.values())

    def is_balanced(self) -> bool:
        return sorted([*self.rows, *(r.record for r in self.refused)]) == list(range(1, self.records + 1))


def read(path: Path, settings: Spreadsheet = SHEET, sheet: str | None = None, **how) -> Found:
    reading = open_sheet(path, settings, sheet, **how)
    try:
        chunks = tuple(reading.chunks())
        assert not list(reading.chunks())
    finally:
        reading.close()
    rows = {}
    for chunk in chunks:
        assert chunk.table.schema == pa.schema([(column.name, pa.string()) for column in reading.columns])
        columns = [column.to_pylist() for column in chunk.table.columns]
        rows.update(zip(chunk.numbers.to_pylist(), zip(*columns, strict=True), strict=True))
    refused = tuple(record for chunk in chunks for record in chunk.refused)
    found = Found(reading.header, rows, refused, reading.skips, reading.records, chunks)
    assert found.is_balanced()
    return found


@pytest.fixture(name="read", params=[131_072, 4], ids=["whole", "in-pieces"])
def reader(request, tmp_path):
    """Read bytes in one chunk, and once more in many."""
    path = tmp_path / "book"

    def run(data: bytes, name: str | None = None, **settings) -> Found:
        path.write_bytes(data)
        return read(path, attrs.evolve(SHEET, **settings), name, cells=request.param)

    return run
