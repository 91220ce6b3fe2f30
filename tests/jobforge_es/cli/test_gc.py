from __future__ import annotations

import contextlib
import os
import shutil
import subprocess

import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import MORE, call, only, positions, tree
from tests.jobforge_es.cli.test_withdraw import WHY, batch_of, rows
from tests.laws.test_killed import start, timed

UNDER = ("--authority", "Retention schedule 7", "--reason", "the years are over")


def layers(project):
    return {name for name in tree(project / "lake/layers") if name.endswith(".parquet")}


def in_effect(project):
    with Workspace.open(project).reading() as session:
        return {f.file.path.removeprefix("layers/") for f in session.manifest.all_in_effect()}


def source_bytes(project):
    with Workspace.open(project).reading() as session:
        sql = "SELECT batch_id, file_sha256 FROM batches ORDER BY position"
        return dict(session.db.execute(sql).fetchall())


@pytest.fixture
def changed(project):
    """The project after a second file came and was withdrawn."""
    (project / "inbox/offices_2.csv").write_text(MORE)
    call(project, "run")
    batch = batch_of(project)
    head = positions(project)
    assert call(project, "withdraw", batch, *WHY).exit_code == 0
    return project, batch, head


def test_gc_removes_what_is_not_in_effect_and_nothing_else(changed):
    project, _, head = changed
    (file,) = (project / "lake/layers/silver").rglob(f"{batch_of(project)}*.parquet")
    shutil.copy(file, file.with_name("b-killed-0123456789abcdef.parquet"))
    before, kept = tree(project / "lake"), in_effect(project)
    told = only(call(project, "gc", "--dry-run", "--json"))
    assert tree(project / "lake") == before
    assert {each["kind"] for each in told["files"]} == {"orphan", "former", "keys"}
    assert told["bytes"] > 0
    result = call(project, "gc")
    assert (result.exit_code, "layer files that are not in effect" in result.stdout) == (0, True)
    assert layers(project) == kept
    assert tree(project / "lake/vault") == {n[6:]: b for n, b in before.items() if n.startswith("vault/")}
    assert "nothing to remove" in call(project, "gc").stdout
    assert call(project, "verify").exit_code == 0
    assert rows(project) == 3
    assert rows(project, "silver.offices", as_of=str(head)) == 4
    assert rows(project, as_of=str(head)) == 4
    assert call(project, "replay", "--check").exit_code == 0


def test_gc_records_nothing(changed):
    project, *_ = changed
    head = positions(project)
    call(project, "gc")
    assert positions(project) == head


def test_what_gc_has_removed_comes_back_with_a_reinstated_batch(changed):
    project, batch, _ = changed
    call(project, "gc")
    assert call(project, "reinstate", batch, *WHY).exit_code == 0
    assert rows(project) == 4
    assert call(project, "replay", "--check").exit_code == 0


def test_bytes_are_disposed_of_under_an_authority(changed):
    project, batch, head = changed
    sha256 = source_bytes(project)[batch]
    told = only(call(project, "gc", "--dispose", batch, *UNDER, "--dry-run", "--json"))
    assert [(d["sha256"], d["batches"]) for d in told["disposed"]] == [(sha256, [batch])]
    assert positions(project) == head + 2  # the withdrawal and the model
    result = call(project, "gc", "--dispose", batch, *UNDER)
    assert (result.exit_code, f"disposed of {sha256}, of {batch}" in result.stdout) == (0, True)
    assert not any(batch in name or sha256 in name for name in tree(project / "lake"))
    result = call(project, "verify")
    assert (result.exit_code, "was disposed of under Retention schedule 7" in result.stdout) == (0, True)
    assert call(project, "replay", "--check").exit_code == 0
    shutil.rmtree(project / "lake/layers")
    shutil.rmtree(project / "lake/keys")
    assert call(project, "replay", "--check").exit_code == 0
    assert rows(project) == 3
    log = call(project, "log", "--type", "object-disposed", "--json").stdout
    assert "Retention schedule 7" in log
    assert "the years are over" in log


def test_what_stood_on_disposed_bytes_says_under_which_authority_they_went(changed):
    project, batch, head = changed
    call(project, "gc", "--dispose", batch, *UNDER)
    for table in ("staged.offices", "silver.offices", "gold.dim_office"):
        result = call(project, "query", f"SELECT * FROM {table}", "--as-of", str(head))
        assert (result.exit_code, "W-012" in result.stderr, "Retention schedule 7" in result.stderr) == (1, True, True)
    result = call(project, "trace", "gold.dim_office", "--where", "code = 'B01'", "--as-of", str(head))
    assert (result.exit_code, "Retention schedule 7" in result.stderr) == (1, True)
    result = call(project, "reinstate", batch, *WHY)
    assert (result.exit_code, "W-012" in result.stderr) == (1, True)


