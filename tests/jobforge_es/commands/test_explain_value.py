from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jobforge_es.commands.explain_value import NotAFigure
from jobforge_es.errors import UnknownName
from jobforge_es.workspace import Workspace
from tests.laws.project import jobs, make, workspace


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = make(tmp_path_factory.mktemp("explained"), jobs_csv=jobs("1;QC;10,50", "2;ON;20,00", "3;QC;", "4;QC;5,25"))
    workspace(root).run()
    return workspace(root)


def test_the_rows_behind_a_sum_add_up_to_it(opened: Workspace) -> None:
    found = opened.explain_value("gold.agg_region.wages", "region = 'QC'")
    (part,) = found.parts
    assert (found.figure, part.figure, part.adds_up) == (Decimal("15.75"), Decimal("15.75"), True)
    assert sorted(str(given.values[0]) for given in part.contributions) == ["10.50", "5.25", "None"]
    named = [found.rows[id_]["job_id"] for given in part.contributions for id_ in given.rows["silver.job_regions"]]
    assert sorted(named) == [1, 3, 4]


def test_a_count_is_told_with_its_rows(opened: Workspace) -> None:
    (part,) = opened.explain_value("gold.agg_region.jobs", "region = 'QC'", limit=2).parts
    assert (part.total, len(part.contributions), part.adds_up, part.terms) == (3, 2, True, ())


def test_one_value_of_one_row_of_a_model_is_asked_for(opened: Workspace) -> None:
    with pytest.raises(NotAFigure):
        opened.explain_value("gold.agg_region.jobs")
    with pytest.raises(NotAFigure):
        opened.explain_value("gold.agg_region.jobs", "region = 'XX'")
    with pytest.raises(NotAFigure):
        opened.explain_value("silver.jobs.wage", "job_id = 1")
    with pytest.raises(UnknownName):
        opened.explain_value("gold.agg_region.nothing", "region = 'QC'")
    with pytest.raises(UnknownName):
        opened.explain_value("jobs", "region = 'QC'")


def test_a_count_of_nothing_is_explained_by_no_rows(tmp_path: Path) -> None:
    root = make(tmp_path / "p", jobs_csv=jobs("1;QC;10,50"))
    (root / "models/gold/agg_high.sql").write_text(
        "SELECT count(*) AS n, sum(wage) AS paid FROM silver.jobs WHERE wage > 1000\n"
    )
    space = workspace(root)
    space.run()
    for column, figure in (("n", 0), ("paid", None)):
        (part,) = space.explain_value(f"gold.agg_high.{column}", None).parts
        assert (part.figure, part.total, part.contributions, part.adds_up) == (figure, 0, (), True)
    (root / "models/gold/dim_far.sql").write_text(
        "SELECT j.job_id FROM silver.jobs j ANTI JOIN silver.regions r ON r.region = j.region\n"
    )
    space.run()
    (kept,) = space.why_not("gold.dim_far", "job_id = 1").findings
    assert (kept.kind, kept.rule) == ("filtered", "ANTI JOIN r.region = j.region")
    assert {seen.table for seen in kept.evidence} == {"silver.jobs", "silver.regions"}
