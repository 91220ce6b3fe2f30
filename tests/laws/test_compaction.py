"""Compaction: the table is the same before and after, whatever comes then; replay gives the same file."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.laws.project import events, ticking, workspace
from tests.laws.test_load_modes import ROW, make

EXAMPLES = 1 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 300
slowly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

STEP = st.one_of(
    st.tuples(st.just("land"), st.integers(1, 6), st.lists(ROW, max_size=4).map(tuple)),
    st.tuples(st.sampled_from(["gc", "withdraw", "reinstate"]), st.integers(0, 9), st.just(())),
)
STEPS = st.lists(STEP, min_size=3, max_size=7).map(tuple)
A, B, C = ("land", 2, ((1, "a", 1), (2, "a", 1))), ("land", 4, ((1, "b", 2),)), ("land", 5, ((2, "c", 1), (3, "c", 1)))
LATE, GC = ("land", 1, ((3, "z", 1), (1, "z", 0))), ("gc", 0, ())


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Compact from two files on."""
    monkeypatch.setattr("jobforge_es.commands.compact.MANY", 2)


def table(space):
    with space.reading() as session:
        if "silver.items" not in session.manifest.tables():
            return []
    rows = space.query("SELECT * EXCLUDE (_batch_id, _ingested_at) FROM silver.items").to_pylist()
    return sorted(repr(row) for row in rows)


def is_whole(space):
    assert space.replay(check=True).differences == ()
    found = space.verify()
    assert (found.is_intact, found.missing, found.strays) == (True, (), ())
    assert space.run() == []


def live(root, steps, mode, *, compacting):
    make(root, mode)
    clock, ids = ticking(), []
    space = workspace(root, clock=clock, reason="it was wrong")
    space.apply()
    for number, (what, value, rows) in enumerate(steps):
        if what == "land":
            path = root / f"items_{number}.csv"
            path.write_text("id,name,seq\n" + "".join(f"{i},{n},{s}\n" for i, n, s in rows) + f"{number + 50},,0\n")
            (outcome,) = space.ingest([path], "items", published=f"2026-01-{value:02}")
            ids.append(outcome.batch_id)
            space.promote()
        elif what == "gc":
            if compacting:
                before = table(space)
                space.gc()
                assert table(space) == before
        elif ids:
            getattr(space, what)(ids[value % len(ids)])
    return space


