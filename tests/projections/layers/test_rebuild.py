from __future__ import annotations

import attrs
import pytest

from ledger.errors import IntegrityError
from ledger.events import BatchIngested, BatchPromoted, TableBuilt
from ledger.events.parts import RuleCount
from projections.layers import rebuild as module
from projections.layers.rebuild import rebuild
from tests.laws.project import jobs, make, workspace


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = make(tmp_path_factory.mktemp("laws"), jobs_1_csv=jobs("1;QC;1,50", "2;ON;2,50", "x;ON;1,00"))
    workspace(root).run()
    return root


@pytest.fixture
def session(root):
    with workspace(root).writing() as session:
        yield session


def last(session, kind, **facts):
    found = [e for e in session.store.after(0) if isinstance(e.data, kind)]
    return next(e for e in found if all(getattr(e.data, k) == v for k, v in facts.items()))


def otherwise(monkeypatch, event, **changes):
    """Let the ledger have recorded something else."""
    monkeypatch.setattr(module, "recorded", lambda *_: attrs.evolve(event, data=attrs.evolve(event.data, **changes)))


def test_a_balance_that_does_not_come_out_again_is_named(session, monkeypatch):
    event = last(session, BatchIngested, source="jobs")
    otherwise(monkeypatch, event, balance=attrs.evolve(event.data.balance, quarantined=7))
    with pytest.raises(IntegrityError, match=r"balance.quarantined is \d, not 7") as caught:
        rebuild(session.workshop, event.position)
    assert caught.value.position == event.position


def test_rule_counts_that_do_not_come_out_again_are_named(session, monkeypatch):
    event = last(session, BatchPromoted, table="bronze.jobs")
    otherwise(monkeypatch, event, rules=(*event.data.rules, RuleCount("made_up", "warning", 3)))
    with pytest.raises(IntegrityError, match=r"rules.made_up is 0, not 3"):
        rebuild(session.workshop, event.position)


def test_the_rows_of_a_built_table_are_compared(session, monkeypatch):
    event = last(session, TableBuilt, table="gold.agg_region")
    otherwise(monkeypatch, event, rows=99)
    with pytest.raises(IntegrityError, match=r"rows is \d, not 99"):
        rebuild(session.workshop, event.position)


def test_a_rebuild_touches_no_other_file_even_where_other_libraries_give_other_bytes(session, monkeypatch):
    event = last(session, BatchPromoted, table="silver.jobs")
    (file,) = [f for f in event.data.files if f.kind == "data"]
    place = session.lake.place_of(file.path)
    recorded_elsewhere = place.with_name(place.name.replace(file.sha256[:16], "0" * 16))
    other = attrs.evolve(file, path=f"{file.path.rpartition('/')[0]}/{recorded_elsewhere.name}", sha256="0" * 64)
    files = tuple(other if f is file else f for f in event.data.files)
    before = place.stat().st_mtime_ns
    otherwise(monkeypatch, event, files=files)
    rebuild(session.workshop, event.position)
    assert place.stat().st_mtime_ns == before
    assert recorded_elsewhere.read_bytes() == place.read_bytes()
    recorded_elsewhere.unlink()


def test_where_anything_differs_nothing_is_taken_over(session, monkeypatch):
    event = last(session, BatchPromoted, table="silver.jobs")
    place = session.lake.place_of(event.data.files[0].path)
    kept = place.rename(place.with_suffix(".kept"))
    otherwise(monkeypatch, event, balance=attrs.evolve(event.data.balance, read=1))
    with pytest.raises(IntegrityError, match=r"balance\.read"):
        rebuild(session.workshop, event.position)
    assert not place.exists()
    assert not list(session.lake.work.iterdir())
    kept.rename(place)


def test_an_input_that_is_missing_is_built_into_the_lake_itself(session):
    event = last(session, BatchPromoted, table="silver.jobs")
    staged = last(session, BatchIngested, source="jobs").data.files[0].path
    bronze = last(session, BatchPromoted, table="bronze.jobs").data.files[0].path
    for path in (staged, bronze, event.data.files[0].path):
        session.lake.place_of(path).unlink()
    rebuild(session.workshop, event.position)
    assert all(session.lake.has(path) for path in (staged, bronze, event.data.files[0].path))
