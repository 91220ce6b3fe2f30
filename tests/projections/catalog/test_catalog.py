from __future__ import annotations

import pytest

from ledger.codec import to_json
from ledger.definitions import Model, ModelColumn
from ledger.events import DefinitionRetired, ModelAdopted, StepFailed
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
    assert {d.table_name: (d.draft, d.retired, d.contract_version) for d in datasets.datasets(db)} == {
        "bronze.noc": (1, 1, ""),
        "silver.noc": (1, 1, ""),
    }


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


def upstreams(db, table, at=None):
    if at is None:
        return {(e.upstream, e.kind) for e in edges(db) if e.downstream == table}
    sql = "SELECT upstream, kind FROM edges WHERE downstream = ? AND position <= ? AND (until IS NULL OR until > ?)"
    return set(db.execute(sql, (table, at, at)))


def adopt_model(world, table, *inputs, columns=("code",)):
    made = Model(
        table, "SELECT 1", "SELECT 1", inputs, tuple(ModelColumn(c, "VARCHAR") for c in columns), {}, (), "0" * 64
    )
    kept = world.vault.keep_bytes(to_json(made))
    event = ModelAdopted(table, f"models/{table}.sql", kept, kept, inputs, "row", True)
    return world.record(f"model-{table}", event)


def test_the_edges_of_a_contract_end_when_it_is_retired_and_begin_again_when_it_comes_back(world):
    adopted = world.contract()
    promoted = world.promote("silver.noc", basis=(TableAt("silver.region", 1, 1),))
    retired = world.record("contract-silver.noc", DefinitionRetired("contract", "silver.noc", "contracts/x.yaml"))
    db = world.derived()
    assert upstreams(db, "silver.noc") == upstreams(db, "bronze.noc") == set()
    assert upstreams(db, "silver.noc", promoted) == {("bronze.noc", "promotion"), ("silver.region", "reference")}
    assert upstreams(db, "bronze.noc", adopted) == {("staged.noc", "promotion")}
    assert upstreams(world.derived(promoted), "silver.noc") == upstreams(db, "silver.noc", promoted)
    back = world.contract()
    (edge,) = [e for e in edges(world.derived()) if e.downstream == "silver.noc"]
    assert (edge.position, edge.until) == (back, None)
    assert upstreams(world.derived(), "silver.noc", retired) == set()


def test_the_edge_of_a_source_ends_when_it_is_retired_and_begins_again_when_it_comes_back(world):
    world.source()
    assert edges(world.derived()) == []
    ingested = world.ingest()
    retired = world.record("source-noc", DefinitionRetired("source", "noc", "sources/noc.yaml"))
    db = world.derived()
    assert edges(db) == []
    assert upstreams(db, "staged.noc", retired - 1) == {("source:noc", "ingest")}
    back = world.source()
    (edge,) = edges(world.derived())
    assert (edge.upstream, edge.downstream, edge.kind) == ("source:noc", "staged.noc", "ingest")
    assert ingested < retired < edge.position == back


def test_a_contract_that_is_fed_by_another_source_ends_the_former_edge(world):
    world.contract(source="noc")
    world.contract(source="other", generation=2)
    assert upstreams(world.derived(), "bronze.noc") == {("staged.other", "promotion")}


def test_a_promotion_that_compares_with_other_tables_ends_the_former_edges(world):
    first = world.promote("silver.noc", basis=(TableAt("silver.a", 1, 1), TableAt("silver.b", 1, 1)))
    world.promote("silver.noc", "b-2", basis=(TableAt("silver.b", 1, 1),))
    db = world.derived()
    assert upstreams(db, "silver.noc") == {("silver.b", "reference")}
    assert [e.position for e in edges(db)] == [first]


def test_the_edges_of_a_model_follow_its_inputs(world):
    first = adopt_model(world, "gold.dim_x", "silver.a", "silver.b")
    second = adopt_model(world, "gold.dim_x", "silver.b", "silver.c")
    built = world.build("gold.dim_x", [("silver.b", 1), ("silver.c", 1), ("silver.parent", 1)])
    world.record("model-gold.dim_x", DefinitionRetired("model", "gold.dim_x", "models/x.sql"))
    db = world.derived()
    assert upstreams(db, "gold.dim_x", first) == {("silver.a", "model"), ("silver.b", "model")}
    assert upstreams(db, "gold.dim_x", second) == {("silver.b", "model"), ("silver.c", "model")}
    assert upstreams(db, "gold.dim_x", built) - upstreams(db, "gold.dim_x", second) == {("silver.parent", "reference")}
    assert upstreams(db, "gold.dim_x") == set()


def test_a_table_is_retired_with_what_makes_it_and_comes_back_with_it(world):
    def retired():
        return {d.table_name: bool(d.retired) for d in datasets.datasets(world.derived())}

    adopt_model(world, "gold.dim_x", "silver.a")
    world.ingest()
    assert retired() == {"gold.dim_x": False, "staged.noc": False}
    world.record("model-gold.dim_x", DefinitionRetired("model", "gold.dim_x", "models/x.sql"))
    world.record("source-noc", DefinitionRetired("source", "noc", "sources/noc.yaml"))
    assert retired() == {"gold.dim_x": True, "staged.noc": True}
    adopt_model(world, "gold.dim_x", "silver.a")
    world.source()
    assert retired() == {"gold.dim_x": False, "staged.noc": False}


def test_a_table_whose_contract_is_no_longer_fed_leaves_no_promised_bronze(world):
    world.contract()
    world.contract(source=None, generation=2)
    found = {d.table_name: (d.made_by, bool(d.draft), bool(d.retired)) for d in datasets.datasets(world.derived())}
    assert found == {"bronze.noc": ("promotion", True, True), "silver.noc": ("model", False, False)}
    assert edges(world.derived()) == []


@pytest.mark.parametrize("until", [1, 2])
def test_the_catalog_answers_for_a_position(world, until):
    world.contract(version="1.0.0")
    world.contract(version="2.0.0", generation=2)
    assert definitions.contract(world.derived(until), "silver.noc").version == f"{until}.0.0"
