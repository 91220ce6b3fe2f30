"""Load modes: whatever order files come in, a table is what its batches say in the order in which they count."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jobforge_es.commands.pending import due_for_silver
from jobforge_es.commands.promote import promote
from ledger.definitions import Contract
from projections.catalog import definitions
from tests.laws.project import events, files_in_effect, ticking, workspace

EXAMPLES = 4 if os.environ.get("HYPOTHESIS_PROFILE") != "long" else 300
slowly = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

SOURCE = "name: items\nfiles: ['items*.csv']\nformat: csv\nencoding: utf-8\nquarantine_limit: none\n"
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: items
version: 1.0.0
status: active
customProperties:
  - {property: jobforge.source, value: items}
  - {property: jobforge.mode, value: MODE}
  - {property: jobforge.quarantineLimit, value: LIMIT}
schema:
  - name: items
    physicalName: silver.items
    properties:
      - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
      - {name: name, logicalType: string}
      - {name: seq, logicalType: integer}
"""

KEYS = st.integers(1, 4)
ROW = st.tuples(KEYS, st.sampled_from(["a", "b", ""]), st.integers(1, 3))
BATCH = st.tuples(st.integers(1, 5), st.lists(ROW, max_size=4).map(tuple), st.booleans())
BATCHES = st.lists(BATCH, min_size=1, max_size=5).map(tuple)
"""Day of publication, rows, and whether everything is promoted before the next file comes."""


def make(root, mode, *, order_by="", snapshot=False, limit="none", more=""):
    for name in ("sources", "contracts", "inbox"):
        (root / name).mkdir(parents=True)
    (root / "jobforge.toml").write_text('name = "modes"\n')
    (root / "sources/items.yaml").write_text(SOURCE + ("snapshot: true\n" if snapshot else "") + more)
    text = CONTRACT.replace("MODE", mode).replace("LIMIT", limit)
    if order_by:
        text = text.replace("schema:", f"  - {{property: jobforge.orderBy, value: {order_by}}}\nschema:", 1)
    (root / "contracts/items.yaml").write_text(text)
    return root


def land(root, number, batch, clock):
    day, rows, now = batch
    path = root / f"items_{number}.csv"
    path.write_text("id,name,seq\n" + "".join(f"{i},{n},{s}\n" for i, n, s in rows) + f"99,{number},9\n")
    space = workspace(root, clock=clock)
    space.ingest([path], "items", published=f"2026-01-{day:02}")
    if now:
        assert {o.status for o in space.promote()} <= {"done"}


def bring(root, batches):
    clock = ticking()
    workspace(root, clock=clock).apply()
    for number, batch in enumerate(batches):
        land(root, number, batch, clock)
    workspace(root, clock=clock).promote()


def in_order(batches):
    """Give day and rows of each batch in the order in which they count; each file ends with a row of its own."""
    numbered = [(day, number, [*rows, (99, str(number), 9)]) for number, (day, rows, _) in enumerate(batches)]
    return [(day, rows) for day, _, rows in sorted(numbered, key=lambda b: b[:2])]


def winners(rows, order_by):
    """Give the row of each key that stays: the last by the order, then by place."""
    best = {}
    for row in rows:
        if not order_by or row[0] not in best or row[2] >= best[row[0]][2]:
            best[row[0]] = row
    return best.values()


def upserted(batches, order_by):
    table = {}
    for _, rows in in_order(batches):
        for row in winners(rows, order_by):
            if row[0] not in table or not order_by or row[2] >= table[row[0]][2]:
                table[row[0]] = row
    return sorted((i, n or None, s) for i, n, s in table.values())


def versions(batches, snapshot):
    done, open_ = [], {}
    for day, rows in in_order(batches):
        for row in winners(rows, ""):
            if row[0] in open_ and open_[row[0]][0] == row:
                continue
            if row[0] in open_:
                done.append((*open_[row[0]], day))
            open_[row[0]] = (row, day)
        if snapshot:
            keys = {row[0] for row in rows}
            done += [(*open_.pop(key), day) for key in sorted(open_.keys() - keys)]
    whole = done + [(*version, None) for version in open_.values()]
    return sorted(((i, n or "", s, since, until or 0) for (i, n, s), since, until in whole))


def shown(root, as_of=None):
    rows = workspace(root).query("SELECT id, name, seq FROM silver.items ORDER BY ALL", as_of).to_pylist()
    return [tuple(row.values()) for row in rows]


def shown_versions(root):
    sql = "SELECT id, coalesce(name, ''), seq, valid_from, valid_to FROM silver.items"
    rows = [tuple(row.values()) for row in workspace(root).query(sql).to_pylist()]
    return sorted((i, n, s, _day(since), 0 if until is None else _day(until)) for i, n, s, since, until in rows)


def _day(moment: datetime) -> int:
    return moment.day


