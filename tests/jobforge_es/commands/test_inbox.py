from __future__ import annotations

import pytest

from jobforge_es.commands.outcome import exit_code
from jobforge_es.workspace import Workspace
from projections.read_models import remove
from tests.jobforge_es.cli.offices import call, only, positions


def test_a_file_that_no_source_matches_is_told_by_run_and_plan(project):
    (project / "inbox/other.txt").write_text("x")
    (project / "inbox/.hidden").write_text("x")
    (project / "inbox/archive").mkdir()
    before = positions(project)
    for command in ("plan", "run"):
        result = call(project, command)
        assert (result.exit_code, result.stdout) == (0, "nothing to do\n")
        assert "no source matches 1 of the inbox: other.txt\n" in result.stderr
        (outcome,) = only(call(project, command, "--json"))["outcomes"]
        assert (outcome["subject"], outcome["status"], outcome["error"]) == ("other.txt", "unmatched", None)
    assert positions(project) == before


def test_a_link_that_cannot_be_followed_is_told_and_stops_nothing(fresh):
    (fresh / "inbox/odd.txt").symlink_to("x" * 300)
    (fresh / "inbox/circle.txt").symlink_to("circle.txt")
    result = call(fresh, "run")
    assert "odd.txt" in result.stderr
    assert "Error" not in result.stderr


def test_many_files_that_no_source_matches_are_told_on_one_line(project):
    for number in range(25):
        (project / f"inbox/a\x1b{number:02}.txt").write_text("x")
    shown = call(project, "run").stderr
    assert "no source matches 25 of the inbox: " in shown
    assert " and 15 more" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_was_refused_ends_a_second_run_alike_with_the_read_models_or_without(fresh, again):
    (fresh / "inbox/offices_1.csv").write_text("")
    workspace = Workspace.open(fresh)
    assert exit_code(workspace.run()) == 1
    before = positions(fresh)
    if again:
        remove(fresh / "lake/projections.db")
    for outcomes in (workspace.run(), workspace.plan()):
        assert [o.subject for o in outcomes] == ["gold.dim_office"]  # it waits for rows
        assert exit_code(outcomes) == 0
    assert positions(fresh) == before
    assert [t.rejected for t in workspace.status().tables if t.table == "staged.offices"] == [1]


def test_a_file_that_was_refused_is_tried_again_when_its_source_changes(fresh):
    (fresh / "inbox/offices_1.csv").write_text("")
    workspace = Workspace.open(fresh)
    workspace.run()
    source = fresh / "sources/offices.yaml"
    source.write_text(source.read_text().replace("publisher: Nobody", "publisher: Somebody"))
    assert exit_code(workspace.run()) == 1
