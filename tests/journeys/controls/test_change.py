"""Q05 on real deliveries: what comes is compared with what came before."""

from __future__ import annotations

import pytest

from jobforge_es.commands.controls.scorecard import scorecard
from tests.laws.project import ticking, workspace
from tests.laws.test_load_modes import bring, make

USUAL = [(n, ((1, "a", 1), (2, "b", 2), (3, "c", 3)), True) for n in (1, 2)]


def found(root, *rows):
    bring(root, [*USUAL, (3, rows, True)])
    with workspace(root, clock=ticking()).reading() as session:
        (result,) = scorecard(session, "Q05").results
    return result.status, {item.what.format(**item.values) for item in result.items}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (((1, "x", 5), (2, "y", 6), (3, "z", 7)), set()),
        (((1, "", 5), (2, "", 6), (3, "z", 7)), {"50 % of its rows have a value in name, where 100 % were usual"}),
        (
            ((1, "2", 5), (2, "2", 6), (3, "2", 7)),
            {"all its rows have the same value in name, where several were usual"},
        ),
        (tuple((n, f"n{n}", n) for n in range(20)), {"21 rows came, where 4 were usual"}),
    ],
)
def test_the_third_delivery_is_compared_with_those_before(tmp_path, rows, told):
    assert found(make(tmp_path / "p", "append"), *rows) == ("FAIL" if told else "PASS", told)
