"""Bronze: names, types and rules of one row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import Column, Rule
from ledger.events.parts import RuleCount
from projections.layers.bronze import UnknownColumn, bronze_table
from tests.projections.layers.making import accepted, contract, quarantined, to_bronze

CODE = Column("code", "string", header="NOC Code")
WAGE = Column("wage", "decimal", precision=8, scale=2)
YEAR = Column("year", "integer")
HEADERS = {"noc_code": "NOC Code"}


def test_rows_get_their_names_and_types_in_source_order(tmp_path):
    columns = (
        CODE,
        WAGE,
        YEAR,
        Column("day", "date", format="dd/MM/yyyy"),
        Column("at", "timestamp", format="yyyy-MM-dd'T'HH:mm:ssXXX"),
        Column("current", "boolean", true_words=("oui",), false_words=("non",)),
        Column("share", "double"),
    )
    texts = {
        "noc_code": ["00010", None],
        "extra": ["x", "y"],
        "wage": ["12.5", "NA"],
        "year": ["2021", "-1"],
        "day": ["31/12/2021", None],
        "at": ["2021-01-01T00:00:00+02:00", None],
        "current": ["oui", "non"],
        "share": ["1e-1", "2"],
    }
    promotion = to_bronze(tmp_path, contract(*columns), texts, ("NA",), headers=HEADERS, rows=[7, 9])
    first, second = accepted(tmp_path, promotion)
    assert first == {
        "code": "00010",
        "wage": Decimal("12.50"),
        "year": 2021,
        "day": date(2021, 12, 31),
        "at": datetime(2020, 12, 31, 22),
        "current": True,
        "share": 0.1,
        "_source_row": 7,
    }
    assert list(second.values()) == [None, None, -1, None, None, False, 2.0, 9]
    assert promotion.balance.read == promotion.balance.accepted == promotion.balance.inserted == 2
    assert promotion.rules == ()
    assert [file.kind for file in promotion.files] == ["data"]


def test_every_row_carries_its_whole_origin(tmp_path):
    promotion = to_bronze(tmp_path, contract(YEAR), {"year": ["1"]})
    row = pq.read_table(tmp_path / promotion.files[0].path).to_pylist()[0]
    assert row == {
        "year": 1,
        "_batch_id": "b-1",
        "_source_file": "f.csv",
        "_source_row": 1,
        "_ingested_at": datetime(2026, 3, 31, 12),
    }


def test_a_value_that_cannot_be_cast_sets_its_row_aside_with_its_text_and_without_further_noise(tmp_path):
    rules = (
        Rule("wage.type", "type", ("wage",)),
        Rule("wage.required", "required", ("wage",)),
        Rule("wage.range", "range", ("wage",), minimum="0"),
        Rule("paid", "row", ("wage", "year"), sql="wage IS NOT NULL AND year > 0"),
    )
    texts = {"wage": ["1e3", "12.50", None, "-1.00"], "year": ["2021"] * 4, "note": ["a", "b", 'it\'s "x"', None]}
    promotion = to_bronze(tmp_path, contract(WAGE, YEAR, rules=rules), texts)
    assert [row["_source_row"] for row in accepted(tmp_path, promotion)] == [2]
    first, second, third = quarantined(tmp_path, promotion)
    assert first.quarantine_id == "b-1/bronze/1"
    assert (first.batch_id, first.source_file, first.source_row) == ("b-1", "f.csv", 1)
    assert first.ingested_at == datetime(2026, 3, 31, 12)
    assert (first.byte_offset, first.raw) == (None, None)
    assert first.row == {"wage": "1e3", "year": "2021", "note": "a"}
    (broken,) = first.broken
    assert (broken.rule, broken.version, broken.column, broken.value) == ("wage.type", "1.2.0", "wage", "1e3")
    assert broken.reason == "not a number with at most 6 digits before and 2 after the mark '.'"
    assert [b.rule for b in second.broken] == ["wage.required", "paid"]
    assert second.row == {"wage": None, "year": "2021", "note": 'it\'s "x"'}
    assert [(b.rule, b.value) for b in third.broken] == [("wage.range", "-1.00")]
    assert promotion.balance.is_balanced
    assert (promotion.balance.accepted, promotion.balance.quarantined) == (1, 3)
    assert {c.rule: c.rows for c in promotion.rules} == {"wage.type": 1, "wage.required": 1, "wage.range": 1, "paid": 1}


def test_the_value_of_a_row_rule_is_that_of_all_its_columns(tmp_path):
    rules = (Rule("paid", "row", ("wage", "year"), sql="wage < year"),)
    promotion = to_bronze(tmp_path, contract(WAGE, YEAR, rules=rules), {"wage": [" 9", "9"], "year": ["1", "1"]})
    _, second = quarantined(tmp_path, promotion)
    assert [(b.column, b.value) for b in second.broken] == [("wage, year", "9, 1")]


def test_a_warning_counts_and_keeps_the_row(tmp_path):
    rules = (
        Rule("year.range", "range", ("year",), severity="warning", minimum="1900"),
        Rule("year.required", "required", ("year",)),
    )
    promotion = to_bronze(tmp_path, contract(YEAR, rules=rules), {"year": ["1", "2", "1950", None]})
    assert [row["year"] for row in accepted(tmp_path, promotion)] == [1, 2, 1950]
    assert promotion.rules == (RuleCount("year.range", "warning", 2), RuleCount("year.required", "error", 1))
    assert [[b.rule for b in q.broken] for q in quarantined(tmp_path, promotion)] == [["year.required"]]


def test_null_words_of_the_source_and_of_the_column_are_missing_values(tmp_path):
    column = Column("year", "integer", null_words=("..",), trim=True)
    promotion = to_bronze(tmp_path, contract(column), {"year": [" NA ", "..", "", " 7"]}, ("NA",))
    assert [row["year"] for row in accepted(tmp_path, promotion)] == [None, None, 7]
    assert [q.row for q in quarantined(tmp_path, promotion)] == [{"year": ""}]


def test_an_unknown_column_is_refused_before_anything_is_written(tmp_path):
    columns = (Column("code", "string", header="noc code"), Column("wages", "string"), YEAR)
    texts = {"noc_code": ["1"], "wage": ["2"], "year": ["3"]}
    with pytest.raises(UnknownColumn) as caught:
        to_bronze(tmp_path, contract(*columns), texts, headers=HEADERS)
    assert caught.value.code == "S-021"
    assert caught.value.columns == ("code", "wages")
    assert "'NOC Code', 'wage', 'year'" in caught.value.why
    assert any("'wage'" in line for line in caught.value.mend)
    assert not (tmp_path / "layers").exists()


def test_a_header_is_matched_exactly_and_never_by_the_name_it_was_given(tmp_path):
    with pytest.raises(UnknownColumn):
        to_bronze(tmp_path, contract(Column("code", "string", header="noc_code")), {"noc_code": ["1"]}, headers=HEADERS)


def test_hostile_headers_names_and_words_stay_words(tmp_path):
    header = "a\"b'; DROP TABLE t; --"
    columns = (Column("select", "string", header=header, null_words=("it's", '"')), Column("from", "integer"))
    rules = (Rule("select.pattern", "pattern", ("select",), pattern="[^']*"),)
    texts = {"a_b": ["x", "it's", "y'; --"], "from": ["1", "2", "3"]}
    promotion = to_bronze(tmp_path, contract(*columns, rules=rules), texts, headers={"a_b": header})
    assert [row["select"] for row in accepted(tmp_path, promotion)] == ["x", None]
    assert [q.source_row for q in quarantined(tmp_path, promotion)] == [3]


def test_over_the_limit_only_the_quarantine_stays(tmp_path):
    promotion = to_bronze(tmp_path, contract(YEAR, quarantine_limit="0.5"), {"year": ["1", "x", "y"]})
    assert promotion.is_rejected
    assert [file.kind for file in promotion.files] == ["quarantine"]
    assert promotion.balance.is_balanced
    assert [p.name for p in tmp_path.rglob("layers/**/*") if p.is_file()] == [Path(promotion.files[0].path).name]


def test_an_empty_batch_gives_an_empty_file(tmp_path):
    promotion = to_bronze(tmp_path, contract(YEAR, quarantine_limit="0"), {"year": []})
    assert accepted(tmp_path, promotion) == []
    assert promotion.balance.read == 0
    assert not promotion.is_rejected


def test_what_fails_half_way_leaves_nothing_behind(tmp_path):
    rules = (Rule("nonsense", "row", ("year",), sql="no_such_function(year)"),)
    with pytest.raises(Exception, match="no_such_function"):
        to_bronze(tmp_path, contract(YEAR, rules=rules), {"year": ["1"]})
    assert not list(tmp_path.rglob("layers/**/*.part"))


def test_the_same_batch_gives_the_same_bytes(tmp_path):
    texts = {"year": [str(i) if i % 97 else "x" for i in range(200_000)]}
    first = to_bronze(tmp_path, contract(YEAR), texts)
    second = to_bronze(tmp_path / "again", contract(YEAR), texts) if (tmp_path / "again").mkdir() is None else None
    assert first.files == second.files
    assert first.balance.quarantined == len(range(0, 200_000, 97))
    rows = [row["_source_row"] for row in accepted(tmp_path, first)]
    assert rows == sorted(rows)


def test_the_bronze_table_has_the_name_of_the_silver_one():
    assert bronze_table(contract(YEAR)) == "bronze.t"


CELL = st.one_of(st.none(), st.sampled_from(["1", "2", "-3", "x", "1e3", "", "NA", "99"]), st.text(max_size=4))
SEVERITY = st.sampled_from(["error", "warning"])


@st.composite
def rule_sets(draw):
    rules = [
        Rule("a.required", "required", ("a",), draw(SEVERITY)),
        Rule("a.range", "range", ("a",), draw(SEVERITY), maximum="50"),
        Rule("b.length", "length", ("b",), draw(SEVERITY), maximum="2"),
        Rule("b.allowed", "allowed", ("b",), draw(SEVERITY), values=("1", "2", "x")),
        Rule("both", "row", ("a", "b"), draw(SEVERITY), sql="a > 0 OR b IS NOT NULL"),
    ]
    return tuple(draw(st.lists(st.sampled_from(rules), unique_by=lambda r: r.id)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), max_size=8), rule_sets(), st.sampled_from(["string", "integer"]))
def test_the_books_balance_and_no_row_is_lost_or_doubled(rows, rules, kind):
    texts = {"a": [a for a, _ in rows], "b": [b for _, b in rows]}
    promise = contract(Column("a", "integer"), Column("b", "string"), Column("c", kind, header="b"), rules=rules)
    with TemporaryDirectory() as name:
        folder = Path(name)
        promotion = to_bronze(folder, promise, texts, ("NA",))
        kept = [row["_source_row"] for row in accepted(folder, promotion)]
        aside = quarantined(folder, promotion)
    assert promotion.balance.is_balanced
    assert sorted([*kept, *(q.source_row for q in aside)]) == list(range(1, len(rows) + 1))
    assert kept == sorted(kept)
    assert [q.source_row for q in aside] == sorted(q.source_row for q in aside)
    assert all(q.row == {"a": rows[q.source_row - 1][0], "b": rows[q.source_row - 1][1]} for q in aside)
    assert all(q.broken for q in aside)
    warnings = {c.rule for c in promotion.rules if c.severity == "warning"}
    assert all(any(b.rule not in warnings for b in q.broken) for q in aside)
    asked = {c.rule: c.rows for c in promotion.rules if c.severity == "error"}
    told = [b.rule for q in aside for b in q.broken]
    assert all(told.count(rule) == count for rule, count in asked.items())
