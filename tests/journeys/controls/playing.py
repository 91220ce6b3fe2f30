"""A state of the sample that can be changed in one thing; nothing of it lasts."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import attrs
import pyarrow.parquet as pq

from jobforge_es.commands.controls.gathering import evidence
from jobforge_es.commands.describe import Change, describe
from jobforge_es.commands.exporting.content import content
from jobforge_es.commands.glossary.submit import submit
from jobforge_es.commands.review import conclude
from ledger.events import ControlsEvaluated, ExportPublished
from ledger.events.control import ControlCount
from ledger.events.export import ExportedFile
from ledger.names import Position
from projections.catalog.glossary import terms
from projections.controls.engine import evaluate
from projections.controls.registry import CONTROLS


class Playing:
    """A rehearsal of the sample, and what controls say of it."""

    def __init__(self, session):
        self.session = session
        self.rebuilds = False
        self.other = {}

    def status(self, control):
        """Compute one control over the state as it is now."""
        return self.result(control).status

    def result(self, control):
        """Compute one control, and give what it came to."""
        with attrs.evolve(evidence(self.session, rebuilds=self.rebuilds), **self.other) as at:
            return evaluate(CONTROLS[control], at)

    def events(self, kind):
        """Give what was recorded of a kind."""
        return [each.data for each in self.session.store.after(Position(0)) if isinstance(each.data, kind)]

    def sql(self, text, *values):
        """Change the read models: as if the ledger had said otherwise."""
        self.session.db.execute(text, values)

    def record(self, event, stream="played"):
        """Record an event."""
        return self.session.record(stream, [event]).last

    def say(self, subject, path, *values):
        """Say something in the catalog, as ``catalog describe`` does; nothing takes it away."""
        list(describe(self.session, subject, [Change(path, values)]))

    def later(self, days):
        """Let time pass."""
        now = self.session.clock
        self.session.clock = lambda: now() + timedelta(days=days) // timedelta(microseconds=1)

    def files(self, table):
        """Give the data files of a table that are in effect."""
        return [f for f in self.session.manifest.all_in_effect() if f.table == table and f.file.kind == "data"]

    def rewrite(self, table, change):
        """Write other rows into the files of a table."""
        for each in self.files(table):
            place = self.session.lake.place_of(each.file.path)
            place.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(change(pq.read_table(self.session.lake.find(each.file.path))), place)

    def publish(self, target, without="\0"):
        """Export something, perhaps without a text that should be in it."""
        cut = {
            path: data.replace(without.encode(), b"")
            for path, data in content(self.session, target, None).files.items()
        }
        hashes = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(cut.items())}
        files = tuple(ExportedFile(path, sha256) for path, sha256 in hashes.items())
        self.record(ExportPublished(target, Position(1), "exports", files))
        if without != "\0":
            self.other["exported"] = lambda _: cut

    def evaluated(self, day, failing=0):
        """Record an evaluation for which everything was built again."""
        counts = tuple(ControlCount(each, 1, "PASS", 1, failing) for each in CONTROLS)
        at = self.session.store.head().position
        self.record(ControlsEvaluated(at, day, rebuilt=True, results=counts))

    def agree(self, author="lea", second="bo"):
        """Let somebody put all terms forward and somebody else agree to them."""
        self.session.actor = author
        keys = [each.key for each in terms(self.session.db)]
        list(submit(self.session, keys))
        self.session.actor = second
        for key in keys:
            conclude(self.session, f"term:{key}", "approved")
