from __future__ import annotations

import threading
import time

import pytest

from jobforge_es.cli.progress import Bar


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_quick_work_shows_nothing(capfd):
    bar = Bar(patience=30)
    bar.step("quick", 100)
    bar.advance(100)
    bar.done()
    assert capfd.readouterr().err == ""
    assert threading.active_count() == 1 or not any(
        isinstance(t, threading.Timer) and t.is_alive() and not t.finished.is_set() for t in threading.enumerate()
    )


@pytest.mark.parametrize("total", [100, None])
def test_long_work_shows_a_bar_that_goes_when_it_is_done(total):
    bar = Bar(patience=0.01)
    bar.step("a [bold]file\x1b[2J", total)
    until(lambda: bar._shown is not None)
    bar.advance(40)
    (task,) = bar._shown.tasks
    assert (task.completed, task.total, task.description) == (40, total, "a [bold]file\\x1b[2J")
    bar.done()
    assert bar._shown is None


def test_a_new_piece_of_work_ends_the_one_before():
    bar = Bar(patience=0.01)
    bar.step("one", 10)
    until(lambda: bar._shown is not None)
    bar.step("two", 20)
    until(lambda: bar._shown is not None and bar._shown.tasks[0].description == "two")
    bar.done()
    bar.done()


def test_a_number_of_things_is_counted_in_things():
    from rich.progress import DownloadColumn, MofNCompleteColumn

    bar = Bar(patience=0.01)
    for counted, column in ((True, MofNCompleteColumn), (False, DownloadColumn)):
        bar.step("things", 10, counted=counted)
        until(lambda: bar._shown is not None)
        assert column in map(type, bar._shown.columns)
        bar.done()


def test_verify_tells_how_far_it_is_with_ledger_vault_and_layers(ran, monkeypatch):
    from jobforge_es.commands import verify
    from jobforge_es.session import Progress
    from jobforge_es.workspace import Workspace

    class Told(Progress):
        def __init__(self):
            self.steps, self.ended = [], 0

        def step(self, what, total=None, *, counted=False):
            self.steps.append([what, total, counted, 0])

        def advance(self, amount):
            self.steps[-1][-1] += amount

        def done(self):
            self.ended += 1

    monkeypatch.setattr(verify, "OFTEN", 1)
    told = Told()
    found = Workspace.open(ran, progress=told).verify()
    assert found.is_intact
    assert [what for what, *_ in told.steps] == ["check the vault", "check the ledger", "check the layers"]
    assert all(total == done for _, total, _, done in told.steps)
    assert [counted for _, _, counted, _ in told.steps] == [False, True, True]
    assert told.ended == len(told.steps)
