from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobforge_es.moments import NotAMoment, after, end_of, position_in, start_of
from jobforge_es.workspace import Workspace


def test_a_day_begins_at_midnight_of_the_project():
    assert start_of("2026-03-31", "America/Toronto") == datetime(2026, 3, 31, 4, tzinfo=UTC)
    assert start_of("2026-03-31T12:00", "UTC") == datetime(2026, 3, 31, 12, tzinfo=UTC)
    for wrong in ("2026-02-30", "soon", "0000-01-01"):
        with pytest.raises(NotAMoment):
            start_of(wrong, "UTC")


def test_a_day_ends_before_the_next_one_begins():
    assert end_of("2026-03-31", "America/Toronto") == datetime(2026, 4, 1, 3, 59, 59, 999999, tzinfo=UTC)
    assert after("2026-03-31", "America/Toronto") == start_of("2026-04-01", "America/Toronto")
    assert after("2026-03-31T12:00", "UTC") == datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["999", "9" * 30, "soon", "", "2026-13-01", "\x1b[2J"])
def test_what_is_no_moment_is_answered_with_moments_that_there_are(ran, text):
    with Workspace.open(ran).reading() as session:
        with pytest.raises(NotAMoment) as told:
            position_in(session.store, text, "UTC")
        first = told.value.mend[0].removeprefix("--as-of ")
        assert position_in(session.store, first, "UTC") == session.store.head().position
    assert "\x1b" not in told.value.what


def test_the_last_day_that_there_is_stands_for_ever():
    assert end_of("9999-12-31", "America/Toronto") < after("9999-12-31", "America/Toronto")
    assert end_of("9999-12-31", "UTC").year == 9999
