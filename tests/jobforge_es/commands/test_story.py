from __future__ import annotations

import pytest

from jobforge_es.commands.story import story
from jobforge_es.workspace import Workspace


def told(project, table="gold.dim_office"):
    with Workspace.open(project).reading() as session:
        return story(session, table)


def test_a_row_of_one_source_row_is_told_with_the_record_as_it_stood(ran):
    found = told(ran)
    assert found.question == "Which offices are there?"
    assert found.row == {"code": "A01", "name": "Rivière", "budget": "12.50"}
    assert found.origin.record == 1
    assert found.origin.source_file == "offices_1.csv"
    assert found.origin.values == {"code": "A01", "name": "Rivière", "opened": "2020-01-31", "budget": "12.50"}
    assert [(step.table, step.by) for step in found.steps] == [
        ("staged.offices", "lea"),
        ("bronze.offices", "lea"),
        ("silver.offices", "lea"),
        ("gold.dim_office", "lea"),
    ]
    assert [step.position for step in found.steps] == sorted(step.position for step in found.steps)
    assert found.position == found.steps[-1].position


@pytest.mark.parametrize(
    "sql", ["SELECT count(*) AS offices FROM silver.offices", "SELECT sum(budget) AS budget FROM silver.offices"]
)
def test_a_row_of_several_source_rows_is_told_by_their_number_and_files(project, sql):
    (project / "models/gold/dim_office.sql").write_text(sql)
    Workspace.open(project).run()
    found = told(project)
    assert found.source_rows == 3
    assert found.origin is None
    assert found.batches == ("offices_1.csv",)


def test_a_table_without_rows_has_no_story(project):
    (project / "models/gold/dim_office.sql").write_text("SELECT code FROM silver.offices WHERE code = 'nothing'")
    Workspace.open(project).run()
    assert told(project) is None
