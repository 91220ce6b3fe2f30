"""Laws 1, 5, 6 and 8 over random histories of deliveries."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws.project import deliver, events, files_in_effect, jobs, make, ticking, workspace

EXAMPLES = 5 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 200
ROW = st.one_of(
    st.tuples(
        st.integers(0, 9), st.sampled_from(["QC", "ON", "ZZ", ""]), st.sampled_from(["1,00", "2,50", "x", "n.d."])
    ).map(lambda row: ";".join(map(str, row))),
    st.sampled_from(["", "short", 'x"y;QC;1,00', '3;"Q"C;1,00']),
)
DELIVERY = st.lists(ROW, max_size=6).map(tuple)
REGIONS = st.sampled_from(["region,title\nQC,Q\n", "region,title\nQC,Q\nON,O\n", "region,title\nQC,Q\nZZ,Z\nON,P\n"])
HISTORY = st.lists(st.one_of(DELIVERY, REGIONS), min_size=1, max_size=4)
slowly = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


def arrive(root, number, delivery):
    if isinstance(delivery, str):
        deliver(root, f"regions_{number}.csv", delivery)
    else:
        deliver(root, f"jobs_{number}.csv", jobs(*delivery))


def live(root, history, threads=2):
    """Let each delivery arrive and run, and give what could be seen after each."""
    numbers, seen = itertools.count(), []
    with patch("jobforge_es.session.uuid7", lambda _: f"00000000-0000-7000-8000-{next(numbers):012d}"):
        clock = ticking()
        for number, delivery in enumerate(history):
            arrive(root, number, delivery)
            workspace(root, clock=clock, flags={"threads": threads}).run()
            seen.append(derived(root))
    return seen


def derived(root, as_of=None):
    """Give the end of the ledger and everything that was derived up to there."""
    with workspace(root).reading(as_of) as session:
        names = session.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        tables = {n: sorted(map(repr, session.db.execute(f"SELECT * FROM {n}"))) for (n,) in names if n != "inbox"}
        (head,) = session.db.execute("SELECT max(position) FROM checkpoints").fetchone()
    return head, tables


@slowly
@given(HISTORY)
def test_laws_1_5_and_8_hold_after_any_history(history):
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder))
        seen = live(root, history)
        head = len(events(root))

        assert {outcome.status for outcome in workspace(root).run()} <= {"waiting"}
        assert len(events(root)) == head

        for position, tables in seen:
            assert derived(root, str(position)) == (position, tables)

        before = files_in_effect(root)
        for path in (root / "lake").iterdir():
            if path.name not in ("ledger.db", "vault"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        assert workspace(root).replay(check=True).differences == ()
        assert {p: hashlib.sha256((root / "lake" / p).read_bytes()).hexdigest() for p in before} == before
        assert derived(root) == seen[-1]
        assert workspace(root).verify().is_intact


@slowly
@given(HISTORY)
def test_law_6_the_same_history_gives_the_same_ledger_at_any_number_of_threads(history):
    with tempfile.TemporaryDirectory() as folder:
        told = []
        for threads in (1, 3):
            root = make(Path(folder) / str(threads))
            live(root, history, threads)
            files = [(f.path, f.rows, f.digest, f.sha256) for e in events(root) for f in getattr(e.data, "files", ())]
            told.append((files, [(e.type, e.stream) for e in events(root)]))
        assert told[0] == told[1]
