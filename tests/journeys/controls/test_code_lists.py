"""The list that a column takes its codes from, and the edition that its contract pins."""

from __future__ import annotations

import pytest

from tests.journeys.controls.playing import Playing

CODED = ("gold.dim_occupation.broad_group", "gold.dim_occupation.training_level")


def failing(play: Playing) -> dict[str, str]:
    """Give what is said of each column that the control R01 finds wrong."""
    return {item.subject: item.what.format(**item.values) for item in play.result("R01").items}


@pytest.fixture
def listed(play):
    """The sample, in which R01 holds."""
    for name in CODED:
        play.say(name, "role", "attribute")
    assert play.status("R01") == "PASS"
    return play


def test_another_edition_than_the_list_stands_in_is_told(listed):
    listed.say("silver.postings.occupation_code", "code_list_edition", "2027")
    assert failing(listed) == {
        "column:silver.postings.occupation_code": "its list of codes table:silver.occupations stands in edition 2026,"
        " and 2027 is pinned"
    }


def test_a_list_that_is_no_reference_is_told(listed):
    listed.say("source:occupations", "role", "data")
    assert set(failing(listed)) >= {"column:silver.postings.occupation_code", "column:silver.forecast.occupation_code"}
