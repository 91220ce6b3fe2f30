from __future__ import annotations

import pytest

from projections.engines.refused import NotFollowed
from projections.lineage.compiling import compile_model
from projections.lineage.rewriting import context
from tests.projections.lineage.columns.test_expected import GATED, SCHEMAS
from tests.projections.lineage.rewriting.shapes import SHAPES

SQL = {name: shape.sql for name, shape in SHAPES.items()} | {name: query.sql for name, query in GATED.items()}
WHOLE = {
    "in": {"silver.u": context.TESTED},
    "exists": {"silver.u": context.TESTED},
    "semi and anti join": {"silver.u": context.PARTNERS, "gold.dim_g": context.PARTNERS},
    "except": {"gold.dim_g": context.ABSENT},
    "scalar subquery": {"silver.u": context.TESTED},
    "not in a with": {"silver.u": context.TESTED},
    "qualify": {"silver.t": context.WINDOW},
    "window": {"silver.t": context.WINDOW},
    "limit": {"silver.t": context.CHOSEN},
    "distinct on": {"silver.t": context.CHOSEN},
    "union all": {},
    "group of a join": {},
    "intersect": {},
    "with over a union": {},
}
ONLY_ASKED = ("in", "exists", "semi and anti join", "scalar subquery")
"""Shapes with an input whose rows never reach the output."""


def compiled(name):
    return compile_model("gold.agg_x", SQL[name], {}, SCHEMAS)


@pytest.mark.parametrize("name", SQL)
def test_every_input_of_every_shape_is_followed_or_told_why_not(name):
    model = compiled(name)
    assert set(model.coverage) == set(model.inputs)
    assert {table: why for table, why in model.coverage.items() if why} == model.context


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_known_only_as_a_whole_table_is_told(name):
    assert {table: why for table, why in compiled(name).coverage.items() if why} == WHOLE[name]


@pytest.mark.parametrize("name", ONLY_ASKED)
def test_an_input_that_is_neither_followed_nor_told_is_refused(name, monkeypatch):
    monkeypatch.setattr(context.Context, "look_at", lambda self, select: None)
    with pytest.raises(NotFollowed, match=r"what the rows of .* do to the answer cannot be told"):
        compiled(name)
