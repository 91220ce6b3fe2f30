from __future__ import annotations

import shlex
import shutil
import subprocess

import attrs
import pytest

from jobforge_es.errors import LedgerLost
from jobforge_es.workspace import Workspace
from ledger.events import STORED_NAMES
from ledger.kept import named_objects
from ledger.names import Sha256
from ledger.opening import open_ledger
from tests.jobforge_es.cli.offices import call, only
from tests.ledger.samples import EVENTS


def test_layer_files_that_no_event_recorded_are_told_and_are_no_damage(project):
    (file,) = (project / "lake/layers/silver").rglob("*.parquet")
    stray = file.with_name("b-killed-0123456789abcdef.parquet")
    shutil.copy(file, stray)
    result = call(project, "verify", "--json")
    assert result.exit_code == 0
    assert only(result)["strays"] == [stray.relative_to(project / "lake").as_posix()]
    prose = call(project, "verify").stdout
    assert stray.name in prose
    assert "mend: jobforge replay" in prose
    assert "everything is as it was recorded" in prose
    assert call(project, "replay").exit_code == 0
    assert Workspace.open(project).verify().strays == ()
    assert not stray.exists()


@pytest.mark.parametrize("left", ["no file", "an empty file", "no events"])
def test_a_ledger_that_lost_its_events_is_not_intact(project, left):
    ledger = project / "lake/ledger.db"
    for path in (project / "lake").glob("ledger.db*"):
        path.unlink()
    if left == "an empty file":
        ledger.touch()
    elif left == "no events":
        open_ledger(str(ledger), create=True).close()
    with pytest.raises(LedgerLost):
        Workspace.open(project).verify()
    result = call(project, "verify")
    assert (result.exit_code, "I-011" in result.stderr) == (4, True)


def _lose(project, left):
    for path in (project / "lake").glob("ledger.db*"):
        path.unlink()
    if left != "no file":
        open_ledger(str(project / "lake/ledger.db"), create=True).close()


@pytest.mark.parametrize("left", ["no file", "no events", "no events and nothing derived"])
def test_each_way_out_of_a_lost_ledger_leads_out(project, left):
    _lose(project, left)
    if left == "no events and nothing derived":
        shutil.rmtree(project / "lake/layers")
        for path in (project / "lake").glob("projections.db*"):
            path.unlink()
    with pytest.raises(LedgerLost) as told:
        Workspace.open(project).verify()
    commands = [mend.partition("  #")[0] for mend in told.value.mend if not mend.startswith("restore")]
    assert ("jobforge run" in commands) == (left == "no events and nothing derived")
    for command in commands:
        program, *args = shlex.split(command)
        if program == "mv":
            subprocess.run([program, *args], check=True)
            assert args[0] == str(project / "lake")
        assert call(project, "run").exit_code == 0


@pytest.mark.parametrize("kept", ["vault", "layers"])
def test_a_missing_ledger_is_lost_beside_whatever_it_recorded(project, kept):
    _lose(project, "no file")
    for other in {"vault", "layers"} - {kept}:
        shutil.rmtree(project / "lake" / other)
    with pytest.raises(LedgerLost):
        Workspace.open(project).verify()


def test_a_project_before_its_first_event_is_intact(fresh):
    (fresh / "lake").mkdir()
    open_ledger(str(fresh / "lake/ledger.db"), create=True).close()
    assert Workspace.open(fresh).verify().is_intact


NOT_KEPT = {
    ("ModelProven", "digest"): "of rows, not of bytes",
    ("QuestionVerified", "digest"): "of rows, not of bytes",
    ("ModelProven", "model"): "of a definition that the adoption names",
    ("ModelProven", "contract"): "as above",
    ("BatchPromoted", "contract"): "as above",
    ("PromotionRejected", "contract"): "as above",
    ("TableBuilt", "model"): "as above",
    ("TableBuilt", "contract"): "as above",
    ("TableCompacted", "contract"): "as above",
    ("StepFailed", "attempt"): "of what was tried, to know it again",
    ("DeliveryRepeated", "file_sha256"): "of bytes that an ingest named",
    ("ObjectDisposed", "sha256"): "of bytes that are gone",
    ("ReviewRequested", "content"): "of what earlier events tell",
    ("ReviewApproved", "content"): "as above",
    ("ReviewRejected", "content"): "as above",
}
"""Fields of events that hold a hash and no object of the vault that only they name."""


@pytest.mark.parametrize("kind", STORED_NAMES, ids=lambda kind: kind.__name__)
def test_every_hash_in_an_event_is_looked_for_in_the_vault_or_it_is_said_why_not(kind):
    example = next(event for event in EVENTS.values() if type(event) is kind)
    hashes = [f.name for f in attrs.fields(kind) if "Sha256" in str(f.type)]
    for number, name in enumerate(hashes):
        sha256 = Sha256(f"{number:064x}")
        looked_for = sha256 in named_objects(attrs.evolve(example, **{name: sha256}))
        assert looked_for != ((kind.__name__, name) in NOT_KEPT), name


def test_no_field_is_spared_that_there_is_not():
    hashes = {(k.__name__, f.name) for k in STORED_NAMES for f in attrs.fields(k) if "Sha256" in str(f.type)}
    assert NOT_KEPT.keys() <= hashes
