from __future__ import annotations

import pytest

from jobforge_es.commands.outcome import Outcome, exit_code
from jobforge_es.errors import LimitPassed, UnknownName, WorkLocked
from ledger.errors import IntegrityError, JobForgeError


def failed(error):
    return Outcome("build", "gold.dim_x", "failed", error=error)


LIMIT, BUSY, BROKEN = LimitPassed("too many"), WorkLocked("busy"), IntegrityError("changed")
FAILED, UNKNOWN = JobForgeError("failed"), UnknownName("table", "x", [])


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([], 0),
        ([LIMIT], 3),
        ([LIMIT, FAILED], 1),
        ([BUSY, LIMIT], 3),
        ([FAILED, BROKEN, LIMIT], 4),
        ([UNKNOWN], 2),
        ([BUSY], 5),
    ],
)
def test_a_run_ends_with_the_gravest_of_its_failures(errors, code):
    assert exit_code([Outcome("apply", "x", "done"), *map(failed, errors)]) == code
