from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.name_patterns import NameUnfit, PatternWrong, name_pattern


@pytest.mark.parametrize(
    ("pattern", "name", "told"),
    [
        ("jobs_{period:yyyy-MM}.csv", "jobs_2026-03.csv", {"period": "2026-03"}),
        ("{period:yyyyMM}.csv", "202603.csv", {"period": "2026-03"}),
        ("{period:MM_yyyy}.csv", "03_2026.csv", {"period": "2026-03"}),
        ("{period:yyyy-Qq}.csv", "2026-Q2.csv", {"period": "2026-Q2"}),
        ("{period:Tq yyyy}.csv", "T2 2026.csv", {"period": "2026-Q2"}),
        ("{period:yyyy-yyyy}.csv", "2025-2026.csv", {"period": "2025/2026"}),
        ("{period:yyyy}v.csv", "2026v.csv", {"period": "2026"}),
        ("{published:dd.MM.yyyy}.csv", "31.03.2026.csv", {"published": "2026-03-31"}),
        ("a_{edition}.csv", "a_2021.1.csv", {"edition": "2021.1"}),
        ("{edition}_{period:yyyy}.csv", "a_b_2026.csv", {"edition": "a_b", "period": "2026"}),
        (
            "{edition}-{period:yyyy}-{published:yyyyMMdd}.csv",
            "x-2026-20260401.csv",
            {"edition": "x", "period": "2026", "published": "2026-04-01"},
        ),
    ],
)
def test_a_name_tells_what_its_pattern_says(pattern, name, told):
    assert name_pattern(pattern).tell(name) == told


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("jobs_{period:yyyy-MM}.csv", "jobs_2026-3.csv"),
        ("jobs_{period:yyyy-MM}.csv", "jobs_2026-13.csv"),
        ("jobs_{period:yyyy-MM}.csv", "Jobs_2026-03.csv"),
        ("jobs_{period:yyyy-MM}.csv", "jobs_2026-03.csv.bak"),
        ("jobs_{period:yyyy-MM}.csv", "jobs_2026-03xcsv"),
        ("jobs_{period:yyyy-MM}.csv", "jobs_٢٠٢٦-03.csv"),
        ("{published:yyyyMMdd}.csv", "20260230.csv"),
        ("{period:yyyy-yyyy}.csv", "2025-2027.csv"),
        ("a{edition}.csv", "a.csv"),
    ],
)
def test_a_name_that_does_not_fit_tells_nothing(pattern, name):
    with pytest.raises(NameUnfit):
        name_pattern(pattern).tell(name)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "jobs.csv",
        "{period}",
        "{period:}",
        "{period:yy}",
        "{period:MM}",
        "{period:yyyy-dd}",
        "{published:yyyy}",
        "{edition:yyyy}",
        "{year}",
        "{}",
        "{period:yyyy",
        "a}{edition}",
        "{edition}*",
        "x/{edition}",
        "{edition}?",
        "{edition}{period:yyyy}",
        "{period:yyyy}{edition}",
        "{edition}_{edition}",
        "{period:yyyy.*}",
        "{{edition}}",
    ],
)
def test_a_pattern_that_could_not_tell_is_refused(pattern):
    with pytest.raises(PatternWrong):
        name_pattern(pattern)


@given(st.text(max_size=40))
def test_no_pattern_ends_in_anything_but_a_pattern_or_a_refusal(text):
    for pattern in (text, f"{{edition}}.{text}", f"{{period:{text}}}"):
        try:
            found = name_pattern(pattern)
        except PatternWrong:
            continue
        assert found.facts


@given(st.text(max_size=40))
def test_no_name_ends_in_anything_but_facts_or_a_refusal(name):
    pattern = name_pattern("{edition}_{period:yyyy-Qq}.csv")
    for each in (name, f"{name}_2026-Q1.csv"):
        with suppress(NameUnfit):
            assert pattern.tell(each)["period"] == "2026-Q1"
