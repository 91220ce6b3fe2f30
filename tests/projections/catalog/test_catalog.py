from __future__ import annotations

import pytest

from ledger.events import DefinitionRetired, StepFailed
from ledger.events.parts import TableAt
from projections.catalog import batches, builds, datasets, definitions
from projections.lineage.graph import edges, reach


def test_batches_stand_in_the_order_in_which_they_count(world):
    world.ingest("b-1")
    world.ingest("b-2", quarantined=1)
    db = world.derived()
    first, second = batches.in_effect(db, "noc")
    assert [first.batch_id, second.batch_id] == ["b-1", "b-2"]
    assert (second.read, second.accepted, second.quarantined) == (4, 3, 1)
    assert batches.before(db, second) == [first]
    assert batches.batch(db, "b-9") is None
    assert batches.batches(db, "other") == []


def test_the_current_promotion_is_the_newest(world):
    world.promote("silver.noc")
    last = world.promote("silver.noc", generation=2)
    found = batches.promotions(world.derived(), "silver.noc")
    assert found["b-1"].position == last
    assert found["b-1"].generation == 2
    assert len(batches.all_promotions(world.derived())) == 1


def test_a_definition_is_the_newest_until_it_is_retired(world):
    world.source()
    world.contract()
    world.contract(generation=2, version="2.0.0")
    db = world.derived()
    assert [s.name for s in definitions.sources(db)] == ["noc"]
    assert definitions.contract(db, "silver.noc").version == "2.0.0"
    world.record("contract-silver.noc", DefinitionRetired("contract", "silver.noc", "contracts/x.yaml"))
    db = world.derived()
    assert definitions.contract(db, "silver.noc") is None
    assert definitions.contracts(db) == []
    assert definitions.former_generation(db, "silver.noc") == 2
    assert definitions.former_generation(db, "silver.other") == 0
    assert [d.draft for d in datasets.datasets(db)] == [0, 1]


def test_tables_and_columns_are_described_in_both_languages(world):
    world.contract()
    world.ingest()
    db = world.derived()
    found = {d.table_name: d for d in datasets.datasets(db)}
    assert list(found) == ["staged.noc", "bronze.noc", "silver.noc"]
    assert (found["silver.noc"].title_en, found["silver.noc"].title_fr) == ("Codes", "Codes (fr)")
    (code,) = datasets.columns(db, "silver.noc")
    assert (code.name, code.header, code.description_fr, bool(code.in_key)) == ("code", "Code", "Le code", True)
    assert [c.header for c in datasets.columns(db, "staged.noc")] == ["Code", "Titre"]
    assert datasets.columns(db, "gold.none") == []


def test_a_success_mends_the_failures_of_its_subject(world):
    failed = StepFailed("build", "gold.dim_x", "M-012", "the engine gave up", None, "0" * 64)
    world.record("failure-build-gold.dim_x", failed)
    assert [f.code for f in builds.failures(world.derived())] == ["M-012"]
    position = world.build("gold.dim_x", [("silver.noc", 1)])
    db = world.derived()
    assert builds.failures(db) == []
    assert [f.mended for f in builds.failures(db, open_only=False)] == [position]
    assert builds.builds(db)["gold.dim_x"].input_tables == (TableAt("silver.noc", 1, 1),)


def test_lineage_leads_from_a_source_to_gold_and_back(world):
    world.contract()
    world.ingest()
    world.promote("silver.noc", basis=(TableAt("silver.region", 1, 1), TableAt("silver.noc", 1, 1)))
    found = edges(world.derived())
    up = {(e.upstream, e.kind) for e in reach(found, "silver.noc", up=True)}
    assert up == {
        ("bronze.noc", "promotion"),
        ("silver.region", "reference"),
        ("staged.noc", "promotion"),
        ("source:noc", "ingest"),
    }
    assert {e.downstream for e in reach(found, "source:noc", up=False)} == {"staged.noc", "bronze.noc", "silver.noc"}
    assert reach(found, "gold.none", up=True) == []


@pytest.mark.parametrize("until", [1, 2])
def test_the_catalog_answers_for_a_position(world, until):
    world.contract(version="1.0.0")
    world.contract(version="2.0.0", generation=2)
    assert definitions.contract(world.derived(until), "silver.noc").version == f"{until}.0.0"
