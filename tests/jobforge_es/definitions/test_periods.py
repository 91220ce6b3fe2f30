from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.periods import NotAPeriod, day_of, following, period_of

YEARS = st.integers(1000, 9990)
TEXTS = st.one_of(
    st.builds("{:04}".format, YEARS),
    st.builds("{:04}-{:02}".format, YEARS, st.integers(1, 12)),
    st.builds("{:04}-Q{}".format, YEARS, st.integers(1, 4)),
    st.builds(lambda year: f"{year:04}/{year + 1:04}", YEARS),
    st.dates(date(1000, 1, 1), date(9990, 1, 1)).map(date.isoformat),
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-03-31", "2026-03-31", "2026-03-31"),
        ("2025/2026", "2025-04-01", "2026-03-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text, first, last):
    found = period_of(text)
    assert (found.text, found.first.isoformat(), found.last.isoformat()) == (text, first, last)


def test_a_fiscal_year_begins_where_the_source_says():
    found = period_of("2025/2026", "07-01")
    assert (found.first, found.last) == (date(2025, 7, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-3",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-q1",
        "2026Q1",
        "2025/2027",
        "2025-2026",
        "2026-02-30",
        "0999",
        "9999",
        "\uff12\uff10\uff12\uff16",
        "2026 ",
        "2026-03-31T00:00",
        "spring 2026",
        "2026-W05",
        "-2026",
    ],
)
def test_what_is_no_period_is_refused_with_the_forms(text):
    with pytest.raises(NotAPeriod) as caught:
        period_of(text)
    assert "2026-Q1" in caught.value.why


@pytest.mark.parametrize("text", ["2026-03", "2026-02-30", "31.03.2026", "0001-01-01", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(NotAPeriod):
        day_of(text)


@given(TEXTS)
def test_the_following_period_begins_the_day_after_and_has_the_same_form(text):
    here = period_of(text)
    there = following(here)
    assert there.first == here.last + timedelta(days=1)
    assert here.first <= here.last
    assert len(there.text) == len(text)
    assert period_of(there.text) == there
