from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from jobforge_es.errors import UnknownName
from jobforge_es.workspace import Workspace
from projections.tracing.wanted import ConditionRefused
from projections.tracing.way import Trace, Traced
from tests.laws.project import deliver, jobs, make, workspace


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files of jobs: the second one has a row that is set aside until the contract asks for less."""
    root = make(tmp_path_factory.mktemp("traced"), jobs1_csv=jobs("1;QC;10,50", "2;ON;20,00", "x;ON;1,00", "3;QC;"))
    workspace(root).run()
    deliver(root, "jobs2.csv", jobs("4;QC;5,25", "5;BC;7,00"))
    workspace(root).run()
    contract = root / "contracts/jobs.yaml"
    looser = contract.read_text().replace("version: 1.0.0", "version: 1.1.0")
    looser = looser.replace("        relationships: [{type: foreignKey, to: silver.regions.region}]\n", "")
    again = "customProperties:\n  - {property: jobforge.scope, value: rebuild}\n"
    contract.write_text(looser.replace("customProperties:\n", again, 1))
    workspace(root).run()
    return root


@pytest.fixture(scope="module")
def opened(project: Path) -> Workspace:
    return workspace(project)


def _by_table(found: Trace, table: str) -> list[Traced]:
    return [row for row in found.rows if row.table == table]


def test_a_figure_is_followed_to_the_records_of_its_files(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", "region = 'QC'")
    (row,) = _by_table(found, "gold.agg_region")
    assert (found.total, row.values) == (1, {"region": "QC", "jobs": 3, "wages": Decimal("15.75")})
    assert [(reach.table, reach.total) for reach in row.made_of] == [("silver.job_regions", 3)]
    assert len(_by_table(found, "silver.jobs")) == len(_by_table(found, "bronze.jobs")) == 3
    records = {
        (r.record.source_file, r.record.record, r.record.line, r.record.raw) for r in _by_table(found, "staged.jobs")
    }
    assert records == {
        ("jobs1.csv", 1, 2, "1;QC;10,50"),
        ("jobs1.csv", 4, 5, "3;QC;"),
        ("jobs2.csv", 1, 2, "4;QC;5,25"),
    }
    (region,) = [r.record for r in _by_table(found, "staged.regions") if r.record]
    assert region.raw == "QC,Québec"
    assert region.values == {"region": "QC", "title": "Québec"}


def test_every_step_between_is_told_with_its_position_and_definition(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", "region = 'ON'")
    assert [step.position for step in found.steps] == sorted(step.position for step in found.steps)
    told = {step.table: step for step in found.steps}
    assert told["gold.agg_region"].sql == (
        "-- question: What is paid in each region?\n"
        "SELECT region, count(*) AS jobs, sum(wage) AS wages FROM silver.job_regions GROUP BY region\n"
    )
    assert (told["silver.jobs"].version, told["silver.jobs"].path) == ("1.1.0", "contracts/jobs.yaml")
    assert (told["staged.jobs"].path, told["staged.jobs"].actor) == ("sources/jobs.yaml", "lea")
    with opened.reading() as session:
        recorded = {e.position: e for e in session.store.after(0)}  # type: ignore[arg-type] # plain numbers will do
    for step in found.steps:
        data = recorded[step.position].data
        assert data.table == step.table
        adopted = recorded[step.adopted].data  # type: ignore[index] # plain numbers will do
        assert (adopted.definition, adopted.path) == (step.definition, step.path)


def test_every_row_that_is_named_is_told_once(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", limit=None)
    ids = [row.id for row in found.rows]
    assert len(ids) == len(set(ids))
    assert {id_ for row in found.rows for reach in row.made_of for id_ in reach.rows} <= set(ids)
    assert {row.step for row in found.rows} == {step.position for step in found.steps}


def test_a_record_that_was_set_aside_before_is_told_with_its_rule(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", "region = 'BC'")
    (aside,) = found.aside
    assert (aside.table, aside.row.source_row, aside.until is not None) == ("silver.jobs", 2, True)
    assert aside.row.broken[0].rule == "region.reference"
    assert not opened.trace("gold.agg_region", "region = 'ON'").aside


def test_what_the_source_says_is_told_at_the_end(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", "region = 'ON'")
    assert {(m.source, m.source_file) for m in found.meanings} == {("jobs", "jobs1.csv"), ("regions", "regions.csv")}


def test_not_more_rows_are_followed_than_asked_for(opened: Workspace) -> None:
    found = opened.trace("gold.agg_region", "region = 'QC'", limit=2)
    (row,) = _by_table(found, "gold.agg_region")
    assert [(reach.total, len(reach.rows)) for reach in row.made_of] == [(3, 2)]
    assert len(_by_table(found, "staged.jobs")) == 2
    assert opened.trace("gold.agg_region", limit=1).total == 3


def test_a_state_of_the_past_is_followed_as_it_was(opened: Workspace) -> None:
    with opened.reading() as session:
        first = next(
            e
            for e in session.store.after(0)
            if getattr(e.data, "table", "") == "gold.agg_region" and e.type == "table-built"
        )  # type: ignore[arg-type] # plain numbers will do
    found = opened.trace("gold.agg_region", "region = 'QC'", as_of=str(first.position))
    assert found.position == first.position
    assert [row.values for row in _by_table(found, "gold.agg_region")] == [
        {"region": "QC", "jobs": 2, "wages": Decimal("10.50")}
    ]
    assert {r.source_file for r in _by_table(found, "staged.jobs")} == {"jobs1.csv"}
    assert max(step.position for step in found.steps) == first.position


def test_rows_of_any_layer_are_followed(opened: Workspace) -> None:
    found = opened.trace("bronze.jobs", "job_id = 4")
    assert [row.table for row in found.rows] == ["bronze.jobs", "staged.jobs"]
    found = opened.trace("staged.jobs", "_source_row = 3")
    assert [row.record.raw for row in found.rows if row.record] == ["x;ON;1,00"]


def test_files_that_are_gone_are_built_again_meanwhile(project: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(project, tmp_path / "p")
    shutil.rmtree(tmp_path / "p/lake/layers/bronze")
    found = workspace(tmp_path / "p").trace("gold.agg_region", "region = 'ON'")
    assert [r.record.raw for r in _by_table(found, "staged.jobs") if r.record] == ["2;ON;20,00"]


@pytest.mark.parametrize(
    "where",
    [
        "nope = 1", "region =", "region = 'QC'; DROP TABLE x", "region IN (SELECT 'QC')", "count(*) > 1",
        "random() < 2", "row_number() OVER () = 1", "agg_region.region = 'QC'", "jobs = 'abc'", "read_text('x') = ''",
        "region = 'QC' UNION SELECT 1", "getvariable('a') = 1",
    ],
)  # fmt: skip
def test_a_condition_that_is_none_is_refused(opened: Workspace, where: str) -> None:
    with pytest.raises(ConditionRefused):
        opened.trace("gold.agg_region", where)


def test_what_is_missing_in_a_condition_is_said_in_plain_words(opened: Workspace) -> None:
    with pytest.raises(ConditionRefused) as refused:
        opened.trace("gold.agg_region", "region =")
    assert refused.value.why == "a part of it is missing"


def test_no_condition_means_every_row_and_none_may_be_meant(opened: Workspace) -> None:
    assert opened.trace("gold.agg_region").total == 3
    assert opened.trace("gold.agg_region", "false").rows == ()
    assert opened.trace("gold.agg_region", "REGION = 'QC'").total == 1


def test_a_table_without_rows_is_not_known(opened: Workspace) -> None:
    with pytest.raises(UnknownName):
        opened.trace("gold.agg_regions")


def test_a_record_is_followed_to_everything_that_it_reached(opened: Workspace) -> None:
    found = opened.trace_forward("staged.jobs", "_source_file = 'jobs1.csv' AND _source_row = 1")
    assert [each.row.table for each in found.rows] == [
        "staged.jobs",
        "bronze.jobs",
        "silver.jobs",
        "silver.job_regions",
        "gold.agg_region",
    ]
    assert found.rows[-1].row.values["region"] == "QC"
    assert not found.aside


def test_what_is_set_aside_reaches_nothing_and_says_so(opened: Workspace) -> None:
    found = opened.trace_forward("staged.jobs", "_source_row = 3")
    assert [each.row.table for each in found.rows] == ["staged.jobs"]
    assert [(aside.table, aside.row.source_row) for aside in found.aside] == [("bronze.jobs", 3)]


def test_a_row_of_silver_is_followed_through_every_place_that_reads_it(opened: Workspace) -> None:
    found = opened.trace_forward("silver.regions", "region = 'QC'")
    reached = {each.row.table for each in found.rows}
    assert reached == {"silver.regions", "silver.job_regions", "gold.agg_region", "gold.dim_region"}
    up = [each.row.id for each in found.rows if each.row.table == "gold.agg_region"]
    down = opened.trace("gold.agg_region", "region = 'QC'", limit=None)
    assert up == [row.id for row in down.rows if row.table == "gold.agg_region"]


def test_two_tables_of_one_source_are_told_apart_and_a_constant_comes_from_no_record(tmp_path: Path) -> None:
    root = make(tmp_path / "p", jobs1_csv=jobs("1;QC;10,50", "2;ON;20,00"))
    contract = root / "contracts/jobs.yaml"
    also = contract.read_text().replace("id: jobs", "id: jobs2").replace("silver.jobs\n", "silver.jobs2\n")
    (root / "contracts/jobs2.yaml").write_text(also.replace("- name: jobs\n", "- name: jobs2\n"))
    both = "SELECT a.job_id, b.wage, 'x' AS kind FROM silver.jobs a JOIN silver.jobs2 b USING (job_id)\n"
    (root / "models/gold/dim_x.sql").write_text(both)
    opened = workspace(root, reason="seen on paper")
    opened.run()
    found = opened.trace("gold.dim_x", "job_id = 1")
    assert {row.table for row in found.rows} >= {"silver.jobs", "silver.jobs2", "bronze.jobs", "bronze.jobs2"}
    assert len(found.rows) == len({row.id for row in found.rows})
    reached = opened.trace_forward("staged.jobs", "_source_row = 1").rows
    assert {each.row.table for each in reached} >= {"silver.jobs", "silver.jobs2", "bronze.jobs", "bronze.jobs2"}
    opened.correct("silver.jobs", "job_id = 1", {"wage": "11,00"}, ticket="T-1")
    opened.run()
    assert [each.kind for each in opened.trace("gold.dim_x", "job_id = 1", column="wage").decided] == ["correction"]
    assert opened.trace("gold.dim_x", "job_id = 1", column="kind").decided == ()
