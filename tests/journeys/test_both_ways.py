"""What a row came from and what a row reached are one relation, read from its two ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from jobforge_es.workspace import Workspace

GOLD = ("gold.agg_openings", "gold.dim_occupation", "gold.fact_forecast")
STAGED = ("staged.forecast", "staged.occupations", "staged.postings", "staged.titles")
Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("both") / "sample"
    assert CliRunner().invoke(main, ["init", str(folder), "--sample"]).exit_code == 0
    workspace = Workspace.open(folder)
    workspace.run()
    return workspace


def followed(start: str, nexts: dict[str, list[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(nexts.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def backward(workspace: Workspace, table: str) -> Pairs:
    rows = workspace.trace(table, limit=None).rows
    below = {row.id: [id_ for reach in row.made_of for id_ in reach.rows] for row in rows}
    return {(low, row.id) for row in rows if row.table == table for low in followed(row.id, below) if "/staged." in low}


def forward(workspace: Workspace, table: str) -> Pairs:
    rows = workspace.trace_forward(table, limit=None).rows
    above = {each.row.id: list(each.reached) for each in rows}
    tables = {each.row.id: each.row.table for each in rows}
    starts = [id_ for id_ in above if tables[id_] == table]
    return {(start, high) for start in starts for high in followed(start, above) if tables.get(high) in GOLD}


def test_a_source_row_reached_just_the_rows_that_came_from_it(sample: Workspace) -> None:
    came_from = set().union(*(backward(sample, table) for table in GOLD))
    reached = set().union(*(forward(sample, table) for table in STAGED))
    assert came_from == reached
    assert len(came_from) > 400
