from __future__ import annotations

import hashlib
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.digest import digest_of
from projections.layers.writer import ROW_GROUP, LayerWriter

SCHEMA = pa.schema([("n", pa.int64()), ("t", pa.string())])
CONSTANTS = {"_batch_id": pa.scalar("b-1"), "_ingested_at": pa.scalar(datetime(2026, 1, 2), pa.timestamp("us"))}


def rows(n):
    return pa.table({"n": pa.array(range(n)), "t": pa.array([f"v{i % 7}" if i % 5 else None for i in range(n)])})


def write(path, pieces):
    with LayerWriter(path, SCHEMA, CONSTANTS) as writer:
        for piece in pieces:
            writer.write(piece)
        return writer.close()


def test_a_file_tells_its_rows_size_hash_and_digest(tmp_path):
    path = tmp_path / "new" / "f.parquet"
    written = write(path, [rows(10)])
    assert written.rows == 10
    assert written.size == path.stat().st_size
    assert written.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert written.digest == digest_of(pq.read_table(path))
    assert path.stat().st_mode & 0o222 == 0


def test_constants_stand_after_the_other_columns_on_every_row(tmp_path):
    write(tmp_path / "f.parquet", [rows(3)])
    table = pq.read_table(tmp_path / "f.parquet")
    assert table.column_names == ["n", "t", "_batch_id", "_ingested_at"]
    assert table["_batch_id"].to_pylist() == ["b-1"] * 3


def test_no_rows_give_a_file_with_the_columns(tmp_path):
    written = write(tmp_path / "f.parquet", [])
    assert written.rows == 0
    assert pq.read_schema(tmp_path / "f.parquet").names == ["n", "t", "_batch_id", "_ingested_at"]


def test_row_groups_depend_on_the_rows_alone(tmp_path):
    table = rows(ROW_GROUP + 10)
    whole = write(tmp_path / "a.parquet", [table])
    pieces = write(tmp_path / "b.parquet", [table.slice(0, 1), table.slice(1, 70_000), table.slice(70_001)])
    assert whole == pieces


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=6))
def test_the_bytes_do_not_depend_on_the_pieces(tmp_path_factory, sizes):
    folder = tmp_path_factory.mktemp("w")
    table = rows(sum(sizes))
    pieces, start = [], 0
    for size in sizes:
        pieces.append(table.slice(start, size))
        start += size
    assert write(folder / "a.parquet", [table]) == write(folder / "b.parquet", pieces)


def test_an_error_leaves_no_file(tmp_path):
    def interrupted():
        with LayerWriter(tmp_path / "f.parquet", SCHEMA) as writer:
            writer.write(rows(ROW_GROUP + 1))
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        interrupted()
    assert not (tmp_path / "f.parquet").exists()
