"""Load modes where files belong together, where what came before is refused, and where contracts change."""

from __future__ import annotations

import pytest

from tests.laws.project import events, ticking, workspace
from tests.laws.test_load_modes import derived, land, make, shown

TWO_FILES = "delivery: {by: period, count: 2}\n"


@pytest.fixture
def bring(tmp_path):
    """Land files of a project and promote; each file is a name, a period and rows."""
    clock = ticking()

    def landed(root, *files, promote=True):
        space = workspace(root, clock=clock)
        space.apply()
        for name, period, *rows in files:
            path = tmp_path / f"items_{name}.csv"
            path.write_text("id,name,seq\n" + "".join(f"{row}\n" for row in rows))
            space.ingest([path], "items", period=period)
        return space.promote() if promote else []

    return landed


def waiting(root):
    return {t.table: t.waiting for t in workspace(root).status().tables if t.waiting}


def test_a_replaced_table_shows_the_newest_delivery_as_soon_as_it_is_complete(tmp_path, bring):
    root = make(tmp_path / "p", "replace", more=TWO_FILES)
    bring(root, ("a1", "2026-01", "1,a,1"), ("b1", "2026-01", "2,b,1"))
    assert shown(root) == [(1, "a", 1), (2, "b", 1)]
    bring(root, ("a2", "2026-02", "3,c,1"))
    assert shown(root) == [(1, "a", 1), (2, "b", 1)]
    assert waiting(root) == {}
    bring(root, ("b2", "2026-02", "4,d,1"))
    assert shown(root) == [(3, "c", 1), (4, "d", 1)]
    derived(root)


def test_a_late_delivery_never_replaces_a_newer_one(tmp_path, bring):
    root = make(tmp_path / "p", "replace", more=TWO_FILES)
    bring(root, ("a2", "2026-02", "3,c,1"), ("b2", "2026-02", "4,d,1"))
    outcomes = bring(root, ("a1", "2026-01", "1,a,1"), ("b1", "2026-01", "2,b,1"))
    assert {o.subject for o in outcomes} == {"bronze.items"}
    assert shown(root) == [(3, "c", 1), (4, "d", 1)]
    assert waiting(root) == {}


def test_keys_are_compared_across_the_files_of_one_delivery(tmp_path, bring):
    root = make(tmp_path / "p", "replace", more=TWO_FILES)
    bring(root, ("a1", "2026-01", "1,a,1", "2,b,1"), ("b1", "2026-01", "2,b,1", "1,z,1", "3,c,1"))
    assert shown(root) == [(1, "a", 1), (2, "b", 1), (3, "c", 1)]
    (first, second) = [e.data for e in events(root) if e.type == "batch-promoted" and e.data.table == "silver.items"]
    assert (first.replaces, second.replaces) == ("batch", "batch")
    assert (second.balance.deduplicated, second.balance.quarantined) == (1, 1)
    derived(root)


def test_a_snapshot_closes_what_the_whole_delivery_lacks_once_it_is_complete(tmp_path, bring):
    root = make(tmp_path / "p", "history", snapshot=True, more=TWO_FILES)
    bring(root, ("a1", "2026-01", "1,a,1", "2,b,1"), ("b1", "2026-01", "3,c,1"))
    bring(root, ("a2", "2026-02", "1,a,1"))
    current = "SELECT id FROM silver.items WHERE valid_to IS NULL ORDER BY id"
    assert workspace(root).query(current)["id"].to_pylist() == [1, 2, 3]
    bring(root, ("b2", "2026-02", "3,c,1"))
    assert workspace(root).query(current)["id"].to_pylist() == [1, 3]
    gone = workspace(root).query("SELECT id, valid_to FROM silver.items WHERE valid_to IS NOT NULL").to_pylist()
    assert [(row["id"], f"{row['valid_to']:%Y-%m-%d}") for row in gone] == [(2, "2026-02-01")]
    derived(root)


