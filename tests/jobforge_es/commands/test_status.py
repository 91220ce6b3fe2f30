from __future__ import annotations

import os
import shutil

import pytest

from jobforge_es.commands.glance import LEDGER_FORMAT, glance
from jobforge_es.commands.unapplied import FOLDERS, definition_files
from jobforge_es.definitions import files
from jobforge_es.workspace import Workspace
from ledger.identity import FORMAT
from tests.jobforge_es.cli.offices import MORE, call


def status(project, as_of=None):
    return Workspace.open(project).status(as_of)


def test_a_glance_sees_what_the_workspace_sees(ran):
    workspace = Workspace.open(ran)
    assert glance(workspace.config) == workspace.status()


def test_a_glance_looks_away_where_anything_is_not_as_usual(project):
    config = Workspace.open(project).config
    (project / "lake/projections.db").rename(project / "kept.db")
    assert glance(config) is None
    (project / "lake/projections.db").write_bytes(b"not a database at all")
    assert glance(config) is None
    (project / "kept.db").replace(project / "lake/projections.db")
    assert glance(config) is not None
    (project / "inbox/offices_2.csv").write_text(MORE)
    shutil.copy(project / "lake/projections.db", project / "kept.db")
    Workspace.open(project).run()
    for name in ("projections.db-wal", "projections.db-shm"):
        (project / "lake" / name).unlink(missing_ok=True)
    (project / "kept.db").replace(project / "lake/projections.db")
    assert glance(config) is None
    found = status(project)
    assert (found.behind > 0, found.position) == (True, found.head)


def test_a_ledger_of_another_format_is_not_glanced_at(project):
    from ledger.driver import sqlite3

    assert LEDGER_FORMAT == FORMAT
    config = Workspace.open(project).config
    db = sqlite3.connect(project / "lake/ledger.db")
    db.execute("PRAGMA user_version = 99")
    db.close()
    assert glance(config) is None


def test_a_damaged_definition_is_not_glanced_over(project):
    config = Workspace.open(project).config
    for path in (project / "lake/vault").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"x")
    assert glance(config) is None


def test_before_the_first_run_everything_is_still_to_be_applied(fresh):
    found = status(fresh)
    assert (found.position, found.recorded_at, found.tables) == (0, None, ())
    assert set(found.changed) == {"sources/offices.yaml", "contracts/offices.yaml", "models/gold/dim_office.sql"}
    assert found.unseen == ("offices_1.csv",)


def test_after_a_run_nothing_is_left_to_do(ran):
    found = status(ran)
    assert (found.changed, found.unseen, found.failures, found.behind) == ((), (), (), 0)
    tables = {t.table: (t.rows, t.batches, t.waiting, t.quarantined, t.rejected) for t in found.tables}
    assert tables == {
        "staged.offices": (6, 1, 0, 1, 0),
        "bronze.offices": (4, 1, 0, 2, 0),
        "silver.offices": (3, 1, 0, 1, 0),
        "gold.dim_office": (3, 0, 0, 0, 0),
    }
    assert [t.table for t in found.tables if t.draft and t.layer != "staged"] == ["gold.dim_office"]


def test_changed_new_and_removed_definitions_are_named(project):
    (project / "sources/new.yaml").write_text("x")
    (project / "models/gold/dim_office.sql").unlink()
    (project / "contracts/offices.yaml").write_text("changed")
    assert status(project).changed == ("contracts/offices.yaml", "models/gold/dim_office.sql", "sources/new.yaml")


def test_a_table_that_nothing_makes_any_more_is_told_as_long_as_it_has_rows(project):
    (project / "models/gold/dim_none.sql").write_text("SELECT code FROM silver.offices WHERE code = 'none'\n")
    Workspace.open(project).run()
    for path in ("models/gold/dim_none.sql", "models/gold/dim_office.sql", "contracts/offices.yaml"):
        (project / path).unlink()
    Workspace.open(project).apply()
    found = {t.table: t for t in Workspace.open(project).status().tables}
    assert "gold.dim_none" not in found
    assert {t for t in found if found[t].retired} == {"bronze.offices", "silver.offices", "gold.dim_office"}
    assert call(project, "status").stdout.count("retired: nothing makes it any more") == 3
    assert (
        Workspace.open(project).lineage("source:offices").down == Workspace.open(project).lineage("staged.offices").up
    )


def test_a_touched_file_of_the_inbox_is_to_be_looked_at_again(project):
    os.utime(project / "inbox/offices_1.csv", (1, 1))
    assert status(project).unseen == ("offices_1.csv",)


def test_a_file_name_that_is_no_text_is_told_as_it_is_remembered(project):
    (project / "inbox" / os.fsdecode(b"qu\xe9bec.csv")).write_text("x")
    assert status(project).unseen == ("qu%E9bec.csv",)


def test_a_file_that_no_source_matches_is_told_as_that_once_a_run_has_looked(project):
    (project / "inbox/notes.txt").write_text("x")
    assert (status(project).unseen, status(project).unmatched) == (("notes.txt",), ())
    assert call(project, "run").exit_code == 0
    assert (status(project).unseen, status(project).unmatched) == ((), ("notes.txt",))
    assert "matched by no source" in call(project, "status").stdout
    (project / "inbox/notes.txt").unlink()
    assert status(project).unmatched == ()


def test_a_replay_forgets_no_file_of_the_inbox(project):
    assert call(project, "replay").exit_code == 0
    assert status(project).unseen == ()


def test_the_past_is_told_without_what_is_due_now(ran):
    found = status(ran, "2")
    assert (found.position, found.changed, found.unseen) == (2, (), ())
    assert found.head > 2
    assert all(t.rows == 0 for t in found.tables)


def test_a_batch_that_was_refused_counts_until_its_bytes_are_accepted(fresh):
    source = fresh / "sources/offices.yaml"
    text = source.read_text()
    source.write_text(text.replace("quarantine_limit: 60%", "quarantine_limit: 1%"))
    Workspace.open(fresh).run()
    assert {t.table: t.rejected for t in status(fresh).tables}["staged.offices"] == 1
    source.write_text(text)
    Workspace.open(fresh).run()
    assert {t.table: t.rejected for t in status(fresh).tables}["staged.offices"] == 0


def test_a_step_that_failed_is_told_until_it_succeeds(project):
    model = project / "models/gold/dim_office.sql"
    text = model.read_text()
    model.write_text("SELECT code, CAST(name AS INTEGER) AS name FROM silver.offices")
    Workspace.open(project).run()
    (failure,) = status(project).failures
    assert (failure.step, failure.subject) == ("build", "gold.dim_office")
    assert "Rivi" not in failure.reason
    model.write_text(text)
    Workspace.open(project).run()
    assert status(project).failures == ()


@pytest.mark.parametrize("name", ["a.yaml", "b.yml", ".hidden.yaml", "copy.yaml~", "#x.yaml", "note.txt", "C.YAML"])
def test_the_quick_look_finds_the_files_that_apply_reads(tmp_path, name):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / name).write_text("x")
    found, _ = files.find_files(tmp_path)
    assert [path for path, _ in definition_files(tmp_path)] == [each.path for each in found]


def test_the_quick_look_goes_into_the_folders_that_apply_reads():
    assert [(folder, endings) for folder, _, endings in files.FOLDERS] == list(FOLDERS.items())


def test_where_nothing_was_decided_no_promotion_is_looked_at(project, monkeypatch):
    monkeypatch.setattr("jobforge_es.commands.deciding.states.batches.all_promotions", None)
    assert Workspace.open(project).status().tables
