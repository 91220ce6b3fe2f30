from __future__ import annotations

import os

import pytest

from tests.projections.lineage.rewriting.compiled import compiled
from tests.projections.lineage.witnesses.mutants import MUTANTS, Mutant, is_found
from tests.projections.lineage.witnesses.test_deletion import QUERIES, asked

EACH = 1 if os.environ.get("JOBFORGE_MUTANTS") else 18
"""Every so many mutants are tried; all of them with JOBFORGE_MUTANTS=1."""
FEW = (
    "group",
    "left join",
    "self join",
    "union",
    "filtered group",
    "in of a with",
    "exists and group",
    "brackets",
    "in",
    "exists",
)


@pytest.mark.parametrize("mutant", MUTANTS[::EACH], ids=lambda mutant: f"{mutant.module}: {mutant.wrong[:40]}")
def test_a_mistake_in_the_rewriting_is_found(mutant: Mutant) -> None:
    names = QUERIES if EACH == 1 else FEW
    models = {name: compiled(QUERIES[name]) for name in names}
    assert is_found(mutant, models, asked, 3)
