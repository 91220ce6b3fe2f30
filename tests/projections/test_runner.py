from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import IntegrityError
from projections.read_models import FORMAT, checkpoint, existing, read_models, remove
from projections.runner import PROJECTIONS, catch_up, checkpoints, recorded
from tests.projections.world import new_world


def dump(db):
    """Give everything that was derived."""
    names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {n: sorted(map(repr, db.execute(f"SELECT * FROM {n}"))) for n in names if n != "checkpoints"}


def some_history(world):
    world.source()
    world.contract()
    for batch in ("b-1", "b-2"):
        world.ingest(batch, quarantined=1)
        world.promote("bronze.noc", batch)
        world.promote("silver.noc", batch)
    world.build("gold.dim_x", [("silver.noc", 8)])
    world.promote("silver.noc", "b-1")
    world.contract(generation=2, version="2.0.0")
    return world


def test_catching_up_applies_new_events_and_no_other(world):
    some_history(world)
    db = read_models(None, PROJECTIONS)
    assert catch_up(db, world.store, world.vault) == world.store.head().position
    assert catch_up(db, world.store, world.vault) == 0
    world.ingest("b-3")
    assert catch_up(db, world.store, world.vault) == 1


def test_the_checkpoint_stands_in_the_same_transaction_as_the_output(world):
    some_history(world)

    class Failing:
        name = "manifest"

        def create(self, db):
            pass

        def apply(self, db, event, vault):
            db.execute("DELETE FROM files")
            if event.position == 3:
                raise RuntimeError("stopped")

    db = read_models(None, PROJECTIONS)
    catch_up(db, world.store, world.vault, until=2)
    before = dump(db)
    with pytest.raises(RuntimeError, match="stopped"):
        catch_up(db, world.store, world.vault, projections=[Failing()])
    assert dump(db) == before
    assert checkpoint(db) == 2


@settings(max_examples=20, deadline=None)
@given(cuts=st.lists(st.integers(0, 12), max_size=5).map(sorted))
def test_catching_up_in_any_split_equals_one_replay(cuts):
    with tempfile.TemporaryDirectory() as folder:
        world = some_history(new_world(Path(folder)))
        db = read_models(None, PROJECTIONS)
        for cut in cuts:
            catch_up(db, world.store, world.vault, until=cut)
        catch_up(db, world.store, world.vault)
        assert dump(db) == dump(world.derived())


def test_another_ledger_is_not_followed(world, tmp_path):
    some_history(world)
    db = world.derived()
    other = new_world(tmp_path / "other")
    other.ingest("b-other")
    with pytest.raises(IntegrityError, match="not the one that was followed") as refused:
        catch_up(db, other.store, other.vault)
    assert "jobforge replay" in refused.value.mend


def test_a_file_of_another_format_is_made_anew(world, tmp_path):
    path = tmp_path / "projections.db"
    db = read_models(path, PROJECTIONS)
    catch_up(db, some_history(world).store, world.vault)
    db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    db.close()
    assert existing(path) is None
    with read_models(path, PROJECTIONS) as again:
        assert checkpoint(again) == 0
    again.close()


def test_something_that_is_no_database_is_made_anew(tmp_path):
    path = tmp_path / "projections.db"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    db = read_models(path, PROJECTIONS)
    assert checkpoint(db) == 0
    db.close()
    remove(path)
    assert not path.exists()


def test_read_models_are_read_without_being_made(tmp_path):
    assert existing(tmp_path / "none.db") is None
    read_models(tmp_path / "p.db", PROJECTIONS).close()
    found = existing(tmp_path / "p.db")
    assert set(checkpoints(found)) == {p.name for p in PROJECTIONS}
    found.close()


def test_an_event_is_found_by_its_position(world):
    world.ingest()
    assert recorded(world.store, 1).type == "batch-ingested"
    with pytest.raises(LookupError):
        recorded(world.store, 2)
