"""Upsert and history: a row takes the place of the row that stands with its key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Column, Rule
from projections.engines.sandbox import Limits
from projections.layers.ending import COLUMNS
from projections.layers.silver import PolicyAtOdds, Snapshot, promote_to_silver
from projections.storage.lake import Lake
from tests.projections.layers.making import arrival, contract, quarantined, stands, typed

ID = Column("id", "integer", key=1)
MAIL = Column("mail", "string")
SEQ = Column("seq", "integer")
KEY = Rule("key", "key", ("id",))
UNIQUE = Rule("mail.unique", "unique", ("mail",))
PEOPLE = contract(ID, MAIL, SEQ, rules=(KEY,), mode="upsert")
PARTED = contract(ID, MAIL, SEQ, rules=(KEY, UNIQUE), mode="upsert")
SINCE = datetime(2026, 2, 1, tzinfo=UTC)


def merge(folder, promise, rows, table=(), ended=(), snapshot=None, limits=None):
    """Promote rows over a table of one batch ``b-0``, some of whose rows count no more."""
    before = stands(folder, promise, typed(folder, promise, list(table), "b-0") if table else None)
    before = attrs.evolve(before, ended=tuple(ended))
    batch = typed(folder, promise, rows)
    at = attrs.evolve(arrival(), effective_at=SINCE)
    return promote_to_silver(batch, before, {}, promise, at, Lake(folder), "main", limits or Limits(), snapshot)


def written(folder, promotion, kind="data"):
    (file,) = [f for f in promotion.files if f.kind == kind]
    return pq.read_table(folder / file.path).to_pylist()


def rows_of(folder, promotion):
    return [row["_source_row"] for row in written(folder, promotion)]


def ends(folder, promotion, kind="superseded"):
    if all(f.kind != kind for f in promotion.files):
        return []
    return [(row["_batch_id"], row["_source_row"]) for row in written(folder, promotion, kind)]


TABLE = [(1, "a", 5, 1), (2, "b", 5, 2), (3, "c", None, 3)]


def test_rows_are_inserted_updated_or_unchanged_and_the_books_say_so(tmp_path):
    promotion = merge(tmp_path, PEOPLE, [(1, "a", 5, 1), (2, "z", 6, 2), (4, "d", 1, 3)], TABLE)
    assert rows_of(tmp_path, promotion) == [2, 3]
    assert ends(tmp_path, promotion) == [("b-0", 2)]
    balance = promotion.balance
    assert (balance.accepted, balance.inserted, balance.updated, balance.unchanged) == (3, 1, 1, 1)
    assert balance.superseded == 1
    assert balance.is_balanced


def test_inside_a_batch_the_last_row_of_a_key_wins_whatever_it_says(tmp_path):
    promotion = merge(tmp_path, PEOPLE, [(1, "x", 9, 1), (1, "a", 5, 2), (4, "d", 1, 3), (4, "e", 0, 4)], TABLE)
    assert rows_of(tmp_path, promotion) == [4]
    assert (promotion.balance.deduplicated, promotion.balance.unchanged) == (2, 1)


def test_a_declared_order_decides_in_the_batch_and_against_the_table(tmp_path):
    promise = attrs.evolve(PEOPLE, order_by="seq")
    rows = [(1, "late", 4, 1), (2, "new", 6, 2), (2, "old", 1, 3), (3, "known", 0, 4), (4, "d", None, 5)]
    promotion = merge(tmp_path, promise, rows, TABLE)
    assert rows_of(tmp_path, promotion) == [1, 2, 4, 5]
    assert ends(tmp_path, promotion) == [("b-0", 2), ("b-0", 3), ("b-1", 1)]
    balance = promotion.balance
    assert (balance.inserted, balance.updated, balance.deduplicated, balance.superseded) == (2, 2, 1, 3)


def test_a_row_that_counts_no_more_is_not_compared_with(tmp_path):
    gone = tmp_path / "gone.parquet"
    first = merge(tmp_path, PEOPLE, [(2, "z", 6, 1)], TABLE)
    (file,) = [f for f in first.files if f.kind == "superseded"]
    (tmp_path / file.path).rename(gone)
    promotion = merge(tmp_path, PEOPLE, [(2, "b", 5, 1)], TABLE, [(gone, COLUMNS["superseded"])])
    assert (promotion.balance.inserted, promotion.balance.superseded) == (1, 0)


def test_a_history_says_from_when_and_until_when(tmp_path):
    promise = attrs.evolve(PEOPLE, mode="history")
    promotion = merge(tmp_path, promise, [(2, "z", 6, 1)], TABLE)
    (row,) = written(tmp_path, promotion)
    assert list(row) == ["id", "mail", "seq", "valid_from", "_batch_id", "_source_file", "_source_row", "_ingested_at"]
    assert row["valid_from"] == SINCE.replace(tzinfo=None)
    (end,) = written(tmp_path, promotion, "closed")
    assert end == {"_batch_id": "b-0", "_source_row": 2, "_until": SINCE.replace(tzinfo=None)}


def test_a_snapshot_closes_the_keys_that_the_delivery_lacks(tmp_path):
    promise = attrs.evolve(PEOPLE, mode="history")
    snapshot = Snapshot(typed(tmp_path, promise, [(3, "q", 9, 1)], "b-2"), datetime(2026, 1, 15))
    promotion = merge(tmp_path, promise, [(1, "a", 5, 1)], TABLE, snapshot=snapshot)
    assert written(tmp_path, promotion, "closed") == [
        {"_batch_id": "b-0", "_source_row": 2, "_until": datetime(2026, 1, 15)}
    ]
    assert (promotion.balance.unchanged, promotion.balance.superseded) == (1, 1)


def test_unique_values_may_change_places_in_one_batch(tmp_path):
    promotion = merge(tmp_path, PARTED, [(1, "b", 5, 1), (2, "a", 5, 2)], TABLE)
    assert rows_of(tmp_path, promotion) == [1, 2]
    assert promotion.balance.quarantined == 0


def test_a_value_of_a_row_that_stays_cannot_be_taken(tmp_path):
    promotion = merge(tmp_path, PARTED, [(1, "c", 5, 1), (3, "b", 1, 2), (2, "b", 5, 3)], TABLE)
    assert rows_of(tmp_path, promotion) == []
    assert [q.source_row for q in quarantined(tmp_path, promotion)] == [1, 2]
    assert promotion.balance.unchanged == 1


def test_the_bytes_do_not_depend_on_the_number_of_threads(tmp_path):
    rows = [(i % 9_000, f"c{i}", i % 7, i + 1) for i in range(20_000)]
    table = [(i, f"c{i}", 3, i + 1) for i in range(0, 9_000, 3)]
    promise = attrs.evolve(PEOPLE, order_by="seq")
    files = {merge(tmp_path, promise, rows, table, limits=Limits(threads=n)).files for n in (1, 2, 4)}
    assert len(files) == 1


def test_without_a_key_no_row_can_take_the_place_of_another(tmp_path):
    with pytest.raises(PolicyAtOdds, match="no primary key"):
        merge(tmp_path, contract(MAIL, mode="upsert"), [("a", 1)])


SMALL = st.integers(1, 3)
LETTER = st.one_of(st.none(), st.sampled_from("ab"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SMALL, LETTER, st.integers(1, 2)), max_size=7),
    st.lists(st.tuples(SMALL, LETTER, st.integers(1, 2)), max_size=3, unique_by=(lambda r: r[0], lambda r: r[1] or r)),
    st.booleans(),
)
def test_no_unique_value_stands_twice_and_each_row_is_accounted_for(rows, table, ordered):
    promise = attrs.evolve(PARTED, order_by="seq" if ordered else None)
    numbered = [(*row, place) for place, row in enumerate(rows, 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        promotion = merge(folder, promise, numbered, [(*row, place) for place, row in enumerate(table, 1)])
        gone = set(ends(folder, promotion))
        now = [row for place, row in enumerate(table, 1) if ("b-0", place) not in gone]
        now += [
            (row["id"], row["mail"], row["seq"])
            for row in written(folder, promotion)
            if ("b-1", row["_source_row"]) not in gone
        ]
        aside = [q.source_row for q in quarantined(folder, promotion)]
    assert promotion.balance.is_balanced
    assert len({row[0] for row in now}) == len(now)
    mails = [row[1] for row in now if row[1] is not None]
    assert len(set(mails)) == len(mails)
    assert {row[0] for row in now} >= {row[0] for row in table}
    assert len(aside) == promotion.balance.quarantined


def test_nothing_stands_where_the_table_is_new(tmp_path):
    promotion = merge(tmp_path, PEOPLE, [(1, "a", 1, 1)])
    assert [f.kind for f in promotion.files] == ["data"]