def derived(root):
    """Give the files in effect and the rows, and assert that replay and check give the same."""
    before = files_in_effect(root)
    for path in (root / "lake").iterdir():
        if path.name not in ("ledger.db", "vault"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert workspace(root).replay(check=True).differences == ()
    assert {p: hashlib.sha256((root / "lake" / p).read_bytes()).hexdigest() for p in before} == before
    assert workspace(root).verify().is_intact
    head = len(events(root))
    assert workspace(root).run() == []
    assert len(events(root)) == head


def counts(root):
    return sum(t.rows for t in workspace(root).status().tables if t.table == "silver.items")


@slowly
@given(BATCHES, st.booleans())
@example(((3, ((1, "a", 1),), True), (1, ((1, "b", 2), (2, "b", 1)), True), (2, ((1, "a", 1),), True)), False)
@example(((3, ((1, "a", 1),), True), (1, ((1, "b", 2), (2, "b", 1)), True), (2, ((1, "a", 1),), True)), True)
def test_an_upserted_table_shows_the_newest_row_of_each_key_in_whatever_order_files_come(batches, ordered):
    order_by = "seq" if ordered else ""
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder) / "p", "upsert", order_by=order_by)
        bring(root, batches)
        wanted = upserted(batches, order_by)
        assert shown(root) == sorted(wanted, key=_nulls_last)
        assert counts(root) == len(wanted)
        derived(root)
        assert shown(root) == sorted(wanted, key=_nulls_last)


@slowly
@given(BATCHES, st.booleans())
@example(((3, ((1, "a", 1),), True), (1, ((1, "b", 2), (2, "b", 1)), True), (2, ((1, "a", 1),), True)), True)
@example(((1, ((1, "a", 1),), True), (3, ((1, "a", 1),), True), (2, (), True)), True)
def test_a_history_shows_every_version_in_whatever_order_files_come(batches, snapshot):
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder) / "p", "history", snapshot=snapshot)
        bring(root, batches)
        assert shown_versions(root) == versions(batches, snapshot)
        derived(root)
        assert shown_versions(root) == versions(batches, snapshot)


@slowly
@given(BATCHES, st.sampled_from(["append", "upsert", "history"]), st.sampled_from(["none", "20%"]))
def test_a_late_file_gives_the_table_of_one_that_came_in_order(batches, mode, limit):
    with tempfile.TemporaryDirectory() as folder:
        tables = []
        early = sorted(enumerate(batches), key=lambda b: (b[1][0], b[0]))
        for name, arrivals in (("late", list(enumerate(batches))), ("early", early)):
            root = make(Path(folder) / name, mode, limit=limit)
            clock = ticking()
            workspace(root, clock=clock).apply()
            for number, batch in arrivals:
                day, rows, now = batch
                path = root / f"items_{number}.csv"
                path.write_text("id,name,seq\n" + "".join(f"{i},{n},{s}\n" for i, n, s in rows) + f"{number + 50},,0\n")
                workspace(root, clock=clock).ingest([path], "items", published=f"2026-01-{day:02}")
                if now:
                    workspace(root, clock=clock).promote()
            workspace(root, clock=clock).promote()
            tables.append(_with_origin(root))
        assert tables[0] == tables[1]


def _with_origin(root):
    """Give all rows with the file and record that they came from; none where every batch was refused."""
    with workspace(root).reading() as session:
        if "silver.items" not in session.manifest.tables():
            return []
    rows = workspace(root).query("SELECT * EXCLUDE (_batch_id, _ingested_at) FROM silver.items").to_pylist()
    return sorted(repr(row) for row in rows)


def _nulls_last(row):
    return tuple((value is None, value) for value in row)


@pytest.mark.parametrize("mode", ["append", "upsert", "history"])
def test_a_late_file_outdates_only_the_batches_that_share_a_key(tmp_path, mode):
    root = make(tmp_path / "p", mode)
    clock = ticking()
    workspace(root, clock=clock).apply()
    for number, (day, key) in enumerate([(2, 1), (3, 2), (4, 3)]):
        (root / f"items_{number}.csv").write_text(f"id,name,seq\n{key},x,1\n")
        space = workspace(root, clock=clock)
        space.ingest([root / f"items_{number}.csv"], "items", published=f"2026-01-{day:02}")
        space.promote()
    (root / "late.csv").write_text("id,name,seq\n2,y,1\n")
    space = workspace(root, clock=clock)
    space.ingest([root / "late.csv"], "items", published="2026-01-01")
    notes = [o.note for o in space.promote() if o.subject == "silver.items"]
    assert notes == ["late.csv", "items_1.csv, again after late.csv"]
    assert space.promote() == []


def test_what_a_late_file_outdates_is_due_until_it_is_promoted_again(tmp_path):
    root = make(tmp_path / "p", "upsert")
    clock = ticking()
    workspace(root, clock=clock).apply()
    land(root, 2, (2, ((1, "a", 1),), True), clock)
    land(root, 1, (1, ((1, "b", 1),), False), clock)
    with workspace(root, clock=clock).writing() as session:
        steps = promote(session)
        assert [next(steps).subject for _ in range(2)] == ["bronze.items", "silver.items"]
        steps.close()  # as if the process had been killed here
        (row,) = definitions.contracts(session.db)
        (due,) = due_for_silver(session, row, session.recall(row.definition, Contract))
        assert due.batch.source_file == "items_2.csv"
    assert {t.table: t.waiting for t in workspace(root).status().tables if t.waiting} == {"silver.items": 1}
    assert [o.note for o in workspace(root, clock=clock).run()] == ["items_2.csv, again after items_1.csv"]
    assert shown(root) == [(1, "a", 1), (99, "2", 9)]
