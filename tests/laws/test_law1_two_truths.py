from __future__ import annotations

import hashlib
import shutil

import pytest

from ledger.errors import IntegrityError
from tests.laws.project import deliver, files_in_effect, jobs, make, workspace


@pytest.fixture
def done(tmp_path):
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;10,50", "2;ON;x", "3;ZZ;4,00", "1;QC;10,50", "4;;n.d."))
    workspace(root).run()
    deliver(root, "jobs_2.csv", jobs("5;QC;1,00", "1;QC;10,50", "1;QC;99,99", "short"))
    workspace(root).run()
    return root


def on_disk(lake, paths):
    return {p: hashlib.sha256((lake / p).read_bytes()).hexdigest() for p in paths}


def forget(root):
    """Delete everything but the ledger and the vault."""
    for path in (root / "lake").iterdir():
        if path.name in ("ledger.db", "vault"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_everything_derived_comes_back_with_the_same_bytes(done):
    before = files_in_effect(done)
    published = {p.relative_to(done): p.read_bytes() for p in (done / "lake/published").rglob("*") if p.is_file()}
    forget(done)
    replayed = workspace(done).replay(check=True)
    assert (replayed.files, replayed.differences) == (len(before), ())
    assert files_in_effect(done) == before == on_disk(done / "lake", before)
    assert {
        p.relative_to(done): p.read_bytes() for p in (done / "lake/published").rglob("*") if p.is_file()
    } == published
    assert workspace(done).verify().is_intact


def test_replay_touches_no_file_that_is_there(done):
    def as_they_stand():
        files = [done / "lake" / path for path in files_in_effect(done)]
        return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}

    before = as_they_stand()
    workspace(done).replay()
    workspace(done).replay(check=True)
    assert as_they_stand() == before


def test_replay_builds_the_same_elsewhere_and_leaves_the_lake_alone(done, tmp_path):
    before = files_in_effect(done)
    forget(done)
    workspace(done).replay(into=tmp_path / "other")
    assert on_disk(tmp_path / "other", before) == before


def test_replay_without_check_builds_only_what_is_missing(done):
    before = files_in_effect(done)
    gone = min(before)
    (done / "lake" / gone).unlink()
    assert workspace(done).replay().built == 1
    assert on_disk(done / "lake", before) == before


def test_an_earlier_state_can_be_built(done, tmp_path):
    with workspace(done).reading("12") as session:
        then = {f.file.path: f.file.sha256 for f in session.manifest.all_in_effect()}
    replayed = workspace(done).replay(at="12", into=tmp_path / "then")
    assert replayed.position == 12
    assert on_disk(tmp_path / "then", then) == then


def test_a_query_finds_files_that_were_deleted(done):
    expected = workspace(done).query("SELECT * FROM gold.agg_region").to_pylist()
    shutil.rmtree(done / "lake/layers")
    assert workspace(done).query("SELECT * FROM gold.agg_region").to_pylist() == expected


def test_a_definition_that_is_damaged_is_an_integrity_error_and_no_new_truth(done):
    before = files_in_effect(done)
    with workspace(done).reading() as session:
        event = next(e for e in session.store.after(0) if getattr(e.data, "table", "") == "silver.jobs")
        place = session.vault.path(event.data.definition)
    forget(done)
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().replace(b"jobs", b"jabs"))
    with pytest.raises(IntegrityError):
        workspace(done).replay(check=True)
    assert not any((done / "lake" / p).exists() and "silver/main/jobs" in p for p in before)


def test_a_file_that_was_refused_over_its_limit_comes_back_as_well(tmp_path):
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;1,00", "short", "short"))
    source = root / "sources/jobs.yaml"
    source.write_text(source.read_text().replace("quarantine_limit: none", "quarantine_limit: 10%"))
    assert [o.status for o in workspace(root).run() if o.step == "ingest"] == ["rejected", "done"]
    before = files_in_effect(root)
    forget(root)
    assert workspace(root).replay(check=True).differences == ()
    assert on_disk(root / "lake", before) == before


def test_replay_removes_what_no_event_recorded(done):
    file = done / "lake" / min(files_in_effect(done))
    stray = file.with_name("b-dead-0123456789abcdef.parquet")
    stray.write_bytes(file.read_bytes())
    workspace(done).replay()
    assert file.exists()
    assert not stray.exists()
