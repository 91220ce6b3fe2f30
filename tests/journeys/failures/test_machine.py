"""Clocks, disks and files that change: one row of the failure table each."""

from __future__ import annotations

import time

import pytest

from jobforge_es.workspace import Workspace
from ledger.vault import Vault
from tests.jobforge_es.cli.offices import CSV, MORE, call, only, positions

pytestmark = pytest.mark.journey

HOUR = 3_600_000_000


def codes(result):
    return [o["error"]["code"] for o in only(result)["outcomes"] if o["error"]]


def test_a_clock_that_was_set_back_orders_nothing_otherwise(fresh):
    later = int(time.time() * 1_000_000) + HOUR
    Workspace.open(fresh, clock=lambda: later).run()
    (fresh / "inbox/offices_2.csv").write_text(MORE)
    assert call(fresh, "run").exit_code == 0
    times = [e["recorded_at"] for e in only(call(fresh, "log", "--json", "--limit", "0"))["events"]]
    assert times == sorted(times, reverse=times[0] > times[-1])
    assert "from the future" in call(fresh, "doctor").stdout
    assert call(fresh, "replay", "--check").exit_code == 0


def test_a_file_that_changes_while_it_is_read_is_landed_by_a_later_run(fresh, monkeypatch):
    (fresh / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')
    keep = Vault.keep

    def changing(vault, path, progress=None):
        def told(size):
            path.write_text(f"{CSV}{MORE}")

        return keep(vault, path, told)

    with monkeypatch.context() as patched:
        patched.setattr(Vault, "keep", changing)
        result = call(fresh, "run", "--json")
        before = positions(fresh)
    assert (result.exit_code, codes(result)) == (6, ["D-010"])
    assert not only(call(fresh, "log", "--json", "--type", "batch-*"))["events"]
    assert call(fresh, "run").exit_code == 0
    assert positions(fresh) > before


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_kept_bytes_that_are_damaged_are_named_and_come_back_with_the_file(project, harm):
    (batch,) = (e["data"] for e in only(call(project, "log", "--json", "--type", "batch-ingested"))["events"])
    sha256 = batch["file_sha256"]
    (kept,) = (project / "lake/vault").rglob(sha256)
    kept.chmod(0o644)
    if harm == "gone":
        kept.unlink()
    else:
        kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    shown = call(project, "verify")
    assert (shown.exit_code, sha256[:12] in shown.output) == (4, True)
    result = call(project, "ingest", str(project / "inbox/offices_1.csv"), "--source", "offices")
    assert result.exit_code == 0, result.output
    assert call(project, "verify").exit_code == 0
