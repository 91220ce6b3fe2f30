"""Write a table as Parquet, read it, and put what was found side by side."""

from __future__ import annotations

import attrs
import pyarrow.parquet as pq
import pytest

from ledger.definitions import ParquetFile
from projections.readers.chunk import Chunk, Refused
from projections.readers.parquet import open_parquet


@attrs.frozen
class Found:
    header: tuple[str, ...]
    rows: dict[int, tuple[str | None, ...]]
    refused: tuple[Refused, ...]
    records: int
    chunks: tuple[Chunk, ...]

    def is_balanced(self) -> bool:
        return sorted([*self.rows, *(r.record for r in self.refused)]) == list(range(1, self.records + 1))


def read(path, settings=ParquetFile()) -> Found:  # noqa: B008 - ParquetFile is frozen
    reading = open_parquet(path, settings)
    try:
        chunks = tuple(reading.chunks())
        assert not list(reading.chunks())
    finally:
        reading.close()
    rows = {}
    for chunk in chunks:
        columns = [column.to_pylist() for column in chunk.table.columns]
        rows.update(zip(chunk.numbers.to_pylist(), zip(*columns, strict=True), strict=True))
    refused = tuple(record for chunk in chunks for record in chunk.refused)
    return Found(reading.header, rows, refused, reading.records, chunks)


@pytest.fixture(name="read")
def reader(tmp_path):
    """Read a table, or bytes as they are."""

    def run(what, settings=ParquetFile(), **how) -> Found:  # noqa: B008 - ParquetFile is frozen
        path = tmp_path / "file.parquet"
        if isinstance(what, bytes):
            path.write_bytes(what)
        else:
            pq.write_table(what, path, **how)
        found = read(path, settings)
        assert found.is_balanced()
        return found

    return run
