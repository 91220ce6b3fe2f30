"""``jobforge lineage layer.table.column``."""

from __future__ import annotations

import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, positions


def test_a_column_of_gold_leads_back_to_the_header_in_the_file(ran):
    told = call(ran, "lineage", "gold.dim_office.budget", "--up").stdout.splitlines()
    assert told[1:6] == [
        "made from",
        "  silver.offices.budget  (as it is)",
        "    bronze.offices.budget  (as it is)",
        "      staged.offices.budget  (computed)",
        "        source:offices.Budget  (as it is)",
    ]
    assert "which rows there are is decided by" in told
    (stay,) = (line for line in told if line.startswith("    which rows stay: staged."))
    assert {"staged.offices.budget,", "staged.offices.code,"} <= set(stay.split())


def test_a_header_leads_to_all_that_a_change_of_it_would_reach(ran):
    told = call(ran, "lineage", "source:offices.Budget", "--down").stdout
    assert "gold.dim_office.budget  (as it is)" in told
    assert "rows of bronze.offices  (which rows stay)" in told
    assert "a change of it reaches 4 columns, and which rows stand in 3 tables" in told
    assert "made from" not in told


def test_a_program_gets_every_edge_with_the_event_that_said_so(ran):
    told = only(call(ran, "lineage", "silver.offices.code", "--json"))
    assert (told["table"], told["column"]) == ("silver.offices", "code")
    (edge,) = [e for e in told["column_edges"] if e["downstream"] == {"table": "gold.dim_office", "column": "code"}]
    assert edge["upstream"] == {"table": "silver.offices", "column": "code"}
    assert (edge["how"], edge["why"]) == ("identity", "")
    assert 0 < edge["position"] <= positions(ran)
    assert {"table": "gold.dim_office", "column": "code"} in told["reached"]
    assert told["edges"]


def test_a_column_is_drawn_for_mermaid_and_graphviz(ran):
    mermaid = call(ran, "lineage", "gold.dim_office.name", "--format", "mermaid").stdout
    assert mermaid.startswith('flowchart LR\n  n1["gold.dim_office.name"]\n')
    assert "-->|identity|" in mermaid
    assert "-.->|filter|" in mermaid
    dot = call(ran, "lineage", "gold.dim_office.name", "--format", "dot").stdout
    assert '"silver.offices.name" -> "gold.dim_office.name" [label="identity"];' in dot
    assert '"rows of silver.offices" -> "rows of gold.dim_office" [label="rows", style=dashed];' in dot


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("silver.offices.nam", "did you mean name?"),
        ("source:offices.name", "did you mean Name?"),
        ("silver.office.name", "did you mean silver.offices"),
        ("silver.offices.*", "there is no column of silver.offices '*'"),
        ("silver.offices.", "there is no column of silver.offices ''"),
    ],
)
def test_a_column_that_is_not_there_is_named_with_the_nearest(ran, name, said):
    result = call(ran, "lineage", name)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_column_as_of_a_position_before_its_model_goes_nowhere(ran):
    workspace = Workspace.open(ran)
    adopted = next(e.position for e in workspace.log() if e.type == "model-adopted")
    assert any(e.downstream.table == "gold.dim_office" for e in workspace.lineage("silver.offices.code").column_edges)
    before = workspace.lineage("silver.offices.code", "down", str(adopted - 1))
    assert before.columns is not None
    assert before.columns.down == ()


def test_the_catalog_tells_how_far_rows_are_followed_and_whether_a_model_was_proven(ran):
    shown = call(ran, "catalog", "show", "gold.dim_office").stdout
    assert "  followed              each row of silver.offices" in shown
    assert "  proof                 gave the same rows twice, at " in shown
    (table,) = only(call(ran, "catalog", "show", "gold.dim_office", "--json"))["tables"]
    assert table["coverage"] == {"silver.offices": ""}
    assert 0 < table["proven"] <= positions(ran)
    (silver,) = only(call(ran, "catalog", "show", "silver.offices", "--json"))["tables"]
    assert (silver["coverage"], silver["proven"]) == (None, None)


def test_adoption_tells_what_is_known_only_as_a_whole_table(project):
    (project / "models/gold/agg_best.sql").write_text("SELECT max(budget) AS best FROM silver.offices\n")
    (project / "models/gold/agg_few.sql").write_text(
        "SELECT code FROM silver.offices WHERE code IN (SELECT code FROM gold.dim_office)\n"
    )
    told = call(project, "apply")
    assert told.exit_code == 0, told.output
    best, few = told.stdout.index("agg_best.sql"), told.stdout.index("agg_few.sql")
    assert "every row is followed to its sources; gave the same rows twice, in " in told.stdout[best:few]
    assert "rows are followed, but not those of gold.dim_office in all they do" in told.stdout[few:]
    assert "gold.dim_office only as a whole table: its rows are only tested against" in told.stdout[few:]
    outcomes = only(call(project, "run", "--json"))["outcomes"]
    assert [o["subject"] for o in outcomes if o["status"] == "done"] == ["gold.agg_best", "gold.agg_few"]
