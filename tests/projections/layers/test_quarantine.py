"""Quarantine files: what goes in comes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.parts import Balance, Skips
from projections.digest import digest_of
from projections.layers.promotion import within_limit
from projections.layers.quarantine import (
    SCHEMA,
    Broken,
    SetAside,
    Telling,
    named,
    quarantine_id,
    read_quarantine,
    refused_records,
    row_json,
    set_aside_rows,
)
from projections.layers.writer import LayerWriter
from projections.readers.chunk import Refused
from tests.projections.layers.making import arrival


def write(path, table):
    with LayerWriter(path, SCHEMA) as writer:
        writer.write(table)
        return writer.close()


CELL = st.one_of(st.none(), st.text(max_size=8))
BROKEN = st.builds(Broken, st.text(max_size=5), st.just("1.0.0"), CELL, CELL, st.text(max_size=5))
ASIDE = st.tuples(
    st.integers(1, 2**60),
    st.dictionaries(st.text(max_size=4), CELL, max_size=3),
    st.lists(BROKEN, min_size=1, max_size=3),
)


def told(rows):
    """Write rows as the layers do."""
    return SetAside(
        [number for number, _, _ in rows],
        [row_json(list(row), list(row.values())) for _, row, _ in rows],
        [
            f"[{','.join(Telling(b.rule, b.version, [b.column]).json([b.value], b.reason) for b in rules)}]"
            for *_, rules in rows
        ],
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(ASIDE, max_size=5))
def test_rows_set_aside_come_back_as_they_were(rows):
    with TemporaryDirectory() as name:
        path = Path(name) / "q.parquet"
        write(path, set_aside_rows(told(rows), "silver", arrival()))
        read = list(read_quarantine(path))
    assert [(q.source_row, q.row, list(q.broken)) for q in read] == rows
    assert [list(q.row) for q in read] == [list(row) for _, row, _ in rows]
    assert all(q.quarantine_id == f"b-1/silver/{q.source_row}" for q in read)


def test_refused_records_keep_their_bytes_and_place(tmp_path):
    refused = (
        Refused(3, 120, b"a,\xff\0", "D-002", "a character is not utf-8", 4),
        Refused(9, 400, b"long", "P-006", "the record is too long", 5_000_000),
    )
    table = refused_records(refused, "b-1", "f.csv", datetime(2026, 1, 2, 3), "sha-of-source")
    write(tmp_path / "q.parquet", table)
    first, second = read_quarantine(tmp_path / "q.parquet")
    assert (first.source_row, first.byte_offset, first.raw) == (3, 120, b"a,\xff\0")
    assert first.row is None
    assert first.quarantine_id == "b-1/staged/3"
    assert first.broken[0].rule == "D-002"
    assert first.broken[0].reason == "a character is not utf-8"
    assert first.broken[0].version == "sha-of-source"
    assert second.broken[0].reason == "the record is too long; 4 of its 5000000 bytes are kept here"


def test_the_same_rows_give_the_same_digest():
    rows = [(n, {"a": "é\0", "b": None}, [Broken("a.type", "1", "a", "é\0", "no")]) for n in (1, 2)]
    tables = [set_aside_rows(told(rows), "bronze", arrival()) for _ in range(2)]
    assert digest_of(tables[0]) == digest_of(tables[1])
    assert tables[0].schema == SCHEMA


def test_several_columns_are_named_as_one():
    assert named(["a"]) == "a"
    assert named([None]) is None
    assert named(["a", None, "c"]) == "a, , c"
    assert quarantine_id("b-1", "gold", 7) == "b-1/gold/7"


@pytest.mark.parametrize(
    ("read", "quarantined", "blank", "limit", "within"),
    [
        (0, 0, 0, "0", True),
        (5, 0, 5, "0", True),
        (100, 5, 0, "0.05", True),
        (100, 6, 0, "0.05", False),
        (105, 6, 5, "0.05", False),
        (100, 100, 0, None, True),
        (3, 1, 0, "0.3333333333333333333333333333333333", False),
        (10, 1, 0, "0.1", True),
        (3 * 10**15, 10**15, 0, "0.33333333333333333333", False),
        (1, 1, 0, "1", True),
    ],
)
def test_the_limit_is_a_share_of_the_rows_without_declared_skips(read, quarantined, blank, limit, within):
    accepted = read - quarantined - blank
    balance = Balance(read, accepted, quarantined, skipped=Skips(blank=blank), inserted=accepted)
    assert within_limit(balance, limit) is within
