"""Withdrawal: a table without a batch is the table into which that batch never came, whatever else happened between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.laws.project import deliver, events, files_in_effect, jobs, ticking, workspace
from tests.laws.project import make as make_two
from tests.laws.test_load_modes import ROW, derived, make, shown

EXAMPLES = 1 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 300
slowly = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

BATCH = st.tuples(
    st.integers(1, 3), st.lists(ROW, max_size=4).map(tuple), st.booleans(), st.one_of(st.none(), st.integers(0, 4))
)
"""Month, rows, whether everything is promoted before the next file comes, after how many more files it is withdrawn."""

BATCHES = st.lists(BATCH, min_size=2, max_size=5).map(tuple)
ALONE, TOGETHER = "", "delivery: {by: period, count: 2}\n"
MODES = st.sampled_from(["append", "replace", "upsert", "history", "snapshot"])
LATE = ((2, ((1, "a", 1), (2, "a", 1)), True, None), (1, ((1, "b", 2),), True, 1), (2, ((2, "c", 1),), True, None))
"""A late batch that shares a key with the one after it, withdrawn when both stand."""

LOST = ((1, ((1, "a", 1), (2, "b", 1)), True, None), (1, ((3, "c", 1),), True, None), (2, ((1, "a", 1),), True, 1))
LOST += ((2, ((2, "b", 1),), True, None),)
"""Two deliveries of two files; the second loses its first file."""


class Story:
    """A project that lives through batches and remembers their ids."""

    def __init__(self, root, mode, delivery, limit):
        snapshot = mode == "snapshot"
        self.root = make(root, "history" if snapshot else mode, snapshot=snapshot, more=delivery, limit=limit)
        self.clock = ticking()
        self.ids = {}
        self.space.apply()

    @property
    def space(self):
        return workspace(self.root, clock=self.clock, reason="it was wrong")

    def land(self, number, month, rows):
        path = self.root / f"items_{number}.csv"
        path.write_text("id,name,seq\n" + "".join(f"{i},{n},{s}\n" for i, n, s in rows) + f"{number + 50},,0\n")
        (outcome,) = self.space.ingest([path], "items", period=f"2026-{month:02}")
        self.ids[number] = outcome.batch_id

    def promote(self):
        assert {o.status for o in self.space.promote()} <= {"done", "rejected"}

    def withdraw(self, number):
        (first, *_) = self.space.withdraw(self.ids[number])
        assert (first.step, first.status) == ("withdraw", "done")

    def table(self):
        """Give all rows with the file and record that they came from; none where every batch was refused."""
        with self.space.reading() as session:
            if "silver.items" not in session.manifest.tables():
                return []
        rows = self.space.query("SELECT * EXCLUDE (_batch_id, _ingested_at) FROM silver.items").to_pylist()
        return sorted(repr(row) for row in rows)


def live(root, batches, mode, delivery, limit, *, withdrawing=True):
    """Land the batches; those that are withdrawn some time are, or never come."""
    story = Story(root, mode, delivery, limit)
    for number, (month, rows, now, gone) in enumerate(batches):
        if withdrawing or gone is None:
            story.land(number, month, rows)
        if now:
            story.promote()
        for other, (_, _, _, after) in enumerate(batches[: number + 1]):
            if withdrawing and after is not None and other + after == number:
                story.withdraw(other)
    for other, (_, _, _, after) in enumerate(batches):
        if withdrawing and after is not None and other + after >= len(batches):
            story.withdraw(other)
    story.promote()
    return story


@slowly
@given(BATCHES, MODES, st.sampled_from([ALONE, TOGETHER]), st.sampled_from(["none", "20%"]))
@example(LATE, "upsert", ALONE, "none")
@example(LATE, "append", ALONE, "20%")
@example(LOST, "snapshot", TOGETHER, "none")
@example(LOST, "replace", TOGETHER, "none")
def test_a_table_without_a_batch_is_the_one_into_which_it_never_came(batches, mode, delivery, limit):
    with tempfile.TemporaryDirectory() as folder:
        story = live(Path(folder) / "p", batches, mode, delivery, limit)
        other = live(Path(folder) / "other", batches, mode, delivery, limit, withdrawing=False)
        assert story.table() == other.table()
        derived(story.root)
        assert story.table() == other.table()


@slowly
@given(BATCHES, MODES, st.sampled_from([ALONE, TOGETHER]), st.randoms(use_true_random=False))
@example(LATE, "upsert", ALONE, None)
@example(LOST, "snapshot", TOGETHER, None)
def test_batches_that_are_reinstated_give_the_table_back(batches, mode, delivery, chance):
    with tempfile.TemporaryDirectory() as folder:
        story = live(Path(folder) / "p", [(*b[:3], None) for b in batches], mode, delivery, "none")
        before, files = story.table(), files_in_effect(story.root)
        gone = [number for number, b in enumerate(batches) if b[3] is not None]
        for number in gone:
            story.withdraw(number)
        if chance is not None:
            chance.shuffle(gone)
        for number in gone:
            assert story.space.reinstate(story.ids[number])[0].status == "done"
        assert (story.table(), files_in_effect(story.root)) == (before, files)
        derived(story.root)


@pytest.fixture
def story(tmp_path):
    """Two batches of an upserted table; the second supersedes a row of the first."""
    story = Story(tmp_path / "p", "upsert", "", "none")
    for number, name in enumerate("ab"):
        story.land(number, number + 1, [(1, name, 1)])
        story.promote()
    return story


def test_the_state_before_a_withdrawal_is_shown_as_of_then(story):
    before = len(events(story.root))
    story.withdraw(1)
    assert shown(story.root) == [(1, "a", 1), (50, None, 0)]
    assert shown(story.root, str(before)) == [(1, "b", 1), (50, None, 0), (51, None, 0)]
    assert shown(story.root, str(before + 1)) == shown(story.root)


def test_withdrawing_or_reinstating_twice_records_nothing(story):
    story.withdraw(0)
    head = len(events(story.root))
    assert [(o.step, o.status) for o in story.space.withdraw(story.ids[0])] == [("withdraw", "unchanged")]
    assert len(events(story.root)) == head
    story.space.reinstate(story.ids[0])
    head = len(events(story.root))
    assert [(o.step, o.status) for o in story.space.reinstate(story.ids[0])] == [("reinstate", "unchanged")]
    assert len(events(story.root)) == head


def test_a_withdrawal_says_which_tables_held_rows_and_which_promotions_are_made_again(story):
    promotion = [e for e in events(story.root) if e.type == "batch-promoted"][-1]
    story.withdraw(0)
    (event,) = [e for e in events(story.root) if e.type == "batch-withdrawn"]
    assert [(held.table, held.rows) for held in event.data.held] == [
        ("staged.items", 2),
        ("bronze.items", 2),
        ("silver.items", 2),
    ]
    assert event.data.outdates == (promotion.position,)
    assert (event.actor, event.metadata.reason) == ("lea", "it was wrong")


def test_a_table_without_rows_is_still_a_table_and_is_published_empty(story):
    for number in (0, 1):
        story.withdraw(number)
    assert shown(story.root) == []
    published = story.root / "lake/published/silver/items"
    assert list(published.rglob("*.parquet")) == []
    assert '"files": []' in (published / "manifest.json").read_text()
    derived(story.root)


def refer(root, *regions):
    """Make the project of regions and jobs that refer to them, with these files of regions, then one of jobs."""
    clock = ticking()
    other = make_two(root)
    (other / "inbox/regions.csv").unlink()
    space = workspace(other, clock=clock, reason="it was wrong")
    for number, text in enumerate(regions):
        deliver(other, f"regions_{number}.csv", text)
        space.run()
    deliver(other, "jobs_1.csv", jobs("1;QC;1,00", "2;ON;2,00"))
    deliver(other, "jobs_2.csv", jobs("3;QC;3,00"))
    space.run()
    with space.reading() as session:
        found = session.db.execute("SELECT source_file, batch_id FROM batches").fetchall()
    return space, dict(found)


def kept(space):
    return space.query("SELECT job_id FROM silver.jobs ORDER BY 1")["job_id"].to_pylist()


def test_rows_that_refer_to_withdrawn_rows_are_judged_again(tmp_path):
    space, ids = refer(tmp_path / "p", "region,title\nQC,Q\n", "region,title\nON,O\n")
    assert kept(space) == [2]
    notes = [o.note for o in space.withdraw(ids["regions_1.csv"]) if o.subject == "silver.jobs"]
    assert notes == ["jobs_1.csv, again without regions_1.csv", "jobs_2.csv, again without regions_1.csv"]
    assert kept(space) == [1, 3]
    space.reinstate(ids["regions_1.csv"])
    assert kept(space) == [2]
    assert space.replay(check=True).differences == ()
    assert space.run() == []


def test_rows_that_do_not_refer_to_withdrawn_rows_are_left_alone(tmp_path):
    root = tmp_path / "p"
    space, ids = refer(root, "region,title\nQC,Q\nON,O\n")
    contract = root / "contracts/regions.yaml"
    contract.write_text(contract.read_text().replace("value: replace", "value: append"))
    space.run()
    deliver(root, "regions_7.csv", "region,title\nAB,A\n")
    deliver(root, "jobs_3.csv", jobs("4;AB;1,00"))
    space.run()
    with space.reading() as session:
        ids |= dict(session.db.execute("SELECT source_file, batch_id FROM batches").fetchall())
    assert kept(space) == [1, 2, 3, 4]
    again = [o.note for o in space.withdraw(ids["regions_7.csv"]) if o.subject == "silver.jobs"]
    assert again == ["jobs_3.csv, again without regions_7.csv"]
    assert kept(space) == [1, 2, 3]
    assert space.query("SELECT sum(jobs) AS n FROM gold.agg_region")["n"].to_pylist() == [3]
    space.reinstate(ids["regions_7.csv"])
    assert kept(space) == [1, 2, 3, 4]
    assert space.run() == []


@pytest.mark.parametrize("mode", ["append", "upsert", "history"])
def test_what_was_compared_with_disposed_rows_and_is_in_effect_can_still_be_built(tmp_path, mode):
    story = Story(tmp_path / "p", mode, "", "none")
    story.land(0, 1, [(1, "a", 1)])
    story.promote()
    story.land(1, 2, [(2, "b", 1)])
    (story.root / "models/gold").mkdir(parents=True)
    (story.root / "models/gold/dim_two.sql").write_text("SELECT id, name FROM silver.items WHERE id = 2\n")
    story.space.run()
    story.withdraw(0)
    built = [e.data.changed for e in events(story.root) if e.type == "table-built"]
    assert built == [True, False]  # the version in effect was made when the rows were there
    story.space.dispose(story.ids[0], "Schedule 7")
    before = story.table()
    derived(story.root)
    assert story.table() == before
    assert not any(story.ids[0] in path.name for path in (story.root / "lake").rglob("*"))


def test_what_refers_to_withdrawn_rows_comes_back_with_the_file_that_takes_their_place(tmp_path):
    root = tmp_path / "p"
    space, ids = refer(root, "region,title\nQC,Q\nON,O\n")
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("Limit, value: none", "Limit, value: 10%"))
    space.run()
    statuses = {o.status for o in space.withdraw(ids["regions_0.csv"]) if o.subject == "silver.jobs"}
    assert (statuses, kept(space)) == ({"rejected"}, [])
    deliver(root, "regions_0.csv", "region,title\nQC,Québec\nON,Ontario\n")
    notes = [o.note for o in space.run() if o.subject == "silver.jobs"]
    assert notes == ["jobs_1.csv, again after regions_0.csv", "jobs_2.csv, again after regions_0.csv"]
    assert kept(space) == [1, 2, 3]
    assert space.replay(check=True).differences == ()
    deliver(root, "regions_1.csv", "region,title\nQC,Québec\nON,Ontario\nAB,Alberta\n")
    assert "silver.jobs" not in {o.subject for o in space.run()}
    assert space.run() == []
