from __future__ import annotations

from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ledger.definitions import ModelColumn
from projections.engines.limits import Limits
from projections.engines.relation import Relation
from projections.engines.sandbox import Sandbox

A, B, C = ModelColumn("a", "BIGINT"), ModelColumn("b", "VARCHAR"), ModelColumn("c", "BIGINT")


def test_the_same_rows_can_be_read_with_fewer_columns(tmp_path: Path) -> None:
    files = (tmp_path / "1.parquet", tmp_path / "2.parquet")
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", "y"], "c": [7, 8]}), files[0])
    pq.write_table(pa.table({"a": [3], "b": ["z"]}), files[1])
    relation = Relation(files, (A, B, C), held=((A, B, C), (A, B))).only({"c", "a"})
    with Sandbox({"staged.t": relation}, Limits(threads=1)) as sandbox:
        assert sandbox.table("SELECT * FROM staged.t").to_pylist() == [
            {"a": 1, "c": 7},
            {"a": 2, "c": 8},
            {"a": 3, "c": None},
        ]


def test_a_table_whose_rows_are_told_by_its_columns_keeps_them(tmp_path: Path) -> None:
    relation = Relation((tmp_path / "1.parquet",), (A,), held=((A,),))
    for told in (attrs.evolve(relation, superseded=(tmp_path / "2.parquet",)), attrs.evolve(relation, closed=())):
        with pytest.raises(ValueError, match="told by columns"):
            told.only({"a"})
    assert Relation((), (A, B)).only({"b"}) == Relation((), (B,))
