from __future__ import annotations

import os

import pytest

from ledger.definitions import Model
from projections.lineage.witnesses.matching import behind
from tests.projections.lineage.rewriting.compiled import compiled
from tests.projections.lineage.rewriting.shapes import SHAPES
from tests.projections.lineage.witnesses.databases import database
from tests.projections.lineage.witnesses.deletion import violations
from tests.projections.lineage.witnesses.more_shapes import MORE

DATABASES = int(os.environ.get("JOBFORGE_DELETION_DATABASES", "1"))
"""Random databases for each query; 100 in the long profile: JOBFORGE_DELETION_DATABASES=100 pytest FILE."""

QUERIES = {**{name: shape.sql for name, shape in SHAPES.items()}, **MORE}
SEVERAL_WAYS = (
    "in",
    "exists",
    "scalar subquery",
    "in of a with",
    "exists and group",
    "in of pairs",
    "in and exists",
    "correlated value",
)
"""A row that is only tested against is not needed where another one makes the test true as well."""

SHIFTING = ("aggregate of an aggregate", "group of a join with a made table")
"""Without a row that is not claimed, others can come into the group: its key is a count, or its rows lack a partner."""
ALIKE = ("rollup", "grouping sets", "cube")
"""A subtotal and the group of NULL look alike, so that one can take the place of the other; see ``rollup told apart``."""


def asked(name: str) -> dict[str, bool]:
    """Tell what is asked of the claims for a query; one of the values of ``scalar subquery`` is that of a whole table."""
    return {"needed": name not in SEVERAL_WAYS, "tested": name in SEVERAL_WAYS and name != "scalar subquery"}


@pytest.fixture(scope="module")
def models() -> dict[str, Model]:
    return {name: compiled(sql) for name, sql in QUERIES.items()}


@pytest.mark.parametrize("name", QUERIES)
def test_a_row_is_made_of_what_is_claimed_and_of_nothing_else(models: dict[str, Model], name: str) -> None:
    seeds = range(DATABASES)
    wrong = [
        f"{seed}: {what}"
        for seed in seeds
        for what in violations(models[name], database(seed + 7), behind, **asked(name))
        if not (what.startswith("S ") and name in SHIFTING) and not (what.startswith(("D ", "N ")) and name in ALIKE)
    ]
    assert not wrong, "\n".join(wrong[:10])


def test_there_are_enough_shapes() -> None:
    assert len(QUERIES) >= 25
