"""Silver: one row per key, and the rules across rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Column, Rule
from ledger.events.parts import RuleCount
from projections.engines.sandbox import Limits, Relation
from projections.layers.silver import PolicyAtOdds
from projections.layers.telling import as_texts
from tests.projections.layers.making import accepted, contract, nothing, quarantined, to_silver, typed

ID = Column("id", "integer", key=1)
CODE = Column("code", "string")
MAIL = Column("mail", "string")
KEY = Rule("key", "key", ("id",))
UNIQUE = Rule("mail.unique", "unique", ("mail",))
PARENT = Rule("code.reference", "reference", ("code",), reference="silver.codes", reference_columns=("code",))
CODES = contract(Column("code", "string", key=1))
PEOPLE = contract(ID, CODE, rules=(KEY,))


def kept(folder, promotion):
    return [row["_source_row"] for row in accepted(folder, promotion)]


def reasons(folder, promotion):
    return {q.source_row: [(b.rule, b.reason) for b in q.broken] for q in quarantined(folder, promotion)}


def test_rows_without_anything_in_common_are_accepted_as_they_are(tmp_path):
    promotion = to_silver(tmp_path, PEOPLE, [(1, "a", 1), (2, None, 4), (3, "a", 5)])
    assert accepted(tmp_path, promotion) == [
        {"id": 1, "code": "a", "_source_row": 1},
        {"id": 2, "code": None, "_source_row": 4},
        {"id": 3, "code": "a", "_source_row": 5},
    ]
    assert promotion.balance.inserted == promotion.balance.read == 3
    assert promotion.rules == ()


def test_a_table_without_a_key_keeps_equal_rows(tmp_path):
    promotion = to_silver(tmp_path, contract(CODE), [("a", 1), ("a", 2)])
    assert kept(tmp_path, promotion) == [1, 2]


def test_equal_rows_are_deduplicated_and_other_content_is_set_aside(tmp_path):
    rows = [(1, "a", 1), (1, "a", 2), (1, "b", 3), (2, None, 4), (2, None, 5), (1, "b", 6)]
    promotion = to_silver(tmp_path, PEOPLE, rows)
    assert kept(tmp_path, promotion) == [1, 4]
    reason = "the key, with other content, stands in record 1 of the same file"
    assert reasons(tmp_path, promotion) == {3: [("key", reason)], 6: [("key", reason)]}
    balance = promotion.balance
    assert (balance.read, balance.accepted, balance.quarantined, balance.deduplicated) == (6, 2, 2, 2)
    assert balance.is_balanced
    assert promotion.rules == (RuleCount("key", "error", 2),)


def test_a_quarantined_row_is_told_as_canonical_text(tmp_path):
    columns = (
        ID,
        Column("wage", "decimal", precision=6, scale=2),
        Column("day", "date"),
        Column("at", "timestamp"),
        Column("on", "boolean"),
    )
    rows = [
        (1, Decimal("1.50"), date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5), True, 1),
        (1, Decimal("2.00"), date(2020, 1, 2), datetime(2020, 1, 2, 3, 4, 5, 60), False, 2),
    ]
    promotion = to_silver(tmp_path, contract(*columns), rows)
    (row,) = quarantined(tmp_path, promotion)
    assert row.quarantine_id == "b-1/silver/2"
    assert row.row == {
        "id": "1",
        "wage": "2.00",
        "day": "2020-01-02",
        "at": "2020-01-02 03:04:05.000060",
        "on": "false",
    }
    assert [(b.rule, b.version, b.column, b.value) for b in row.broken] == [("key", "1.2.0", "id", "1")]
    assert as_texts(pa.chunked_array([[0.1, None]])) == ["0.1", None]


@pytest.mark.parametrize(("policy", "wins"), [("first", 1), ("last", 3)])
def test_the_first_or_the_last_row_of_a_key_may_win(tmp_path, policy, wins):
    promise = attrs.evolve(PEOPLE, on_conflict=policy, mode="replace")
    promotion = to_silver(tmp_path, promise, [(1, "a", 1), (1, "b", 2), (1, "c", 3), (2, "z", 4)])
    assert kept(tmp_path, promotion) == [wins, 4]
    assert promotion.balance.deduplicated == 2
    assert promotion.rules == ()


def test_rows_that_stand_in_the_table_come_before_those_of_the_batch(tmp_path):
    standing = typed(tmp_path, PEOPLE, [(1, "a", 9), (5, None, 10)], "b-0")
    rows = [(1, "b", 1), (1, "a", 2), (1, "b", 3), (5, None, 4), (2, "x", 5)]
    promotion = to_silver(tmp_path, PEOPLE, rows, standing)
    assert kept(tmp_path, promotion) == [5]
    reason = "the key stands, with other content, in batch b-0, record 9"
    assert reasons(tmp_path, promotion) == {1: [("key", reason)], 3: [("key", reason)]}
    assert promotion.balance.deduplicated == 2


def test_the_standing_row_wins_where_the_first_does(tmp_path):
    standing = typed(tmp_path, PEOPLE, [(1, "a", 9)], "b-0")
    promotion = to_silver(tmp_path, attrs.evolve(PEOPLE, on_conflict="first"), [(1, "b", 1), (2, "c", 2)], standing)
    assert kept(tmp_path, promotion) == [2]
    assert promotion.balance.deduplicated == 1


def test_in_mode_replace_the_table_is_not_compared_with(tmp_path):
    standing = typed(tmp_path, PEOPLE, [(1, "a", 9)], "b-0")
    promotion = to_silver(tmp_path, attrs.evolve(PEOPLE, mode="replace"), [(1, "b", 1)], standing)
    assert kept(tmp_path, promotion) == [1]


def test_appending_never_lets_the_last_row_win(tmp_path):
    with pytest.raises(PolicyAtOdds) as caught:
        to_silver(tmp_path, attrs.evolve(PEOPLE, on_conflict="last"), [(1, "a", 1)])
    assert caught.value.code == "S-034"


def test_standing_rows_may_be_of_an_older_contract(tmp_path):
    older = contract(ID, Column("wage", "integer"))
    standing = typed(tmp_path, older, [(1, 7, 9), (2, 8, 10)], "b-0")
    newer = contract(ID, Column("wage", "string"), MAIL, rules=(KEY, UNIQUE))
    rows = [(1, "7", None, 1), (2, "8", "m", 2), (3, "x", "n", 3)]
    promotion = to_silver(tmp_path, newer, rows, standing)
    assert kept(tmp_path, promotion) == [3]
    assert promotion.balance.deduplicated == 1
    assert list(reasons(tmp_path, promotion)) == [2]


def test_a_key_must_be_whole(tmp_path):
    promise = contract(ID, attrs.evolve(CODE, key=2))
    promotion = to_silver(tmp_path, promise, [(1, None, 1), (None, None, 2), (1, "a", 3), (1, "b", 4)])
    assert kept(tmp_path, promotion) == [3, 4]
    assert reasons(tmp_path, promotion)[1] == [("key", "a part of the key is missing")]
    assert [b.value for q in quarantined(tmp_path, promotion) for b in q.broken] == ["1, ", ", "]


def test_unique_values_never_clash_when_missing(tmp_path):
    promise = contract(ID, MAIL, rules=(KEY, UNIQUE))
    standing = typed(tmp_path, promise, [(8, "s", 1), (9, None, 2)], "b-0")
    rows = [(1, "m", 1), (2, None, 2), (3, None, 3), (4, "m", 4), (5, "s", 5), (1, "m", 6)]
    promotion = to_silver(tmp_path, promise, rows, standing)
    assert kept(tmp_path, promotion) == [1, 2, 3]
    assert reasons(tmp_path, promotion) == {
        4: [("mail.unique", "the value stands in record 1 of the same file")],
        5: [("mail.unique", "the value stands in batch b-0, record 1")],
    }
    assert promotion.balance.deduplicated == 1


def test_a_row_that_loses_its_key_is_not_asked_for_its_unique_value(tmp_path):
    promise = contract(ID, MAIL, rules=(KEY, UNIQUE), on_conflict="first")
    standing = typed(tmp_path, promise, [(8, "s", 1)], "b-0")
    promotion = to_silver(tmp_path, promise, [(1, None, 1), (1, "s", 2)], standing)
    assert kept(tmp_path, promotion) == [1]
    assert promotion.balance.deduplicated == 1


def test_a_row_that_is_set_aside_takes_no_key_from_a_later_one(tmp_path):
    promise = contract(ID, MAIL, rules=(KEY, UNIQUE))
    standing = typed(tmp_path, promise, [(8, "s", 1)], "b-0")
    promotion = to_silver(tmp_path, promise, [(1, "s", 1), (1, "t", 2), (2, "t", 3), (2, "u", 4)], standing)
    assert kept(tmp_path, promotion) == [2, 4]
    assert list(reasons(tmp_path, promotion)) == [1, 3]


def test_references_need_a_parent_and_a_missing_value_needs_none(tmp_path):
    promise = contract(ID, CODE, rules=(KEY, PARENT))
    parents = {"silver.codes": typed(tmp_path, CODES, [("a", 1), ("b", 2)], "p")}
    promotion = to_silver(tmp_path, promise, [(1, "a", 1), (2, None, 2), (3, "c", 3), (None, "c", 4)], None, parents)
    assert kept(tmp_path, promotion) == [1, 2]
    assert reasons(tmp_path, promotion) == {
        3: [("code.reference", "occurs in no row of silver.codes")],
        4: [("key", "a part of the key is missing"), ("code.reference", "occurs in no row of silver.codes")],
    }


def test_a_parent_table_without_rows_has_no_partner(tmp_path):
    promise = contract(ID, CODE, rules=(PARENT,))
    promotion = to_silver(tmp_path, promise, [(1, "a", 1)], None, {"silver.codes": nothing(CODES)})
    assert promotion.balance.quarantined == 1


def test_a_table_may_refer_to_itself(tmp_path):
    rule = Rule("parent.reference", "reference", ("parent",), reference="silver.t", reference_columns=("id",))
    promise = contract(ID, Column("parent", "integer"), rules=(KEY, rule))
    standing = typed(tmp_path, promise, [(7, None, 1)], "b-0")
    rows = [(1, None, 1), (2, 1, 2), (3, 7, 3), (4, 99, 4)]
    promotion = to_silver(tmp_path, promise, rows, standing)
    assert kept(tmp_path, promotion) == [1, 2, 3]


def test_parents_of_another_type_are_compared_in_the_type_of_the_column(tmp_path):
    numbers = contract(Column("code", "integer"))
    promise = contract(ID, CODE, rules=(PARENT,))
    parents = {"silver.codes": typed(tmp_path, numbers, [(1, 1)], "p")}
    promotion = to_silver(tmp_path, promise, [(1, "1", 1), (2, "x", 2)], None, parents)
    assert kept(tmp_path, promotion) == [1]


def test_warnings_count_and_keep_their_rows(tmp_path):
    rules = tuple(attrs.evolve(rule, severity="warning") for rule in (KEY, UNIQUE, PARENT))
    promise = contract(ID, CODE, MAIL, rules=rules)
    rows = [(1, "a", "m", 1), (1, "b", "m", 2), (1, "b", "m", 3), (None, None, None, 4), (None, None, None, 5)]
    parents = {"silver.codes": typed(tmp_path, CODES, [("a", 1)], "p")}
    promotion = to_silver(tmp_path, promise, rows, None, parents)
    assert kept(tmp_path, promotion) == [1, 2, 4, 5]
    assert promotion.balance.deduplicated == 1
    assert {c.rule: (c.severity, c.rows) for c in promotion.rules} == {
        "key": ("warning", 3),
        "mail.unique": ("warning", 1),
        "code.reference": ("warning", 2),
    }


def test_over_the_limit_only_the_quarantine_stays(tmp_path):
    promotion = to_silver(tmp_path, attrs.evolve(PEOPLE, quarantine_limit="0.49"), [(1, "a", 1), (1, "b", 2)])
    assert promotion.is_rejected
    assert [file.kind for file in promotion.files] == ["quarantine"]


def test_an_empty_batch_gives_an_empty_file(tmp_path):
    promotion = to_silver(tmp_path, PEOPLE, [])
    assert accepted(tmp_path, promotion) == []


def test_the_bytes_do_not_depend_on_the_number_of_threads(tmp_path):
    rows = [(i % 9_000, f"c{i % 4}", i + 1) for i in range(20_000)]
    standing = typed(tmp_path, PEOPLE, [(i, "c0", i + 1) for i in range(0, 9_000, 7)], "b-0")
    files = {to_silver(tmp_path, PEOPLE, rows, standing, limits=Limits(threads=n)).files for n in (1, 2, 4)}
    assert len(files) == 1


SMALL = st.one_of(st.none(), st.integers(0, 3))
LETTER = st.one_of(st.none(), st.sampled_from("ab"))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(SMALL, LETTER, LETTER), max_size=9),
    st.lists(st.tuples(st.integers(0, 3), LETTER, LETTER), max_size=3, unique_by=lambda row: row[0]),
    st.sampled_from([("append", "quarantine"), ("append", "first"), ("replace", "last"), ("replace", "quarantine")]),
)
def test_the_books_balance_and_each_row_meets_its_fate(rows, table, manner):
    mode, policy = manner
    promise = contract(ID, CODE, MAIL, rules=(KEY, UNIQUE, PARENT), mode=mode, on_conflict=policy)
    numbered = [(*row, place) for place, row in enumerate(rows, 1)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        parents = {"silver.codes": typed(folder, CODES, [("a", 1)], "p")}
        standing: Relation = typed(folder, promise, [(*row, place) for place, row in enumerate(table, 1)], "b-0")
        promotion = to_silver(folder, promise, numbered, standing, parents)
        stay, aside = set(kept(folder, promotion)), set(reasons(folder, promotion))
        in_order = kept(folder, promotion) == sorted(stay)
    assert in_order
    assert promotion.balance.is_balanced
    assert promotion.balance.read == len(rows)
    wanted_stay, wanted_aside = fates(numbered, table if mode == "append" else [], policy)
    assert (stay, aside) == (wanted_stay, wanted_aside)
    assert promotion.balance.deduplicated == len(rows) - len(stay) - len(aside)


def fates(rows, table, policy):
    """Judge row by row: which stay, which are set aside; the others are deduplicated."""
    stay, aside, chosen = set(), set(), list(table)
    for *content, place in reversed(rows) if policy == "last" else rows:
        key, code, mail = content
        same_key = [row for row in chosen if row[0] == key]
        if key is None or code not in ("a", None):
            aside.add(place)
        elif same_key and (policy != "quarantine" or tuple(content) in map(tuple, same_key)):
            continue
        elif same_key or (mail is not None and any(row[2] == mail for row in chosen)):
            aside.add(place)
        else:
            stay.add(place)
            chosen.append(content)
    return stay, aside
