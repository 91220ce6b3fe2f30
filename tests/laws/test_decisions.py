"""Laws 1, 2 and 5 over random histories of what stewards do with single rows and whole batches.

``HYPOTHESIS_PROFILE=long pytest tests/laws/test_decisions.py`` tries 1,000 histories.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import (
    CorrectionRefused,
    NothingToDecide,
    NotReleasable,
    SamePerson,
    ValuesMissing,
)
from jobforge_es.workspace import Workspace
from ledger.events import BatchIngested, BatchPromoted, PromotionRejected
from tests.laws.project import deliver, events, files_in_effect, jobs, make, ticking

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
EXPECTED = (CorrectionRefused, NothingToDecide, NotReleasable, SamePerson, ValuesMissing)
"""What a steward is told who asks for what cannot be."""

ROW = st.one_of(
    st.tuples(
        st.integers(0, 6), st.sampled_from(["QC", "ON", "ZZ", ""]), st.sampled_from(["1,00", "2,50", "x", ""])
    ).map(lambda row: ";".join(map(str, row))),
    st.sampled_from(["short", 'x"y;QC;1,00']),
)
VALUES = {
    "job_id": st.sampled_from(["0", "3", "5", "8", "none", None]),
    "region": st.sampled_from(["QC", "ZZ", None]),
    "wage": st.sampled_from(["4,00", "y", None]),
}
TEXTS = st.fixed_dictionaries({}, optional=VALUES).filter(bool) | st.fixed_dictionaries(VALUES)


def seen(root, as_of=None):
    """Give the end of the ledger and everything that was derived up to there."""
    with Workspace.open(root).reading(as_of) as session:
        names = session.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        tables = {n: sorted(map(repr, session.db.execute(f"SELECT * FROM {n}"))) for (n,) in names if n != "inbox"}
        (head,) = session.db.execute("SELECT max(position) FROM checkpoints").fetchone()
    return head, tables


class Deciding(RuleBasedStateMachine):
    """Two people bring files, decide about rows, and take it back."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.numbers = itertools.count()
        self.ids = patch("jobforge_es.session.uuid7", lambda _: f"00000000-0000-7000-8000-{next(self.numbers):012d}")
        self.ids.start()
        self.clock = ticking()
        self.states = []

    @initialize(rows=st.lists(ROW, min_size=1, max_size=6), reviewed=st.booleans())
    def begin(self, rows, reviewed):
        self.root = make(Path(self.folder.name) / "p", jobs_0_csv=jobs(*rows))
        if reviewed:
            toml = self.root / "jobforge.toml"
            toml.write_text(toml.read_text() + '[review]\nsecond_person = ["correction", "release"]\n')
        self.lea.run()
        self.files = 1

    def space(self, actor):
        return Workspace.open(self.root, actor=actor, reason="looked at", clock=self.clock)

    @property
    def lea(self):
        return self.space("lea")

    def aside(self):
        found = self.lea.quarantine(shown=("open", "waiting", "decided", "rejected", "mended"))
        return sorted(
            {row.row.quarantine_id for b in {g.batch_id for g in found.groups} for row in self.lea.quarantined(b)}
        )

    def a_row(self, data):
        ids = self.aside()
        return data.draw(st.sampled_from(ids)) if ids else None

    def attempt(self, decide):
        """Let a steward ask for something; what is refused is refused with a reason, and nothing is recorded."""
        head, refused = len(events(self.root)), None
        try:
            decide()
        except EXPECTED as error:
            refused = error
        assert refused is None or (refused.mend and len(events(self.root)) == head)

    @rule(rows=st.lists(ROW, max_size=5))
    @precondition(lambda self: self.files < 3)
    def bring(self, rows):
        deliver(self.root, f"jobs_{self.files}.csv", jobs(*rows))
        self.files += 1
        self.lea.run()

    @rule(data=st.data(), texts=TEXTS)
    def correct(self, data, texts):
        if (row := self.a_row(data)) is not None:
            self.attempt(lambda: self.lea.correct_rows([Change(row, texts)]))

    @rule(key=st.integers(0, 6), texts=TEXTS)
    def correct_accepted(self, key, texts):
        self.attempt(lambda: self.lea.correct("silver.jobs", f"job_id = {key}", texts))

    @rule(data=st.data())
    def release(self, data):
        if (row := self.a_row(data)) is not None:
            self.attempt(lambda: self.lea.release([row], "2026-12-31"))

    @rule(data=st.data())
    def reject(self, data):
        if (row := self.a_row(data)) is not None:
            self.attempt(lambda: self.lea.reject([row]))

    @rule(data=st.data(), kind=st.sampled_from(["correction", "release", "rejection"]))
    def undo(self, data, kind):
        with self.lea.reading() as session:
            known = [
                d for (d,) in session.db.execute("SELECT DISTINCT decision FROM decisions WHERE kind = ?", (kind,))
            ]
        if known:
            self.attempt(lambda: self.lea.undo(kind, data.draw(st.sampled_from(known))))

    @rule(data=st.data(), back=st.booleans())
    def withdraw(self, data, back):
        with self.lea.reading() as session:
            sql = "SELECT batch_id FROM batches WHERE source = 'jobs' AND status = ? ORDER BY position"
            known = [b for (b,) in session.db.execute(sql, ("withdrawn" if back else "in_effect",))]
        if known:
            batch = data.draw(st.sampled_from(known))
            self.done((self.lea.reinstate if back else self.lea.withdraw)(batch))

    @rule(outcome=st.sampled_from(["approved", "rejected"]), actor=st.sampled_from(["lea", "sam"]))
    def review(self, outcome, actor):
        waiting = self.lea.reviews().reviews
        if waiting:
            self.attempt(lambda: self.space(actor).review(waiting[0].subject, outcome))

    @rule()
    def retry(self):
        self.done(self.lea.retry())

    @rule()
    def run(self):
        self.done(self.lea.run())
        assert self.lea.run() == []

    @rule()
    def years_pass(self):
        self.clock = ticking(1_830_000_000_000_000 + self.files)
        self.done(self.lea.run())

    def done(self, outcomes):
        assert {o.status for o in outcomes} <= {"done", "unchanged"}
        self.states.append(seen(self.root))

    @invariant()
    def books_balance(self):
        """Law 2: every step balances, and what one layer accepts is what the next one reads."""
        if not hasattr(self, "root"):
            return
        staged, last, positions = {}, {}, {}
        for event in events(self.root):
            match event.data:
                case BatchIngested(batch_id=batch, balance=balance):
                    staged[batch] = balance
                    assert balance.is_balanced
                case BatchPromoted(table=table, batch_id=batch) | PromotionRejected(table=table, batch_id=batch):
                    last[table, batch], positions[table, batch] = event.data, event.position
                    assert event.data.balance.is_balanced
        for (table, batch), promotion in last.items():
            if table == "bronze.jobs":
                admitted = promotion.applied.admitted if promotion.applied else 0
                assert promotion.balance.read == staged[batch].accepted + admitted
                assert admitted <= staged[batch].quarantined
            if table == "silver.jobs" and promotion.from_position == positions["bronze.jobs", batch]:
                assert promotion.balance.read == last["bronze.jobs", batch].balance.accepted

    def teardown(self):
        try:
            if hasattr(self, "root"):
                self.laws()
        finally:
            self.ids.stop()
            self.folder.cleanup()

    def laws(self):
        """Laws 1 and 5, at the end of the history."""
        self.lea.run()
        self.states.append(seen(self.root))
        for head, tables in self.states[-3:]:
            assert seen(self.root, str(head)) == (head, tables)
        before = files_in_effect(self.root)
        for path in (self.root / "lake").iterdir():
            if path.name not in ("ledger.db", "vault"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        assert self.lea.replay().differences == ()
        lake = self.root / "lake"
        assert {p: hashlib.sha256((lake / p).read_bytes()).hexdigest() for p in before} == before
        assert seen(self.root) == self.states[-1]
        keys = [row["job_id"] for row in self.lea.query("SELECT job_id FROM silver.jobs").to_pylist()]
        assert len(keys) == len(set(keys))


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(
    max_examples=1_000 if LONG else 4,
    stateful_step_count=20 if LONG else 8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
