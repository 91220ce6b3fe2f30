from __future__ import annotations

from datetime import date

import pytest

from jobforge_es.definitions.patience import PatienceWrong, rule_of, seconds_of


@pytest.mark.parametrize(
    ("text", "last", "due"),
    [
        ("10d", "2026-03-31", "2026-04-10"),
        ("2w", "2026-03-31", "2026-04-14"),
        ("day 15", "2026-03-31", "2026-04-15"),
        ("day 15", "2026-12-31", "2027-01-15"),
        ("day 15", "2026-03-15", "2026-04-15"),
        ("day 15", "2026-03-14", "2026-03-15"),
        ("day 1", "2026-01-31", "2026-02-01"),
    ],
)
def test_a_day_rule_gives_a_day_after_another(text, last, due):
    assert rule_of(text).after(date.fromisoformat(last)) == date.fromisoformat(due)


@pytest.mark.parametrize("text", ["", "10", "10h", "day 29", "day 0", "-1d", "1.5d", "soon", "day"])
def test_what_is_no_day_rule_is_refused(text):
    with pytest.raises(PatienceWrong):
        rule_of(text)


def test_durations_are_read_in_seconds():
    assert [seconds_of(t) for t in ("0", "30", "30s", "2min", "12h", "1d", "1 w")] == [
        0,
        30,
        30,
        120,
        43_200,
        86_400,
        604_800,
    ]
    for text in ("", "1m", "-1d", "1,5h"):
        with pytest.raises(PatienceWrong):
            seconds_of(text)
