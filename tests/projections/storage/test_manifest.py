from __future__ import annotations

import pytest

from projections.storage.manifest import Manifest


def paths(files):
    return [f.file.path.rpartition("/")[2].partition("-")[0] + "-" + (f.batch_id or "") for f in files]


def test_a_file_is_in_effect_from_its_event_on(world):
    position = world.ingest()
    manifest = Manifest(world.derived())
    (found,) = manifest.in_effect("staged.noc")
    assert (found.position, found.until, found.batch_id, found.file.rows) == (position, None, "b-1", 3)
    assert manifest.in_effect("staged.noc", at=position - 1) == []
    assert manifest.position("staged.noc") == position
    assert manifest.position("staged.other") == 0


def test_a_second_promotion_of_a_batch_replaces_its_file_and_the_first_stays_known(world):
    world.ingest()
    first = world.promote("bronze.noc")
    second = world.promote("bronze.noc")
    manifest = Manifest(world.derived())
    (now,) = manifest.in_effect("bronze.noc")
    (then,) = manifest.in_effect("bronze.noc", at=first)
    assert (now.position, then.position) == (second, first)
    assert manifest.of_batch("bronze.noc", "b-1", at=first) == then
    assert len(list(manifest.every_file())) == 3


def test_batches_of_an_appended_table_stand_side_by_side(world):
    world.promote("silver.noc", "b-1")
    world.promote("silver.noc", "b-2")
    assert [f.batch_id for f in Manifest(world.derived()).in_effect("silver.noc")] == ["b-1", "b-2"]


def test_a_replaced_table_shows_the_newest_batch_only(world):
    first = world.promote("silver.noc", "b-1", replaces="table")
    world.promote("silver.noc", "b-2", replaces="table")
    manifest = Manifest(world.derived())
    assert [f.batch_id for f in manifest.in_effect("silver.noc")] == ["b-2"]
    assert [f.batch_id for f in manifest.in_effect("silver.noc", at=first)] == ["b-1"]


def test_an_unchanged_build_keeps_file_and_position(world):
    first = world.build("gold.dim_x", [("silver.noc", 1)])
    kept = tuple(f.file for f in Manifest(world.derived()).in_effect("gold.dim_x"))
    world.build("gold.dim_x", [("silver.noc", 2)], changed=False, files=kept)
    manifest = Manifest(world.derived())
    assert manifest.position("gold.dim_x") == first
    assert [f.file for f in manifest.in_effect("gold.dim_x")] == list(kept)


def test_quarantine_is_told_apart_from_rows(world):
    world.ingest(quarantined=2)
    manifest = Manifest(world.derived())
    assert [f.file.rows for f in manifest.in_effect("staged.noc", "quarantine")] == [2]
    assert manifest.rows("staged.noc") == 3
    assert manifest.tables() == ["staged.noc"]


def test_a_file_that_no_event_recorded_is_unknown(world):
    manifest = Manifest(world.derived())
    with pytest.raises(LookupError):
        manifest.recorder("layers/none.parquet")
    with pytest.raises(LookupError):
        manifest.of_batch("staged.noc", "b-9")
