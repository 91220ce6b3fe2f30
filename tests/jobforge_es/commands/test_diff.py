from __future__ import annotations

import json

import pytest

from jobforge_es.commands.diff import LaterFirst
from jobforge_es.errors import UnknownName
from tests.jobforge_es.cli.offices import call
from tests.laws.project import deliver, jobs, make, workspace


def head(root):
    return str(workspace(root).log()[-1].position)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A project with three moments in ``moments``: before a file, after it, after a correction and a changed model."""
    root = make(tmp_path_factory.mktemp("diff") / "p", jobs_1_csv=jobs("1;QC;10,50", "2;ON;20,00", "3;ON;5,00"))
    workspace(root).run()
    moments = [head(root)]
    deliver(root, "jobs_2.csv", jobs("4;QC;1,00"))
    workspace(root).run()
    moments.append(head(root))
    space = workspace(root, reason="misread")
    space.correct("silver.jobs", "job_id = 2", {"wage": "21,00"})
    space.retry()
    (root / "models/gold/dim_region.sql").write_text(
        "SELECT region, upper(title) AS title, 1 AS one FROM silver.regions\n"
    )
    workspace(root).run()
    (root / "moments").write_text(json.dumps([*moments, head(root)]))
    return root


@pytest.fixture(scope="module")
def moments(root):
    return json.loads((root / "moments").read_text())


def kinds(found):
    return [(row.kind, *row.key.values()) for row in found.sample]


def test_rows_that_came_are_added_by_the_key_of_the_contract(root, moments):
    found = workspace(root).diff("silver.jobs", moments[0], moments[1])
    assert (found.found.key, kinds(found.found)) == (("job_id",), [("added", 4)])
    assert (found.found.rows_before, found.found.rows_after, found.found.added) == (3, 4, 1)
    assert [cause.type for cause in found.causes] == ["batch-ingested", "batch-promoted", "batch-promoted"]


def test_a_corrected_value_is_changed_and_says_who_did_it(root, moments):
    found = workspace(root).diff("silver.jobs", moments[1], moments[2])
    (row,) = found.found.sample
    assert (row.kind, row.key, str(row.before["wage"]), str(row.after["wage"])) == (
        "changed",
        {"job_id": 2},
        "20.00",
        "21.00",
    )
    assert found.found.columns == {"wage": 1}
    corrected = next(cause for cause in found.causes if cause.type == "rows-corrected")
    assert (corrected.actor, corrected.reason) == ("lea", "misread")


def test_a_landed_file_is_a_cause(root, moments):
    found = workspace(root).diff("staged.jobs", moments[0], moments[1])
    assert [cause.type for cause in found.causes] == ["batch-ingested"]
    assert [cause.type for cause in workspace(root).diff("gold.agg_region", moments[0], moments[1]).causes] == [
        "batch-ingested", "batch-promoted", "batch-promoted", "table-built", "table-built",
    ]  # fmt: skip


def test_two_moments_are_compared_by_the_key_and_the_lineage_of_their_time(tmp_path):
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;10,50", "2;ON;20,00"))
    workspace(root).run()
    first = head(root)
    deliver(root, "jobs_2.csv", jobs("3;QC;1,00"))
    workspace(root).run()
    second = head(root)
    contract = root / "contracts/jobs.yaml"
    key = ", primaryKey: true, primaryKeyPosition: 1"
    contract.write_text(
        contract.read_text().replace(key, "", 1).replace("- name: wage\n", "- name: wage\n        primaryKey: true\n")
    )
    (root / "models/silver/job_regions.sql").unlink()
    (root / "models/gold/agg_region.sql").write_text(
        "SELECT region, count(*) AS jobs FROM silver.regions GROUP BY region\n"
    )
    workspace(root).run()
    space = workspace(root)
    assert space.diff("silver.jobs", first, second).found.key == ("job_id",)
    causes = space.diff("gold.agg_region", first, second).causes
    assert "silver.jobs" in {table for cause in causes for table in cause.tables}


def test_a_table_whose_files_are_the_same_is_not_read(root, moments, monkeypatch):
    monkeypatch.setattr("projections.comparing.differing.differences", None)
    found = workspace(root).diff("silver.regions", moments[0], moments[2])
    assert (found.found.rows_before, found.found.rows_after, found.found.changed) == (2, 2, 0)


def test_bronze_is_compared_by_its_records(root, moments):
    found = workspace(root).diff("bronze.jobs", moments[1], moments[2])
    assert found.found.key == ("_batch_id", "_source_row")
    assert (found.found.changed, found.found.added) == (1, 0)


def test_a_drafted_gold_table_is_compared_by_the_first_columns_that_tell_its_rows_apart(root, moments):
    found = workspace(root).diff("gold.agg_region", moments[1], moments[2])
    assert found.found.key == ("region",)
    assert found.found.columns == {"wages": 1}


def test_columns_that_came_and_other_values_are_told(root, moments):
    found = workspace(root).diff("gold.dim_region", moments[1], moments[2])
    assert (found.gone, found.new) == ((), ("one",))
    assert found.found.columns == {"title": 2, "one": 2}
    assert "model-adopted" in [cause.type for cause in found.causes]


def test_the_same_moment_differs_in_nothing(root, moments):
    found = workspace(root).diff("silver.jobs", moments[1], moments[1])
    assert (found.found.added, found.found.removed, found.found.changed, found.found.sample) == (0, 0, 0, ())


def test_before_its_first_row_a_table_had_none_and_going_back_is_refused(root, moments):
    assert workspace(root).diff("silver.jobs", "1", moments[0]).found.added == 3
    with pytest.raises(LaterFirst):
        workspace(root).diff("silver.jobs", moments[1], moments[0])
    with pytest.raises(UnknownName):
        workspace(root).diff("silver.nope", moments[0])


def test_the_command_says_it_in_lines_and_as_an_object(root, moments):
    said = call(root, "diff", "silver.jobs", "--from", moments[1], "--to", moments[2]).stdout
    assert "0 added, 0 removed, 1 changed by job_id" in said
    assert "~ job_id=2  wage: 20.00 -> 21.00" in said
    assert "rows-corrected" in said
    found = json.loads(call(root, "diff", "silver.jobs", "--from", moments[0], "--json").stdout)
    assert (found["format"], found["found"]["added"], found["found"]["changed"]) == ("jobforge/diff/1", 1, 1)
    assert call(root, "diff", "silver.jobs", "--from", moments[1], "--to", moments[0]).exit_code == 2
