from __future__ import annotations

import subprocess
import sys

import pytest

from jobforge_es.errors import WorkLocked
from jobforge_es.lock import holder, work_lock

HOLD = """
import sys, time
from pathlib import Path
from jobforge_es.lock import work_lock
with work_lock(Path(sys.argv[1]), 5, "jobforge run"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_command_is_told_who_holds_the_lock(other, tmp_path):
    with pytest.raises(WorkLocked, match=rf"pid {other.pid}, `jobforge run`") as refused, work_lock(tmp_path, 0.1, "x"):
        pass
    assert refused.value.exit_code == 5


def test_a_killed_command_frees_the_lock(other, tmp_path):
    other.kill()
    other.wait()
    assert holder(tmp_path) is not None
    with work_lock(tmp_path, 5, "jobforge apply"):
        assert holder(tmp_path).command == "jobforge apply"
    assert holder(tmp_path) is None


def test_a_note_that_makes_no_sense_tells_nobody(tmp_path):
    (tmp_path / "work.holder").write_text("{")
    assert holder(tmp_path) is None