def test_disposed_bytes_that_come_again_are_not_kept(changed):
    project, batch, _ = changed
    sha256 = source_bytes(project)[batch]
    call(project, "gc", "--dispose", batch, *UNDER)
    result = call(project, "ingest", str(project / "inbox/offices_2.csv"), "--source", "offices")
    assert (result.exit_code, "W-012" in result.stdout) == (1, True)
    assert not any(sha256 in name for name in tree(project / "lake"))


def test_disposing_twice_records_nothing(changed):
    project, batch, _ = changed
    call(project, "gc", "--dispose", batch, *UNDER)
    head = positions(project)
    result = call(project, "gc", "--dispose", batch, *UNDER)
    assert (result.exit_code, "disposed of before" in result.stdout, positions(project)) == (0, True, head)


def test_a_kill_between_the_decision_and_the_removal_is_mended_by_the_next_gc(changed, monkeypatch):
    project, batch, _ = changed
    sha256 = source_bytes(project)[batch]

    def die(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("jobforge_es.commands.dispose.collect", die)
        with pytest.raises(KeyboardInterrupt):
            Workspace.open(project, reason="over").dispose(batch, "Schedule 7")
    assert call(project, "verify").exit_code == 0
    assert any(sha256 in name for name in tree(project / "lake/vault"))
    call(project, "gc")
    assert not any(sha256 in name for name in tree(project / "lake/vault"))


def test_bytes_of_a_batch_in_effect_are_kept(project):
    batch, before = batch_of(project), tree(project / "lake")
    for target in (batch, source_bytes(project)[batch]):
        result = call(project, "gc", "--dispose", target, *UNDER)
        assert (result.exit_code, "W-010" in result.stderr) == (1, True)
    assert tree(project / "lake/vault") == {n[6:]: b for n, b in before.items() if n.startswith("vault/")}


def test_a_definition_is_kept(project):
    with Workspace.open(project).reading() as session:
        (sha256,) = session.db.execute("SELECT definition FROM contracts").fetchone()
    result = call(project, "gc", "--dispose", sha256, *UNDER)
    assert (result.exit_code, "W-011" in result.stderr) == (1, True)


@pytest.mark.parametrize("target", ["b-1", "0" * 64])
def test_what_was_never_recorded_cannot_be_disposed_of(project, target):
    result = call(project, "gc", "--dispose", target, *UNDER)
    assert (result.exit_code, "U-001" in result.stderr) == (2, True)


def test_a_disposal_needs_an_authority_and_a_reason(changed):
    project, batch, _ = changed
    head = positions(project)
    assert call(project, "gc", "--dispose", batch, "--reason", "x").exit_code == 2
    assert call(project, "gc", "--authority", "x").exit_code == 2
    assert "U-060" in call(project, "gc", "--dispose", batch, "--authority", "x").stderr
    assert call(project, "gc", "--dispose", batch, "--authority", " ", "--reason", "x").exit_code == 2
    assert positions(project) == head


def test_bytes_of_a_refused_file_and_its_set_aside_records_are_disposed_of(project):
    bad = "Code,Name,Opened,Budget\n" + "A07,too,few\n" * 9
    (project / "inbox/offices_3.csv").write_text(bad)
    call(project, "run")
    batch = batch_of(project, "rejected")
    assert any(batch in name for name in tree(project / "lake/layers"))
    assert call(project, "gc", "--dispose", batch, *UNDER).exit_code == 0
    assert not any(batch in name for name in tree(project / "lake"))
    assert call(project, "verify").exit_code == 0
    assert call(project, "replay", "--check").exit_code == 0


@pytest.mark.journey
def test_a_killed_gc_leaves_a_whole_state(changed, tmp_path):
    project, batch, _ = changed
    rounds = 2 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 60
    copy = tmp_path / "timed"
    shutil.copytree(project, copy)
    whole = timed(copy, "gc", "--dispose", batch, *UNDER)
    for number in range(rounds):
        copy = tmp_path / str(number)
        shutil.copytree(project, copy)
        process = start(copy, "gc", "--dispose", batch, *UNDER)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait((0.6 + 0.4 * number / rounds) * whole)
        process.kill()
        process.wait()
        assert call(copy, "verify").exit_code == 0
        assert call(copy, "gc", "--dispose", batch, *UNDER).exit_code == 0
        assert not any(batch in name for name in tree(copy / "lake"))
        assert rows(copy) == 3
