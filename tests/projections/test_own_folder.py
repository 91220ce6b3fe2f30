from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from filelock import FileLock

from projections.own_folder import forsaken, own_folder, spill_folder, sweep_folders

HOLD = """
import sys, time
from pathlib import Path
from projections.own_folder import own_folder

with own_folder(Path(sys.argv[1])) as folder:
    (folder / "spill").write_bytes(b"x" * 1000)
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def other(tmp_path):
    """Another process that has a folder of its own."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD), str(tmp_path / "work")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        yield process
        process.kill()


def test_an_own_folder_goes_with_all_that_is_in_it(tmp_path):
    with own_folder(tmp_path / "work") as folder:
        (folder / "below").mkdir()
        assert folder.parent == tmp_path / "work"
    assert not list((tmp_path / "work").iterdir())


def test_a_sweep_leaves_the_folder_of_a_process_that_runs(tmp_path, other):
    work = tmp_path / "work"
    assert (sweep_folders(work), list(forsaken(work))) == (0, [])
    assert len(list(work.iterdir())) == 2


def test_a_sweep_takes_the_folder_of_a_killed_process(tmp_path, other):
    work = tmp_path / "work"
    other.kill()
    other.wait()
    assert len(list(forsaken(work))) == 1
    assert (sweep_folders(work), sweep_folders(work)) == (1, 0)
    assert not list(work.iterdir())


def test_a_sweep_leaves_what_this_process_holds(tmp_path):
    with own_folder(tmp_path) as folder:
        assert sweep_folders(tmp_path) == 0
        assert folder.is_dir()


def test_a_lock_without_its_folder_is_swept(tmp_path):
    (tmp_path / "0123456789abcdef.lock").touch()
    assert sweep_folders(tmp_path) == 1
    assert not list(tmp_path.iterdir())


def test_looking_for_forsaken_folders_names_those_that_are_there_and_leaves_no_lock(tmp_path):
    (tmp_path / "0123456789abcdef").mkdir()
    (tmp_path / "fedcba9876543210.lock").touch()
    assert list(forsaken(tmp_path)) == [tmp_path / "0123456789abcdef"]
    assert [path.name for path in tmp_path.iterdir()] == ["0123456789abcdef"]


def test_a_folder_that_goes_while_it_is_looked_for_is_not_named(tmp_path, monkeypatch):
    monkeypatch.setattr("projections.own_folder._folders", lambda common: [common / "0123456789abcdef"])
    assert list(forsaken(tmp_path)) == []
    assert not list(tmp_path.iterdir())


def test_where_there_is_no_common_folder_the_system_has_one(tmp_path):
    for common in (None, tmp_path / "work"):
        with spill_folder(common) as folder:
            assert folder.is_dir()
            assert tmp_path not in folder.parents
        assert not folder.exists()
    assert not (tmp_path / "work").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_where_nothing_may_be_written_the_system_has_a_folder(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with spill_folder(tmp_path) as folder:
            assert folder.parent != tmp_path
    finally:
        tmp_path.chmod(0o700)


def test_an_error_passes_and_the_folder_goes(tmp_path):
    with pytest.raises(ZeroDivisionError), spill_folder(tmp_path) as folder:
        raise ZeroDivisionError
    assert not folder.exists()


def test_a_folder_whose_lock_file_was_swept_before_it_was_locked_gets_another(tmp_path, monkeypatch):
    taken = []
    acquire = FileLock.acquire

    def swept_the_first_time(self, *args, **kwargs):
        held = acquire(self, *args, **kwargs)
        taken.append(Path(self.lock_file))
        if len(taken) == 1:
            taken[0].unlink()
        return held

    monkeypatch.setattr(FileLock, "acquire", swept_the_first_time)
    with own_folder(tmp_path) as folder:
        assert len(taken) == 2
        assert Path(f"{folder}.lock") == taken[1]
        assert taken[1].exists()
