from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobforge_es.errors import UnknownName
from projections.tracing.wanted import ConditionRefused
from tests.laws.project import deliver, jobs, make, workspace

if TYPE_CHECKING:
    from pathlib import Path

    from projections.tracing.findings import Finding

FIRST = ("1;QC;10,50", "2;ON;20,00", "x;ON;1,00", "3;QC;", "1;QC;10,50", "6;ZZ;3,00", "777;QC")
MODEL = "SELECT job_id, wage FROM silver.jobs WHERE wage > 5 AND region <> 'ON'\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    regions = "region,title\nQC,Québec\nON,Ontario\nBC,British Columbia\n"
    root = make(tmp_path_factory.mktemp("absent"), jobs1_csv=jobs(*FIRST), regions_csv=regions)
    (root / "models/gold/fact_wage.sql").write_text(MODEL)
    workspace(root).run()
    deliver(root, "regions2.csv", "region,title\nQC,Québec\nON,Ontario\nNU,Nunavut\n")
    workspace(root).run()
    return root


def _asked(root: Path, table: str, where: str) -> list[Finding]:
    return list(workspace(root).why_not(table, where).findings)


def _one(root: Path, table: str, where: str) -> Finding:
    (found,) = _asked(root, table, where)
    return found


def test_a_row_that_is_there_is_shown(project: Path) -> None:
    found = _one(project, "gold.agg_region", "region = 'QC'")
    assert (found.kind, found.evidence[0].values["jobs"]) == ("present", 2)


def test_what_no_file_holds_was_never_received_and_comes_when_it_is(project: Path, tmp_path: Path) -> None:
    import shutil

    found = _one(project, "gold.fact_wage", "job_id = 99")
    assert (found.kind, found.table) == ("never_received", "silver.jobs")
    shutil.copytree(project, tmp_path / "p")
    deliver(tmp_path / "p", "jobs9.csv", jobs("99;QC;9,00"))
    workspace(tmp_path / "p").run()
    assert _one(tmp_path / "p", "gold.fact_wage", "job_id = 99").kind == "present"


def test_a_row_that_a_model_leaves_out_is_told_with_its_predicate(project: Path, tmp_path: Path) -> None:
    import shutil

    found = _one(project, "gold.fact_wage", "job_id = 2")
    assert (found.kind, found.table, found.rule) == ("filtered", "gold.fact_wage", "WHERE jobs.region <> 'ON'")
    assert [seen.values["job_id"] for seen in found.evidence] == [2]
    shutil.copytree(project, tmp_path / "p")
    (tmp_path / "p/models/gold/fact_wage.sql").write_text(MODEL.replace(" AND region <> 'ON'", ""))
    workspace(tmp_path / "p").run()
    assert _one(tmp_path / "p", "gold.fact_wage", "job_id = 2").kind == "present"


def test_a_row_that_was_set_aside_is_told_with_its_rule(project: Path) -> None:
    found = _one(project, "gold.agg_region", "region = 'ZZ'")
    assert (found.kind, found.table, found.evidence[0].id[-9:]) == ("quarantined", "silver.jobs", "/silver/6")
    assert found.rule.startswith("region.reference: ")
    found = _one(project, "silver.jobs", "region = 'ON' AND wage = 1")
    assert (found.kind, found.table, found.evidence[0].values["job_id"]) == ("quarantined", "bronze.jobs", "x")
    assert found.position is not None


def test_a_record_that_is_the_same_as_another_names_the_other(project: Path) -> None:
    found = _one(project, "silver.jobs", "_source_row = 5")
    assert found.kind == "deduplicated"
    assert [seen.id.partition("/")[2] for seen in found.evidence] == ["bronze.jobs/5", "silver.jobs/1"]


def test_a_record_that_could_not_be_read_is_shown_as_it_stands(project: Path) -> None:
    found = _one(project, "silver.jobs", "job_id = 777")
    assert (found.kind, found.evidence[0].values) == ("refused", {"raw": "777;QC"})


def test_a_row_of_a_former_delivery_was_replaced(project: Path) -> None:
    found = _one(project, "gold.dim_region", "region = 'BC'")
    assert (found.kind, found.table) == ("replaced", "silver.regions")


def test_a_file_that_was_refused_whole_is_named(project: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(project, tmp_path / "p")
    deliver(tmp_path / "p", "jobs8.csv", b"wrong;header\r\n888;QC\r\n")
    workspace(tmp_path / "p").run()
    found = _one(tmp_path / "p", "silver.jobs", "job_id = 888")
    assert found.kind == "refused"
    assert "jobs8.csv" in found.said


def test_a_moment_of_the_past_is_asked_as_it_was(project: Path) -> None:
    with workspace(project).reading() as session:
        first = next(e.position for e in session.store.after(0) if e.type == "table-built")  # type: ignore[arg-type] # plain numbers will do
    found = workspace(project).why_not("silver.regions", "region = 'ON'", as_of=str(first))
    assert [finding.kind for finding in found.findings] == ["present"]
    (found_nu,) = workspace(project).why_not("silver.regions", "region = 'NU'", as_of=str(first)).findings
    assert found_nu.kind == "never_received"


def test_what_cannot_be_asked_is_refused(project: Path) -> None:
    with pytest.raises(UnknownName):
        _asked(project, "gold.nothing", "a = 1")
    with pytest.raises(ConditionRefused):
        _asked(project, "gold.agg_region", "nothing = 1")
    with pytest.raises(ConditionRefused):
        _asked(project, "gold.agg_region", "  ")


@pytest.mark.parametrize(("word", "job"), [("EXCEPT", 2), ("INTERSECT", 1)])
def test_what_a_set_operation_leaves_out_is_told_by_its_word(
    project: Path, tmp_path: Path, word: str, job: int
) -> None:
    import shutil

    shutil.copytree(project, tmp_path / "p")
    sql = f"SELECT job_id FROM silver.jobs {word} SELECT job_id FROM silver.jobs WHERE region = 'ON'\n"
    (tmp_path / "p/models/gold/fact_wage.sql").write_text(sql)
    workspace(tmp_path / "p").run()
    found = _asked(tmp_path / "p", "gold.fact_wage", f"job_id = {job}")
    assert word in {each.rule for each in found}


def test_a_figure_over_a_table_without_rows_leads_to_what_leaves_them_out(tmp_path: Path) -> None:
    root = make(tmp_path / "p", jobs_csv=jobs("1;QC;10,50", "2;ON;20,00"))
    (root / "models/gold/agg_high.sql").write_text(
        "SELECT region, min(job_id) AS least FROM silver.jobs WHERE wage > 1000 GROUP BY region\n"
    )
    (root / "models/gold/agg_all.sql").write_text(
        "SELECT min(region) AS first_one, count(*) AS n FROM gold.agg_high GROUP BY least\n"
    )
    workspace(root).run()
    found = _one(root, "gold.agg_all", "n = 7")
    assert (found.kind, found.rule, found.looked_for) == ("filtered", "WHERE jobs.wage > 1000", "true")
    assert {seen.table for seen in found.evidence} == {"silver.jobs"}
