from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions import ModelColumn
from projections.engines.limits import Limits
from projections.engines.relation import Relation
from projections.engines.sandbox import Sandbox

A, B = ModelColumn("a", "BIGINT"), ModelColumn("b", "VARCHAR")
SOURCE = (ModelColumn("_batch_id", "VARCHAR"), ModelColumn("_source_row", "BIGINT"))


def _write(path: Path, **columns: list[object]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def _numbers(relation: Relation) -> list[tuple[object, ...]]:
    with Sandbox({"silver.t": relation}, Limits(threads=2)) as sandbox:
        table = sandbox.table("SELECT _row >> 32, _row & 4294967295, a FROM silver.t ORDER BY _row")
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_a_row_is_named_by_its_file_and_its_place_whatever_the_files_hold(tmp_path: Path) -> None:
    files = (
        _write(tmp_path / "1.parquet", a=[10, 11], b=["x", "y"]),
        _write(tmp_path / "2.parquet", a=[20]),
        _write(tmp_path / "3.parquet", a=[30, 31], b=["x", "y"]),
    )
    expected = [(0, 0, 10), (0, 1, 11), (1, 0, 20), (2, 0, 30), (2, 1, 31)]
    assert _numbers(Relation(files, (A, B), held=((A, B), (A,), (A, B)), numbered=True)) == expected
    assert _numbers(Relation(files, (A, B), numbered=True)) == expected
    assert _numbers(Relation(files, (), numbered=True)) == expected


def test_rows_that_count_no_more_leave_the_numbers_of_the_others(tmp_path: Path) -> None:
    file = _write(tmp_path / "1.parquet", a=[10, 11, 12], _batch_id=["b", "b", "b"], _source_row=[1, 2, 3])
    out = _write(tmp_path / "2.parquet", _batch_id=["b"], _source_row=[2])
    assert _numbers(Relation((file,), (A, *SOURCE), superseded=(out,), numbered=True)) == [(0, 0, 10), (0, 2, 12)]


def test_a_table_without_files_has_the_column_too() -> None:
    assert _numbers(Relation((), (A,), numbered=True)) == []
