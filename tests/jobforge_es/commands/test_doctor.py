from __future__ import annotations

import importlib
import os
import shutil
import time
from contextlib import closing
from importlib import metadata
from typing import NamedTuple

import pytest

from jobforge_es.commands.doctor import doctor
from jobforge_es.commands.examining import machine, place
from jobforge_es.commands.examining.place import file_system
from jobforge_es.lock import work_lock
from jobforge_es.workspace import Workspace
from ledger.driver import sqlite3
from ledger.opening import open_ledger
from tests.jobforge_es.cli.offices import call


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def found(project):
    return {f.subject: f for f in doctor(Workspace.open(project))}


def test_a_healthy_project_is_all_good(ran):
    findings = found(ran)
    assert {f.state for f in findings.values()} == {"good"}, findings
    assert set(findings) >= {
        "Python",
        "SQLite",
        "libraries",
        "clock",
        "disk",
        "file system",
        "permissions",
        "lock",
        "ledger",
    }
    assert set(findings) >= {"layer files", "leftovers", "read models", "published", "vault", "wheels"}


def test_without_a_project_the_machine_is_looked_at(tmp_path, monkeypatch):
    assert {f.subject for f in doctor(None)} == {"Python", "SQLite", "libraries", "wheels", "clock"}
    monkeypatch.chdir(tmp_path)
    from click.testing import CliRunner

    from jobforge_es.cli import main

    result = CliRunner().invoke(main, ["doctor"])
    assert (result.exit_code, "no project here" in result.stdout) == (0, True)
    assert call(tmp_path, "doctor").exit_code == 2


@pytest.mark.parametrize(("free", "state"), [(50_000_000, "bad"), (500_000_000, "doubtful"), (5_000_000_000, "good")])
def test_a_disk_that_fills_up_is_told(ran, monkeypatch, free, state):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, free))
    assert found(ran)["disk"].state == state


def test_a_bad_finding_ends_with_1_and_says_what_helps(ran, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 0))
    result = call(ran, "doctor")
    assert result.exit_code == 1
    assert "mend: free some space" in result.stdout


def test_a_network_file_system_is_told(tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path!s} nfs4 rw 0 0\n//s/y /a\\040b cifs rw 0 0\n")
    assert file_system(tmp_path / "lake", mounts) == "nfs4"
    assert file_system(mounts.parent.parent, mounts) == "ext4"
    assert file_system(tmp_path, tmp_path / "nothing") is None


def test_a_lake_on_the_network_is_bad(ran, monkeypatch):
    monkeypatch.setattr(place, "file_system", lambda _: "cifs")
    assert found(ran)["file system"].state == "bad"


def test_who_holds_the_lock_is_told(project):
    with work_lock(project / "lake", 0, "jobforge run"):
        finding = found(project)["lock"]
    assert finding.state == "doubtful"
    assert "jobforge run" in finding.what


def test_the_note_of_a_killed_command_does_no_harm(project):
    with work_lock(project / "lake", 0, "jobforge run"):
        note = (project / "lake/work.holder").read_text()
    (project / "lake/work.holder").write_text(note)
    finding = found(project)["lock"]
    assert (finding.state, "was killed" in finding.what) == ("good", True)


def test_leftovers_and_missing_files_are_counted(project):
    (file,) = (project / "lake/layers/silver").rglob("*.parquet")
    file.rename(project / "lake/work/silver.offices.b-1.data.part")
    findings = found(project)
    assert (findings["leftovers"].state, findings["layer files"].state) == ("doubtful", "doubtful")


def test_layer_files_that_no_event_recorded_are_counted_and_named(project):
    (file,) = (project / "lake/layers/silver").rglob("*.parquet")
    shutil.copy(file, file.with_name("b-killed-0123456789abcdef.parquet"))
    finding = found(project)["leftovers"]
    assert (finding.state, finding.mend) == ("doubtful", ("jobforge gc",))
    assert "1 layer files" in finding.what
    assert "b-killed-0123456789abcdef.parquet" in finding.what
    assert call(project, "doctor").exit_code == 0
    assert call(project, "gc").exit_code == 0
    assert found(project)["leftovers"].state == "good"


def test_a_ledger_without_events_beside_a_vault_is_bad(project):
    for path in (project / "lake").glob("ledger.db*"):
        path.unlink()
    open_ledger(str(project / "lake/ledger.db"), create=True).close()
    finding = found(project)["ledger"]
    assert (finding.state, "I-011" in finding.what) == ("bad", True)


def test_a_ledger_that_cannot_be_read_is_a_finding_and_no_crash(project):
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (project / "lake" / name).unlink(missing_ok=True)
    (project / "lake/ledger.db").write_bytes(b"no database")
    assert found(project)["ledger"].state == "bad"
    assert call(project, "doctor").exit_code == 1


def test_a_clock_that_runs_behind_is_told(ran, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)
    findings = found(ran)
    assert (findings["clock"].state, findings["ledger"].state) == ("bad", "doubtful")