@slowly
@given(STEPS, st.sampled_from(["upsert", "history", "append"]))
@example((A, B, GC, C, GC, LATE, GC), "upsert")
@example((A, B, GC, C, GC, ("withdraw", 0, ()), ("reinstate", 0, ()), GC), "history")
def test_a_table_that_is_compacted_now_and_then_is_the_one_that_never_was(steps, mode):
    with tempfile.TemporaryDirectory() as folder:
        space = live(Path(folder) / "p", steps, mode, compacting=True)
        other = live(Path(folder) / "other", steps, mode, compacting=False)
        assert table(space) == table(other)
        for path in (space.config.root / "lake").iterdir():
            if path.name not in ("ledger.db", "vault"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        is_whole(space)
        assert table(space) == table(other)


def compacted(root, mode="upsert", more=()):
    space = live(root, (A, B, C, GC, *more), mode, compacting=True)
    (event, *_) = [e for e in events(root) if e.type == "table-compacted"]
    return space, event


def data(root):
    return sorted(path.name for path in (root / "lake/layers/silver").rglob("*.parquet"))


def test_many_files_become_one_and_the_books_name_the_rows_that_count_no_more(tmp_path):
    root = tmp_path / "p"
    space, event = compacted(root)
    assert (event.data.at.rows, event.data.superseded, event.data.files[0].rows) == (8, 2, 6)
    assert data(root) == []
    rows = space.query("SELECT _batch_id, _source_row, id FROM silver.items ORDER BY id").to_pylist()
    assert [(r["_source_row"], r["id"]) for r in rows][:3] == [(1, 1), (1, 2), (2, 3)]
    assert len({r["_batch_id"] for r in rows}) == 3
    assert {f.state for f in space.doctor() if f.subject in ("layer files", "leftovers", "vault")} == {"good"}
    assert space.gc() == type(space.gc())((), ())


def test_a_row_of_a_compacted_table_is_traced_to_its_record(tmp_path):
    space, _ = compacted(tmp_path / "p")
    apart = live(tmp_path / "other", (A, B, C), "upsert", compacting=False)
    for number in (1, 2, 3):
        ours, theirs = (each.trace("silver.items", f"id = {number}").rows for each in (space, apart))
        assert [row.record for row in ours if row.record] == [row.record for row in theirs if row.record] != []


def test_a_published_table_says_the_same_after_a_compaction(tmp_path, monkeypatch):
    import duckdb

    root = tmp_path / "p"
    space = live(root, (A, B, C), "upsert", compacting=False)
    folder = root / "lake/published/silver/items"

    def shown():
        monkeypatch.chdir(folder)
        return sorted(duckdb.connect().execute((folder / "current.sql").read_text()).fetchall())

    before, many = shown(), len(list(folder.rglob("*.parquet")))
    space.gc()
    assert shown() == before
    assert (many, len(list(folder.rglob("*.parquet")))) == (5, 1)


def test_as_of_before_a_compaction_is_built_again_from_the_files_of_then(tmp_path):
    root = tmp_path / "p"
    space, event = compacted(root)
    first = next(e.position for e in events(root) if e.type == "batch-promoted" and e.data.table == "silver.items")
    rows = space.query("SELECT id, name FROM silver.items ORDER BY 1", as_of=str(first)).to_pylist()
    assert [(r["id"], r["name"]) for r in rows] == [(1, "a"), (2, "a"), (50, None)]
    assert [f.kind for f in space.gc().files] == ["covered"]
    assert space.query("SELECT count(*) AS n FROM silver.items", as_of=str(event.position))["n"].to_pylist() == [6]


def test_a_batch_that_comes_after_a_compaction_opens_no_file_of_before(tmp_path):
    root = tmp_path / "p"
    space, _ = compacted(root, more=(("land", 6, ((1, "d", 9),)),))
    assert len(data(root)) == 1
    assert space.query("SELECT name FROM silver.items WHERE id = 1")["name"].to_pylist() == ["d"]


def test_a_compacted_file_that_is_damaged_is_told_and_built_again(tmp_path):
    root = tmp_path / "p"
    space, event = compacted(root)
    place = root / "lake" / event.data.files[0].path
    before = place.read_bytes()
    place.chmod(0o644)
    place.write_bytes(before[:-1] + b"?")
    (damage,) = space.verify().damages
    assert event.data.files[0].path in damage.what
    place.unlink()
    assert space.verify().missing != ()
    assert space.replay().built == 1
    assert place.read_bytes() == before


def test_a_table_with_few_files_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.undo()
    space = live(tmp_path / "p", (A, B, C, GC), "upsert", compacting=True)
    assert [e for e in events(tmp_path / "p") if e.type == "table-compacted"] == []
    assert space.gc(dry=True).compacted == ()


def test_a_compaction_that_was_killed_leaves_a_file_that_the_next_one_removes(tmp_path, monkeypatch):
    root = tmp_path / "p"
    space = live(root, (A, B, C), "upsert", compacting=False)
    before = table(space)

    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("jobforge_es.session.Session.record", die)
        with pytest.raises(KeyboardInterrupt):
            space.gc()
    assert space.verify().is_intact
    (left,) = space.verify().strays
    assert table(space) == before
    done = space.gc()
    assert [each.path for each in done.files if each.kind == "orphan"] == [left]
    assert [each.table for each in done.compacted] == ["silver.items"]
    assert table(space) == before
