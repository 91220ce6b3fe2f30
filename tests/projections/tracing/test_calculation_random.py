"""Values of models that nobody thought of beforehand add up from the rows that they are made of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.errors import JobForgeError
from projections.engines.limits import Limits
from projections.engines.sandbox import Sandbox
from projections.lineage.compiling import compile_model
from tests.projections.lineage.rewriting.compiled import SCHEMAS
from tests.projections.lineage.witnesses.random_models import Writer
from tests.projections.tracing.calculating import calculated, relations

MODELS = int(os.environ.get("JOBFORGE_RANDOM_MODELS", "40"))
"""Random models; more of them in the long profile: JOBFORGE_RANDOM_MODELS=1000 pytest FILE."""


@pytest.mark.parametrize("seed", range(MODELS))
def test_what_rows_give_adds_up_to_each_figure(tmp_path: Path, seed: int) -> None:
    model = compile_model("gold.agg_x", Writer(seed).model(), {}, SCHEMAS)
    with Sandbox(relations(tmp_path, seed), Limits(threads=2)) as sandbox:
        if any(sandbox.one(check.sql) != (0,) for check in model.ties):
            return  # such a build is refused
        try:
            found = calculated(sandbox, model)
        except JobForgeError as error:
            assert "Out of Range" in str(error), model.sql  # noqa: PT017 - some products are too large for their type
            return
        for figure, parts in found:
            assert parts, f"{figure} of {model.sql}"
            assert not [part for part in parts if part.adds_up is False], f"{figure} of {model.sql}"
