from __future__ import annotations

import os
from pathlib import Path

import pytest

from projections.engines.limits import Limits
from projections.engines.sandbox import Sandbox
from projections.lineage.compiling import compile_model
from tests.projections.lineage.rewriting.compiled import SCHEMAS, compiled
from tests.projections.lineage.rewriting.shapes import SHAPES
from tests.projections.lineage.witnesses.more_shapes import MORE
from tests.projections.tracing.calculating import calculated, relations

DATABASES = int(os.environ.get("JOBFORGE_DELETION_DATABASES", "1"))
QUERIES = {**{name: shape.sql for name, shape in SHAPES.items()}, **MORE}
OTHERS = ("a subquery only tests", "does not show", "it is a total", "it tells totals")
"""Why a figure may not be worked out again from the rows that it was made of."""


SOME = QUERIES if os.environ.get("JOBFORGE_DELETION_DATABASES") else [*QUERIES][::3]
"""Every third query; all of them in the long profile: JOBFORGE_DELETION_DATABASES=10 pytest FILE."""


@pytest.mark.parametrize("name", SOME)
def test_what_rows_give_adds_up_to_the_figure(tmp_path: Path, name: str) -> None:
    model = compiled(QUERIES[name])
    for seed in range(DATABASES):
        with Sandbox(relations(tmp_path, seed + 11), Limits(threads=2)) as sandbox:
            if any(sandbox.one(check.sql) != (0,) for check in model.ties):
                continue
            for figure, parts in calculated(sandbox, model):
                assert parts, figure
                for part in parts:
                    assert part.total == len(part.contributions)
                    if part.adds_up is None:
                        assert any(word in part.why_not for word in OTHERS)
                    assert part.adds_up is not False, f"{figure}: {part}"


def test_a_sum_is_told_with_every_row_that_gives_to_it(tmp_path: Path) -> None:
    model = compile_model(
        "gold.agg_x", "SELECT b, sum(c) FILTER (WHERE a > 0) * 2 AS s FROM silver.t GROUP BY b", {}, SCHEMAS
    )
    with Sandbox(relations(tmp_path, 12), Limits(threads=2)) as sandbox:
        for _, parts in calculated(sandbox, model):
            (part,) = parts
            if part.terms != ("t.b",):
                assert part.terms == ("t.c", "t.a > 0")
                given = [
                    c for c, is_taken in (each.values for each in part.contributions) if is_taken and c is not None
                ]
                assert part.figure == (2 * sum(given) if given else None)


TOTALS = {
    "key in an expression": "SELECT coalesce(CAST(b AS VARCHAR), 'all') AS k, b, sum(c) AS s FROM silver.t GROUP BY ROLLUP (b)",
    "which total": "SELECT b, d, grouping(b, d) AS g, sum(c) AS s FROM silver.t GROUP BY CUBE (b, d)",
    "expression as key": "SELECT a + 1 AS k, concat(a + 1, '!') AS t, count(*) AS n FROM silver.t GROUP BY ROLLUP (a + 1)",
}


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_is_worked_out_with_nothing_in_the_place_of_its_keys(tmp_path: Path, name: str) -> None:
    model = compile_model("gold.agg_x", TOTALS[name], {}, SCHEMAS)
    with Sandbox(relations(tmp_path, 12), Limits(threads=2)) as sandbox:
        for figure, parts in calculated(sandbox, model):
            assert [part.adds_up for part in parts] == [True], figure


def test_a_value_of_rows_that_are_put_together_is_worked_out_of_one_of_them(tmp_path: Path) -> None:
    sql = "SELECT DISTINCT CASE WHEN b IS NULL THEN 1 ELSE a - a + coalesce(c - c, 0) + 1 END AS v FROM silver.t"
    model = compile_model("gold.dim_x", sql, {}, SCHEMAS)
    with Sandbox(relations(tmp_path, 12), Limits(threads=2)) as sandbox:
        for figure, parts in calculated(sandbox, model):
            assert all(part.adds_up for part in parts), figure
