from __future__ import annotations

from datetime import date
from typing import get_args

import attrs
import pytest

from ledger.events.control import ControlStatus
from projections.catalog.control_decisions import ControlDecisionRow
from projections.controls.control import Control
from projections.controls.engine import evaluate, score
from projections.controls.items import aged, breaks, holds, lacks, outside, said

DAY = date(2026, 3, 31)


@attrs.define
class State:
    """As much of a state as the engine itself looks at."""

    decisions: list
    day: date = DAY
    position: int = 7


def decided(kind, subject="", until="2026-03-31", control="X01"):
    return ControlDecisionRow(1, kind, control, subject, until, "", "", "", "ana", "why", "2026-01-01T00:00:00+00:00")


def status(items, *decisions, day=DAY):
    return evaluate(Control("X01", "It is.", "C'est.", lambda _: items), State([*decisions], day)).status


GOOD, BAD, NONE, OLD = (
    holds("table:gold.a"),
    breaks("column:gold.b.c", "no"),
    lacks("file:d", "?"),
    aged("batch:e", "old"),
)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], "NOTHING_TO_CHECK"),
        ([GOOD], "PASS"),
        ([GOOD, BAD], "FAIL"),
        ([GOOD, NONE], "NOT_EVIDENCED"),
        ([GOOD, OLD], "STALE"),
        ([OLD, NONE, BAD], "FAIL"),
        ([OLD, NONE], "NOT_EVIDENCED"),
        ([GOOD, said("clause:x")], "ATTESTED"),
        ([outside("clause:x")], "NOT_APPLICABLE"),
        ([outside("clause:x"), GOOD], "PASS"),
    ],
)
def test_the_status_follows_from_what_was_found(items, expected):
    assert status(items) == expected


def test_what_people_decide_counts_until_its_last_day():
    assert status([GOOD, BAD], decided("waiver")) == "WAIVED"
    assert status([GOOD, BAD], decided("waiver"), day=date(2026, 4, 1)) == "FAIL"
    assert status([GOOD, BAD], decided("scope")) == "NOT_APPLICABLE"
    assert status([GOOD, BAD], decided("scope"), day=date(2026, 4, 1)) == "FAIL"


@pytest.mark.parametrize("subject", ["column:gold.b.c", "table:gold.b"])
def test_a_decision_about_one_subject_or_the_table_of_a_column_leaves_the_others(subject):
    other = breaks("column:gold.z.c", "no")
    assert status([BAD], decided("waiver", subject)) == "WAIVED"
    assert status([BAD, other], decided("waiver", subject)) == "FAIL"
    assert status([GOOD, BAD], decided("scope", subject)) == "PASS"
    assert status([BAD], decided("scope", subject)) == "NOT_APPLICABLE"
    assert status([GOOD, BAD], decided("scope", "table:gold.other")) == "FAIL"
    assert status([GOOD, BAD], decided("waiver", control="X02")) == "FAIL"


def test_evidence_stands_in_for_what_is_lacking_and_never_for_what_fails():
    assert status([GOOD, NONE], decided("attestation")) == "ATTESTED"
    assert status([NONE, BAD], decided("attestation")) == "FAIL"
    assert status([NONE, OLD], decided("attestation")) == "STALE"
    assert status([GOOD], decided("attestation")) == "PASS"
    assert status([], decided("attestation")) == "NOTHING_TO_CHECK"


def test_evidence_whose_last_day_has_passed_is_too_old():
    day = date(2026, 4, 1)
    assert status([GOOD, NONE], decided("attestation"), day=day) == "STALE"
    assert status([NONE, BAD], decided("attestation"), day=day) == "FAIL"
    assert status([GOOD], decided("attestation"), day=day) == "PASS"
    assert status([NONE], decided("waiver"), day=day) == "NOT_EVIDENCED"


def test_all_failing_items_are_counted_and_the_first_are_kept():
    items = [GOOD, *(breaks(f"table:gold.t{n}", "no", "jobforge", "status") for n in range(5))]
    found = evaluate(
        Control("X01", "It is.", "C'est.", lambda _: items), State([decided("waiver", "table:gold.t1")]), 2
    )
    assert (found.population, found.failing, found.waived, found.left_out) == (6, 5, 1, 0)
    assert [each.subject for each in found.items] == ["table:gold.t0", "table:gold.t1"]


def test_the_score_is_the_share_that_passes_among_those_that_count():
    assert score([]) is None
    assert score(["NOTHING_TO_CHECK", "NOT_APPLICABLE", "ATTESTED"]) is None
    assert score(["PASS", "PASS", "FAIL", "ATTESTED", "NOTHING_TO_CHECK"]) == 66
    for against in {*get_args(ControlStatus)} - {"PASS", "NOTHING_TO_CHECK", "NOT_APPLICABLE", "ATTESTED"}:
        assert score(["PASS", against]) == 50
