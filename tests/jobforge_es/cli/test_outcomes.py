from __future__ import annotations

from decimal import Decimal

import pytest

from jobforge_es.cli.outcomes import balances, fields_of, in_words, next_step, told
from jobforge_es.commands.outcome import Outcome
from jobforge_es.errors import LimitPassed
from ledger.events.parts import Balance, Skips

BOOKS = Balance(read=12, accepted=8, quarantined=1, deduplicated=1, skipped=Skips(preamble=2), inserted=8)
DONE = Outcome("ingest", "a.csv", "done", 3, "b-1", BOOKS, seconds=Decimal("0.125"))


def test_an_outcome_is_one_line_with_its_books_and_seconds():
    (line,) = told(DONE)
    assert line.split() == [
        "ingest",
        "a.csv",
        "done",
        "12",
        "read",
        "=",
        "8",
        "accepted",
        "+",
        "1",
        "set",
        "aside",
        "+",
        "1",
        "deduplicated",
        "+",
        "2",
        "skipped",
        "0.1",
        "s",
    ]


def test_books_without_rows_still_tell_what_was_accepted():
    assert in_words(Balance(read=0, accepted=0)) == "0 read = 0 accepted"


def test_a_failed_step_tells_why_below_its_line():
    outcome = Outcome(
        "promote", "silver.x", "rejected", error=LimitPassed("too many", mend=("jobforge quarantine list",))
    )
    first, *below = told(outcome)
    assert "rejected" in first
    assert below[0].strip() == "K-001  too many"
    assert below[-1].strip() == "mend     jobforge quarantine list"


def test_names_and_notes_cannot_drive_the_terminal():
    assert "\x1b" not in "\n".join(told(Outcome("ingest", "a\x1b[2J.csv", "unchanged", note="\x1b")))


def test_books_add_up_by_layer_in_the_order_of_the_layers():
    promoted = Outcome("promote", "silver.x", "done", balance=Balance(read=5, accepted=5, inserted=5))
    found = balances([promoted, DONE, DONE])
    assert list(found) == ["staged", "silver"]
    assert found["staged"]["read"] == 24
    assert found["staged"]["skipped"] == 4


@pytest.mark.parametrize(
    ("command", "outcomes", "dry", "step"),
    [
        ("run", [], False, "jobforge status"),
        ("plan", [DONE], True, "jobforge run"),
        ("ingest", [DONE], True, "jobforge ingest"),
        ("run", [DONE], False, "jobforge quarantine list"),
        ("apply", [Outcome("apply", "a.yaml", "done")], False, "jobforge run"),
        ("ingest", [Outcome("ingest", "a.csv", "repeated")], False, "jobforge promote"),
        ("run", [Outcome("apply", "a.yaml", "failed", error=LimitPassed("x"))], False, "jobforge status"),
        ("run", [Outcome("build", "gold.x", "done", rows=3)], False, 'jobforge query "SELECT * FROM gold.x LIMIT 10"'),
        ("run", [Outcome("build", "gold.x", "waiting")], False, "jobforge status"),
    ],
)
def test_the_next_step_fits_what_happened(command, outcomes, dry, step):
    assert next_step(command, outcomes, dry=dry) == step


def test_a_program_gets_everything_of_an_outcome():
    found = fields_of(Outcome("promote", "silver.x", "rejected", error=LimitPassed("too many")))
    assert found["error"]["code"] == "K-001"
    assert found["error"]["exit_code"] == 3
    assert fields_of(DONE)["error"] is None
    assert set(found) == {*fields_of(DONE)}