def test_a_library_that_is_missing_is_told(monkeypatch):
    def version(name):
        if name == "duckdb":
            raise metadata.PackageNotFoundError(name)
        return "9999.0"

    monkeypatch.setattr(metadata, "version", version)
    assert [f.state for f in doctor(None) if f.subject == "libraries"] == ["bad", "good"]


def test_a_library_that_is_too_old_is_told(monkeypatch):
    version = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "1.4.2" if name == "duckdb" else version(name))
    (finding,) = [f for f in doctor(None) if f.subject == "libraries" and f.state == "bad"]
    assert finding.what == "duckdb 1.4.2 is older than 2.0"


def test_every_library_that_is_needed_is_looked_at():
    import tomllib
    from pathlib import Path

    import jobforge_es

    text = (Path(jobforge_es.__file__).parents[1] / "pyproject.toml").read_text()
    needed = {line.partition(">")[0] for line in tomllib.loads(text)["project"]["dependencies"] if ";" not in line}
    (finding,) = [f for f in doctor(None) if f.subject == "libraries"]
    assert needed <= {named.split()[0] for named in finding.what.split(", ")}


def test_a_wheel_that_does_not_fit_the_machine_is_told(monkeypatch):
    load = importlib.import_module

    def refuse(name):
        if name == "pyarrow":
            raise ImportError("wrong ELF class")
        return load(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    (finding,) = [f for f in doctor(None) if f.subject == "wheels"]
    assert (finding.state, "pyarrow cannot be loaded: wrong ELF class" in finding.what) == ("bad", True)


def test_a_ledger_on_the_network_is_bad(ran, monkeypatch, tmp_path):
    monkeypatch.setenv("JOBFORGE_LEDGER", str(tmp_path / "far/ledger.db"))
    monkeypatch.setattr(place, "file_system", lambda path: "nfs4" if path == tmp_path else "ext4")
    assert found(ran)["file system"].state == "bad"


def test_a_disk_without_room_for_names_is_told(ran, monkeypatch):
    monkeypatch.setattr(place, "_names_left", lambda _: 12)
    finding = found(ran)["disk"]
    assert (finding.state, "only 12 more files" in finding.what) == ("doubtful", True)


@pytest.mark.parametrize("name", ["vault", "layers", "ledger.db"])
def test_a_part_of_the_lake_that_may_not_be_written_is_told(ran, monkeypatch, name):
    monkeypatch.setattr(os, "access", lambda path, mode: path != ran / "lake" / name)
    finding = found(ran)["permissions"]
    assert (finding.state, finding.what) == ("doubtful", f"{name} may not be written")


def test_an_inbox_that_may_not_be_read_is_told(ran, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != ran / "inbox")
    assert "inbox may not be read" in found(ran)["permissions"].what


def test_a_table_that_a_killed_command_did_not_publish_is_told(project, monkeypatch):
    batch = found_batch(project)
    with monkeypatch.context() as patched:
        patched.setattr("jobforge_es.commands.run.publish", lambda _: 0)
        Workspace.open(project, reason="wrong").withdraw(batch)
    finding = found(project)["published"]
    assert (finding.state, "silver.offices" in finding.what) == ("doubtful", True)
    assert call(project, "run").exit_code == 0
    assert found(project)["published"].state == "good"


def test_what_gc_would_remove_is_told_and_what_was_disposed_of_is_doubtful(project, monkeypatch):
    batch = found_batch(project)
    space = Workspace.open(project, reason="wrong")
    space.withdraw(batch)
    finding = found(project)["vault"]
    assert (finding.state, "jobforge gc removes them" in finding.what) == ("good", True)
    with monkeypatch.context() as patched:
        patched.setattr("jobforge_es.commands.dispose.collect", lambda _: ())
        space.dispose(batch, "Schedule 7")
    assert (found(project)["vault"].state, found(project)["vault"].mend) == ("doubtful", ("jobforge gc",))
    space.gc()
    assert found(project)["vault"].what == "nothing lies about that may go"


def found_batch(project):
    with Workspace.open(project).reading() as session:
        return session.db.execute("SELECT batch_id FROM batches").fetchone()[0]


def test_read_models_that_lag_are_told(project):
    with closing(sqlite3.connect(project / "lake/projections.db")) as db, db:
        db.execute("UPDATE checkpoints SET position = position - 2")
    finding = found(project)["read models"]
    assert (finding.state, finding.what) == ("doubtful", "2 events behind")


def test_a_clock_that_was_set_back_behind_the_ledger_is_told(project):
    later = int(time.time() * 1_000_000) + 3_600_000_000
    Workspace.open(project, clock=lambda: later, reason="x").withdraw(found_batch(project))
    finding = found(project)["ledger"]
    assert (finding.state, "from the future" in finding.what) == ("doubtful", True)


def test_a_sqlite_library_that_loses_events_is_told(monkeypatch):
    from ledger.errors import LedgerUnusable

    def refuse():
        raise LedgerUnusable("it loses events", mend=("pip install --upgrade pysqlite3",))

    monkeypatch.setattr(machine, "check_library", refuse)
    assert next(f for f in doctor(None) if f.subject == "SQLite").state == "bad"


def test_a_folder_that_may_not_be_written_is_told(ran, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert found(ran)["permissions"].state == "doubtful"
