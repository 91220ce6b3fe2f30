from __future__ import annotations

import random
import shutil

import pytest

from jobforge_es.errors import DefinitionRefused, LedgerLost
from ledger.errors import JobForgeError
from ledger.opening import open_ledger
from ledger.vault import Vault
from tests.laws.project import files_in_effect, jobs, make, workspace

MARK = "zQx7secret"


@pytest.fixture
def done(tmp_path):
    rows = ["1;QC;10,50", f"2;{MARK};1,00", f"{MARK};ON;1,00", f"3;QC;{MARK}", MARK, f'4;"x"{MARK};1']
    root = make(tmp_path, jobs_1_csv=jobs(*rows))
    (root / "models/gold/agg_bad.sql").write_text("SELECT CAST(region AS INTEGER) AS n FROM silver.jobs\n")
    workspace(root).run()
    return root


def test_no_value_of_a_data_row_stands_in_the_ledger(done):
    for name in ("ledger.db", "ledger.db-wal"):
        path = done / "lake" / name
        assert not path.exists() or MARK.encode() not in path.read_bytes()
    aside = workspace(done).query('SELECT count(*) AS n FROM quarantine."bronze_jobs"').to_pylist()
    assert aside[0]["n"] == 2


@pytest.mark.parametrize("part", ["layers", "vault"])
def test_any_byte_changed_in_a_file_is_found(done, part):
    chance = random.Random(part)
    assert workspace(done).verify().is_intact
    effect = files_in_effect(done)
    files = [p for p in (done / "lake" / part).rglob("*") if p.is_file() and (part == "vault" or "lock" not in p.name)]
    assert len(files) >= len(effect) if part == "layers" else len(files) > 5
    for path in files:
        whole = path.read_bytes()
        if not whole:
            continue
        at = chance.randrange(len(whole))
        path.chmod(0o644)
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :])
        found = workspace(done).verify()
        assert [d.part for d in found.damages] == [part], path
        path.write_bytes(whole)
    assert workspace(done).verify().is_intact


def test_a_missing_layer_file_is_no_damage_and_a_missing_kept_file_is(done):
    (done / "lake" / min(files_in_effect(done))).unlink()
    found = workspace(done).verify()
    assert found.is_intact
    assert len(found.missing) == 1
    kept = max((done / "lake/vault").rglob("*"), key=lambda p: len(p.name))
    kept.unlink()
    assert not workspace(done).verify().is_intact


@pytest.mark.parametrize("left", [None, b""])
def test_a_lost_ledger_is_never_replaced_by_a_new_one(done, left):
    for path in (done / "lake").glob("ledger.db*"):
        path.unlink()
    if left is not None:
        (done / "lake/ledger.db").write_bytes(left)
    space = workspace(done)
    for command in (space.run, space.plan, space.status, space.replay):
        with pytest.raises(LedgerLost) as refused:
            command()
        assert refused.value.exit_code == 4
    assert not (done / "lake/ledger.db").exists() or (done / "lake/ledger.db").read_bytes() == b""


def test_a_ledger_that_lost_all_its_events_is_not_gone_on_from(done):
    for path in (done / "lake").glob("ledger.db*"):
        path.unlink()
    open_ledger(str(done / "lake/ledger.db"), create=True).close()
    space = workspace(done)
    for command in (space.run, space.plan, space.status, space.replay, space.verify):
        with pytest.raises(LedgerLost) as refused:
            command()
        assert refused.value.exit_code == 4
    assert list((done / "lake/layers").rglob("*.parquet"))


def test_a_first_command_that_was_killed_before_its_first_event_can_be_run_again(tmp_path):
    root = make(tmp_path)
    (root / "lake").mkdir()
    open_ledger(str(root / "lake/ledger.db"), create=True).close()
    Vault(root / "lake/vault").keep_bytes(b"a definition that was kept before the kill")
    workspace(root).run()
    assert workspace(root).verify().is_intact


def test_an_error_after_recorded_steps_says_what_stands(tmp_path):
    root = make(tmp_path)
    (root / "models/gold/agg_bad.sql").write_text("SELECT random() AS x FROM silver.jobs\n")
    with pytest.raises(JobForgeError) as refused:
        workspace(root).run()
    assert "up to position" in refused.value.written
    (root / "models/gold/agg_bad.sql").write_text("SELECT * FROM silver.job\n")
    with pytest.raises(DefinitionRefused, match=r"no table 'silver.job'") as refused:
        workspace(root).run()
    assert "silver.jobs" in refused.value.why


def test_something_in_the_inbox_that_is_no_file_is_told(tmp_path):
    root = make(tmp_path)
    (root / "inbox/jobs_folder.csv").mkdir()
    (root / "inbox/jobs_link.csv").symlink_to("/nowhere/at/all")
    told = {o.subject: o.status for o in workspace(root).run() if o.step == "ingest"}
    assert told == {"jobs_folder.csv": "failed", "jobs_link.csv": "failed", "regions.csv": "done"}


def test_a_ledger_lost_with_its_vault_is_never_replaced_either(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50"))
    workspace(root).run()
    shutil.rmtree(root / "lake/vault")
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (root / "lake" / name).unlink(missing_ok=True)
    for ask in (lambda w: w.run(), lambda w: w.replay(), lambda w: w.audit("who"), lambda w: w.status("3")):
        with pytest.raises(LedgerLost):
            ask(workspace(root))
    assert not (root / "lake/ledger.db").exists()
    assert (root / "lake/projections.db").exists()
