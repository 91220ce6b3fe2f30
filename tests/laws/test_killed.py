"""kill -9 at random moments: reopening loses and doubles nothing."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from tests.laws.project import deliver, events, files_in_effect, jobs, make, workspace

ROUNDS = 12 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 200


def start(root, *words):
    """Run a command as a person would, in a process of its own."""
    command = [sys.executable, "-m", "jobforge_es.cli", *words, "--project", str(root)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(root, *words):
    began = time.perf_counter()
    assert start(root, *words).wait() == 0
    return time.perf_counter() - began


def rows_of(batch):
    return [f"{batch * 1000 + n};QC;{n % 90},00" for n in range(200)]


@pytest.mark.journey
def test_a_killed_run_loses_and_doubles_nothing(tmp_path):
    chance = random.Random(7)
    root = make(tmp_path)
    whole = timed(root, "run")
    for batch in range(ROUNDS):
        deliver(root, f"jobs_{batch:03}.csv", jobs(*rows_of(batch)))
        process = start(root, "run")
        time.sleep(chance.uniform(0.2, 1.3) * whole)
        process.kill()
        process.wait()
        if batch % 4 == 3:
            assert workspace(root).verify().is_intact
    assert timed(root, "run") > 0
    assert workspace(root).run() == []
    counted = workspace(root).query("SELECT count(*) AS n, count(DISTINCT job_id) AS ids FROM silver.jobs").to_pylist()
    assert counted == [{"n": ROUNDS * 200, "ids": ROUNDS * 200}]
    ingested = [e.data.source_file for e in events(root) if e.type == "batch-ingested"]
    assert sorted(ingested) == sorted({*ingested})
    assert len(ingested) == ROUNDS + 1
    found = workspace(root).verify()
    assert (found.is_intact, found.missing) == (True, ())


@pytest.mark.journey
def test_a_killed_replay_can_be_run_again(tmp_path):
    chance = random.Random(11)
    root = make(tmp_path, jobs_1_csv=jobs(*rows_of(1)))
    workspace(root).run()
    before = files_in_effect(root)
    whole = timed(root, "replay", "--check")
    for _ in range(ROUNDS // 3):
        shutil.rmtree(root / "lake/layers", ignore_errors=True)
        process = start(root, "replay", "--check")
        time.sleep(chance.uniform(0.2, 1.0) * whole)
        process.kill()
        process.wait()
    workspace(root).replay(check=True)
    assert files_in_effect(root) == before
    assert workspace(root).verify().is_intact
    assert not list((root / "lake/work").iterdir())
