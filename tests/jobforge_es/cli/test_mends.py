"""Every error says what helps, and what it suggests can be done."""

from __future__ import annotations

import os
import shlex

import pytest

from jobforge_es.workspace import Workspace
from ledger.errors import EntryTooLarge, InvalidEvent, LedgerUnusable
from tests.jobforge_es.cli.offices import MORE, again, call, only, positions


def mends(result):
    found = only(result)
    error = found if "mend" in found else next(o["error"] for o in found["outcomes"] if o["error"])
    return error["code"], error["mend"]


def test_what_is_no_file_is_answered_with_what_can_be_named(project, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path, code, words in (
        (tmp_path, "U-032", "the files in it"),
        (tmp_path / "pipe", "U-032", "into a file"),
        (tmp_path / ("x" * 300), "U-033", "shorter name"),
        (tmp_path / "loop", "U-033", "circle"),
    ):
        found, mend = mends(call(project, "ingest", str(path), "-s", "offices", "--json"))
        assert (found, words in mend[0]) == (code, True), mend


@pytest.mark.parametrize(
    "args",
    [
        ("whom",),
        ("nothing-near",),
        ("who", "--set", "x=1"),
        ("actors", "--set", "x=1"),
        ("--sql", "DROP TABLE x"),
        ("--sql", "SELECT nope"),
        ("--sql", "PRAGMA x; SELECT 1"),
    ],
)
def test_an_audit_that_cannot_be_answered_is_answered_with_one_that_can(ran, args):
    code, mend = mends(call(ran, "audit", *args, "--json"))
    assert code == "U-041"
    for command in mend:
        if "..." not in command:
            jobforge, *arguments = shlex.split(command)
            assert jobforge == "jobforge"
            assert call(ran, *arguments).exit_code == 0, command


def test_an_unknown_type_of_event_is_answered_with_the_nearest_and_with_all(ran):
    code, mend = mends(call(ran, "log", "--type", "batch-ingest", "--json"))
    assert (code, mend[0]) == ("U-001", "jobforge log --type batch-ingested")
    code, mend = mends(call(ran, "log", "--type", "nope", "--json"))
    assert len(mend) == 1
    assert "table-built" in mend[0]


def test_errors_of_the_ledger_say_what_helps_even_where_nothing_was_said():
    assert all(kind("x").mend for kind in (EntryTooLarge, InvalidEvent, LedgerUnusable))
    assert LedgerUnusable("x", mend=("this",)).mend == ("this",)


def test_a_dry_run_suggests_the_command_that_it_tried_out(project, tmp_path):
    path = tmp_path / "it's more.csv"
    path.write_text(MORE)
    args = ("ingest", str(path), "--source", "offices", "--edition", "2026 Q1")
    following = only(call(project, *args, "--dry-run", "--json"))["next"]
    before = positions(project)
    assert call(project, *shlex.split(following)[1:]).exit_code == 0
    assert positions(project) == before + 1
    following = only(call(project, "promote", "silver.offices", "--to", "bronze", "--dry-run", "--json"))["next"]
    assert following == again(project, "jobforge promote silver.offices --to bronze")


def test_status_is_never_behind_by_less_than_nothing(ran, monkeypatch):
    from jobforge_es.commands import status

    monkeypatch.setattr(status, "_followed", lambda _, head: head + 3)
    assert Workspace.open(ran).status().behind == 0


def test_a_source_that_no_file_defines_is_refused_before_anything_is_recorded(fresh):
    result = call(fresh, "ingest", str(fresh / "inbox/offices_1.csv"), "--source", "office")
    assert (result.exit_code, result.stderr[:5]) == (2, "U-001")
    assert "did you mean offices?" in result.stderr
    assert positions(fresh) == 0


def test_a_source_whose_file_is_gone_is_refused_before_anything_is_recorded(project):
    before = positions(project)
    for path in ("sources/offices.yaml", "contracts/offices.yaml", "models/gold/dim_office.sql"):
        (project / path).unlink()
    assert call(project, "ingest", str(project / "inbox/offices_1.csv"), "--source", "offices").exit_code == 2
    assert positions(project) == before
