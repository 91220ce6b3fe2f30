from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess

import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, positions, tree
from tests.laws.test_killed import start, timed

WHY = ("--reason", "the publisher took it back")


def batch_of(project, status="in_effect"):
    with Workspace.open(project).reading() as session:
        sql = "SELECT batch_id FROM batches WHERE status = ? ORDER BY position DESC"
        return session.db.execute(sql, (status,)).fetchone()[0]


def rows(project, table="gold.dim_office", as_of=None):
    return Workspace.open(project).query(f"SELECT count(*) AS n FROM {table}", as_of)["n"].to_pylist()[0]


def test_a_batch_is_withdrawn_and_reinstated(project):
    batch, head = batch_of(project), positions(project)
    result = call(project, "withdraw", batch, *WHY)
    assert result.exit_code == 0
    assert "6 rows of staged.offices, 4 rows of bronze.offices, 3 rows of silver.offices" in result.stdout
    assert "withdrawn" in call(project, "source", "show", "offices").stdout
    assert [rows(project), rows(project, as_of=str(head))] == [0, 3]
    assert call(project, "replay", "--check").exit_code == 0
    result = call(project, "reinstate", batch, "--reason", "it was right")
    assert result.exit_code == 0
    assert [rows(project), rows(project, "staged.offices")] == [3, 6]
    assert call(project, "replay", "--check").exit_code == 0
    assert call(project, "verify").exit_code == 0


def test_a_second_withdrawal_records_nothing(project):
    batch = batch_of(project)
    call(project, "withdraw", batch, *WHY)
    head = positions(project)
    result = call(project, "withdraw", batch, *WHY)
    assert (result.exit_code, "unchanged" in result.stdout, positions(project)) == (0, True, head)


@pytest.mark.parametrize("command", ["withdraw", "reinstate"])
def test_without_a_reason_nothing_is_done(project, command):
    before = positions(project)
    result = call(project, command, batch_of(project))
    assert result.exit_code == 2
    assert "U-060" in result.stderr
    assert positions(project) == before


@pytest.mark.parametrize("command", ["withdraw", "reinstate"])
def test_an_unknown_batch_is_refused(project, command):
    result = call(project, command, "b-1", *WHY)
    assert (result.exit_code, "U-001" in result.stderr) == (2, True)


def test_a_file_that_was_refused_has_nothing_to_withdraw(project):
    (project / "inbox/offices_2.csv").write_text("nothing,of,it\n1,2,3\n")
    call(project, "run")
    batch = batch_of(project, "rejected")
    for command in ("withdraw", "reinstate"):
        result = call(project, command, batch, *WHY)
        assert (result.exit_code, "W-001" in result.stderr) == (1, True)


def test_what_a_withdrawal_would_do_is_told_and_nothing_is_written(project):
    batch, before = batch_of(project), tree(project)
    result = call(project, "plan", "--withdraw", batch)
    assert result.exit_code == 0
    shown = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if "." in line.split(" ")[0]}
    assert shown["silver.offices"] == ["3", "0", "3"]
    assert shown["gold.dim_office"] == ["3", "0", "1"]
    assert "gold.dim_office: Which offices are there?" in result.stdout
    told = only(call(project, "plan", "--withdraw", batch, "--json"))
    gold = next(each for each in told["tables"] if each["table"] == "gold.dim_office")
    assert (gold["before"], gold["after"], gold["published"]) == (3, 0, "lake/published/gold/dim_office")
    assert [o["step"] for o in told["outcomes"]] == ["withdraw", "build"]
    assert call(project, "withdraw", batch, "--dry-run").exit_code == 0
    assert tree(project) == before


def test_a_run_does_not_bring_back_what_was_withdrawn(project):
    call(project, "withdraw", batch_of(project), *WHY)
    head = positions(project)
    for forget in (False, True):
        if forget:
            (project / "lake/projections.db").unlink()
        result = call(project, "run")
        assert (result.exit_code, positions(project)) == (0, head)


def test_the_same_bytes_are_landed_again_when_a_person_names_the_file(project):
    first = batch_of(project)
    call(project, "withdraw", first, *WHY)
    assert call(project, "ingest", str(project / "inbox/offices_1.csv"), "--source", "offices").exit_code == 0
    second = batch_of(project)
    call(project, "run")
    assert (second != first, rows(project)) == (True, 3)
    with Workspace.open(project).reading() as session:
        found = session.db.execute("SELECT generation FROM batches ORDER BY position").fetchall()
    assert found == [(1,), (2,)]
    result = call(project, "reinstate", first, *WHY)
    assert (result.exit_code, "W-002" in result.stderr) == (1, True)
    call(project, "withdraw", second, *WHY)
    assert call(project, "reinstate", first, *WHY).exit_code == 0
    call(project, "withdraw", first, *WHY)
    call(project, "ingest", str(project / "inbox/offices_1.csv"), "--source", "offices")
    with Workspace.open(project).reading() as session:
        assert session.db.execute("SELECT max(generation) FROM batches").fetchone() == (3,)


def test_a_fact_that_is_known_later_comes_in_by_the_commands_that_the_error_tells(project, monkeypatch):
    file = str(project / "inbox/offices_1.csv")
    result = call(project, "ingest", file, "--source", "offices", "--period", "2026-03")
    assert (result.exit_code, "A-005" in result.stdout) == (2, True)
    said = [line.strip().removeprefix("or ").removeprefix("and then ") for line in result.stdout.splitlines()]
    withdraw, ingest = [line for line in said if line.startswith(("jobforge withdraw", "jobforge ingest"))][:2]
    monkeypatch.chdir(project / "inbox")
    for command in (withdraw, ingest, "jobforge run"):
        assert call(project, *shlex.split(command)[1:]).exit_code == 0
    with Workspace.open(project).reading() as session:
        found = session.db.execute("SELECT period, status FROM batches ORDER BY position").fetchall()
    assert found == [(None, "withdrawn"), ("2026-03", "in_effect")]
    assert rows(project) == 3


def test_a_sidecar_that_comes_after_a_withdrawal_lands_the_file_by_a_run(project):
    call(project, "withdraw", batch_of(project), *WHY)
    (project / "inbox/offices_1.csv.meta.yaml").write_text("period: 2026-03\n")
    assert call(project, "run").exit_code == 0
    assert rows(project) == 3


@pytest.mark.journey
def test_a_killed_withdrawal_is_finished_by_the_next_run(project, tmp_path):
    rounds = 2 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 60
    batch = batch_of(project)
    copy = tmp_path / "timed"
    shutil.copytree(project, copy)
    whole = timed(copy, "withdraw", batch, *WHY)
    for number in range(rounds):
        for command, left in (("withdraw", 0), ("reinstate", 3)):
            process = start(project, command, batch, *WHY)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait((0.5 + 0.5 * number / rounds) * whole)
            process.kill()
            process.wait()
            assert call(project, "verify").exit_code == 0
            assert call(project, command, batch, *WHY).exit_code == 0
            assert rows(project) == left
    assert call(project, "run").exit_code == 0
    assert call(project, "replay", "--check").exit_code == 0
