from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.catalog.questions.expectation import NoExpectation, parse_expectation, wrong_expectation
from projections.catalog.questions.judging import unmet

ANSWER = pa.table(
    {
        "code": ["A", "B", "B"],
        "jobs": pa.array([Decimal("1.5"), None, Decimal("3.0")], pa.decimal128(12, 1)),
        "year": [2026, 2027, 2028],
        "day": [date(2026, 1, 1)] * 3,
        "open": [True, True, False],
    }
)
ONE = pa.table({"n": [35]})


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("rows > 0", ANSWER),
        ("rows = 3", ANSWER),
        ("ROWS >= 3 AND rows<4;rows != 2", ANSWER),
        ("value = 35", ONE),
        ("value = 35.0 and value < 36", ONE),
        ("no nulls in code, year", ANSWER),
        ("no repeats in code, year", ANSWER),
        ("year >= 2026", ANSWER),
        ("day = '2026-01-01'", ANSWER),
        ("value = 'it''s; and'", pa.table({"x": ["it's; and"]})),
        ("value = true", pa.table({"x": [True]})),
    ],
)
def test_what_is_as_expected_leaves_nothing_unmet(text, answer):
    assert unmet(parse_expectation(text), answer) == []


@pytest.mark.parametrize(
    ("text", "answer", "unmet_text"),
    [
        ("rows > 3", ANSWER, "rows > 3"),
        ("rows = 3 and rows = 4", ANSWER, "rows = 4"),
        ("value = 34", ONE, "value = 34"),
        ("value = 35", ANSWER, "value = 35"),
        ("value = '35'", pa.table({"x": [None]}), "value = '35'"),
        ("value = true", ONE, "value = true"),
        ("no nulls in jobs", ANSWER, "no nulls in jobs"),
        ("no nulls in nothing", ANSWER, "no nulls in nothing"),
        ("no repeats in code", ANSWER, "no repeats in code"),
        ("jobs > 0", ANSWER, "jobs > 0"),
        ("open = true", ANSWER, "open = true"),
        ("code > 5", ANSWER, "code > 5"),
        ("value > 0", pa.table({"x": [float("nan")]}), "value > 0"),
    ],
)
def test_what_is_not_as_expected_is_named_in_the_words_of_its_author(text, answer, unmet_text):
    (found,) = unmet(parse_expectation(text), answer)
    assert found.text == unmet_text
    assert found.found


@pytest.mark.parametrize(
    "text",
    [
        "", "rows", "rows > ", "rows > many", "rows > 1.5", "rows = -1", "rows >> 1", "rows > 1 and", "and rows > 1",
        "no nulls", "no nulls in", "no nulls in a b", "no nulls in a,", "no nulls in a; drop", "value = x",
        "no repeats in no", "1 = 1", "value = 'open", "a = 1, b = 2", "_batch_id = 1",
    ],
)  # fmt: skip
def test_what_expects_nothing_is_refused_with_the_reason(text):
    assert wrong_expectation(text)
    with pytest.raises(NoExpectation):
        parse_expectation(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_expectation_or_refused(text):
    if not wrong_expectation(text):
        parts = parse_expectation(text)
        assert parse_expectation(" and ".join(part.text for part in parts)) == parts