def test_a_file_that_joins_its_delivery_later_moves_the_closing(tmp_path, bring):
    root = make(tmp_path / "p", "history", snapshot=True, more="delivery: {by: period, count: 1}\n")
    bring(root, ("a1", "2026-01", "1,a,1", "2,b,1"))
    bring(root, ("a2", "2026-02", "1,a,1"))
    current = "SELECT id FROM silver.items WHERE valid_to IS NULL ORDER BY id"
    assert workspace(root).query(current)["id"].to_pylist() == [1]
    bring(root, ("b2", "2026-02", "2,b,1"), promote=False)
    assert waiting(root)["silver.items"] == 1
    workspace(root).promote()
    assert workspace(root).query(current)["id"].to_pylist() == [1, 2]
    assert workspace(root).query("SELECT count(*) AS n FROM silver.items")["n"].to_pylist() == [2]
    derived(root)


def test_a_batch_that_a_late_file_makes_break_the_limit_goes_out_of_effect(tmp_path, bring):
    root = make(tmp_path / "p", "append", limit="20%")
    bring(root, ("2", "2026-02", "1,a,1", "2,b,1"))
    outcomes = bring(root, ("1", "2026-01", "1,z,1"))
    assert [(o.subject, o.status) for o in outcomes][-2:] == [("silver.items", "done"), ("silver.items", "rejected")]
    assert "its rows go out of effect" in str(outcomes[-1].error.what)
    assert shown(root) == [(1, "z", 1)]
    assert waiting(root) == {}
    derived(root)


def test_what_a_table_said_before_a_late_file_stays_known(tmp_path, bring):
    root = make(tmp_path / "p", "upsert")
    bring(root, ("2", "2026-02", "1,a,1"))
    before = len(events(root))
    bring(root, ("1", "2026-01", "1,z,1", "2,y,1"))
    assert shown(root) == [(1, "a", 1), (2, "y", 1)]
    assert shown(root, str(before)) == [(1, "a", 1)]


@pytest.mark.parametrize(("old", "new"), [("append", "upsert"), ("upsert", "append"), ("history", "upsert")])
def test_another_mode_promotes_all_batches_again(tmp_path, old, new):
    root = make(tmp_path / "p", old)
    clock = ticking()
    workspace(root, clock=clock).apply()
    for number in (1, 2):
        land(root, number, (number, ((1, "a", number),), True), clock)
    contract = root / "contracts/items.yaml"
    scope = "\n  - {property: jobforge.scope, value: from_now}"  # of no use: rows of both modes fit into no one table
    contract.write_text(contract.read_text().replace(f"value: {old}}}", f"value: {new}}}{scope}"))
    workspace(root, clock=clock).run()
    other = make(tmp_path / "other", new)
    clock = ticking()
    workspace(other, clock=clock).apply()
    for number in (1, 2):
        land(other, number, (number, ((1, "a", number),), True), clock)
    assert shown(root) == shown(other)
    derived(root)


def test_a_model_reads_the_times_of_a_history(tmp_path, bring):
    root = make(tmp_path / "p", "history")
    (root / "models/gold").mkdir(parents=True)
    (root / "models/gold/dim_item.sql").write_text(
        "SELECT id, name, valid_from, valid_to FROM silver.items WHERE valid_to IS NULL\n"
    )
    bring(root, ("1", "2026-01", "1,a,1", "2,b,1"))
    bring(root, ("2", "2026-02", "1,c,1"))
    workspace(root).run()
    rows = workspace(root).query("SELECT id, name, valid_from FROM gold.dim_item ORDER BY id").to_pylist()
    assert [(r["id"], r["name"], f"{r['valid_from']:%Y-%m}") for r in rows] == [
        (1, "c", "2026-02"),
        (2, "b", "2026-01"),
    ]
    columns = [c.name for t in workspace(root).catalog("silver.items").datasets for c in t.columns]
    assert columns == ["id", "name", "seq", "valid_from", "valid_to"]
    derived(root)
