from __future__ import annotations

import pytest

from ledger.codec import to_json
from ledger.definitions import Column, ColumnLineage, ColumnOrigin, ColumnUse, Contract, Model, ModelColumn, Rule
from ledger.events import ContractAdopted, DefinitionRetired, ModelAdopted
from projections.lineage.column_edges import ColumnAt, column_edges, say
from projections.lineage.column_ways import ways

OPENED = Contract(
    "silver.noc",
    "1.0.0",
    (
        Column("code", "string", header="Code", key=1),
        Column("opened", "date", header="Ouvert le", format="yyyy-MM-dd"),
        Column("titre", "string", trim=True),
    ),
    (
        Rule("code.pattern", "pattern", ("code",), pattern="[0-9]+"),
        Rule("titre.length", "length", ("titre",), severity="warning", maximum="9"),
        Rule("code.reference", "reference", ("code",), reference="silver.region", reference_columns=("code",)),
    ),
    source="noc",
    order_by="opened",
    mode="history",
)


def adopt_contract(world, contract):
    kept = world.vault.keep_bytes(to_json(contract))
    event = ContractAdopted(contract.table, "c.yaml", kept, kept, contract.source, contract.version, "rebuild", 1)
    return world.record(f"contract-{contract.table}", event)


def adopt_model(world, table, lineage, columns=("code",), inputs=("silver.noc",)):
    made = Model(table, "", "", inputs, tuple(ModelColumn(c, "VARCHAR") for c in columns), lineage=lineage)
    kept = world.vault.keep_bytes(to_json(made))
    return world.record(f"model-{table}", ModelAdopted(table, "m.sql", kept, kept, inputs, "row", draft=True))


def found(world, downstream):
    return {
        (e.downstream.column, str(e.upstream), e.how)
        for e in column_edges(world.derived())
        if e.downstream.table == downstream
    }


def of(column, *uses):
    return ColumnLineage((ColumnOrigin(column, uses),), (ColumnUse("silver.noc", "*", "rows"),))


CODE = of("code", ColumnUse("silver.noc", "code", "identity"))


def test_staged_columns_come_from_headers(world):
    world.ingest()
    assert found(world, "staged.noc") == {
        ("code", "source:noc.Code", "identity"),
        ("titre", "source:noc.Titre", "identity"),
        ("*", "rows of source:noc", "rows"),
    }


@pytest.mark.parametrize("first", ["contract", "batch"])
def test_bronze_columns_come_from_the_staged_columns_that_the_headers_became(world, first):
    steps = [lambda: adopt_contract(world, OPENED), world.ingest]
    for step in steps if first == "contract" else reversed(steps):
        step()
    assert found(world, "bronze.noc") == {
        ("code", "staged.noc.code", "identity"),
        ("opened", "staged.noc.Ouvert le", "transformation"),
        ("titre", "staged.noc.titre", "transformation"),
        ("*", "rows of staged.noc", "rows"),
        ("*", "staged.noc.code", "filter"),
        ("*", "staged.noc.Ouvert le", "filter"),
    }


def test_silver_rows_are_decided_by_keys_order_and_references(world):
    adopt_contract(world, OPENED)
    assert found(world, "silver.noc") == {
        ("code", "bronze.noc.code", "identity"),
        ("opened", "bronze.noc.opened", "identity"),
        ("titre", "bronze.noc.titre", "identity"),
        ("valid_to", "bronze.noc.code", "window"),
        ("*", "rows of bronze.noc", "rows"),
        ("*", "bronze.noc.code", "distinct"),
        ("*", "bronze.noc.code", "filter"),
        ("*", "bronze.noc.opened", "sort"),
        ("*", "silver.region.code", "filter"),
    }


def test_edges_are_those_of_the_newest_definition_and_end_with_it(world):
    adopt_model(world, "gold.dim_noc", CODE)
    changed = adopt_model(world, "gold.dim_noc", of("name", ColumnUse("silver.noc", "titre", "identity")), ("name",))
    assert found(world, "gold.dim_noc") == {
        ("name", "silver.noc.titre", "identity"),
        ("*", "rows of silver.noc", "rows"),
    }
    before = {e.downstream.column for e in column_edges(world.derived(changed - 1))}
    assert before == {"code", "*"}
    world.record("model-gold.dim_noc", DefinitionRetired("model", "gold.dim_noc", "m.sql"))
    assert column_edges(world.derived()) == []


def test_the_edges_of_a_contract_and_of_a_source_end_with_them_and_begin_again(world):
    world.source()
    world.ingest()
    adopt_contract(world, OPENED)
    world.record("contract-silver.noc", DefinitionRetired("contract", "silver.noc", "c.yaml"))
    world.record("source-noc", DefinitionRetired("source", "noc", "s.yaml"))
    assert column_edges(world.derived()) == []
    back = world.source()
    assert {e.position for e in column_edges(world.derived())} == {back}
    assert ("code", "source:noc.Code", "identity") in found(world, "staged.noc")


def test_a_model_of_before_column_lineage_depends_on_all_columns_and_says_why(world):
    adopt_model(world, "gold.dim_noc", None)
    (edge, rows) = column_edges(world.derived())[::-1]
    assert (str(edge.upstream), edge.how, edge.direct) == ("rows of silver.noc", "transformation", True)
    assert "before" in edge.why
    assert rows.how == "rows"


def walked(world, table, column, **how):
    return ways(column_edges(world.derived()), ColumnAt(table, column), **how)


def test_a_way_leads_from_a_header_to_gold_and_back(world):
    world.ingest()
    adopt_contract(world, OPENED)
    adopt_model(world, "gold.dim_noc", CODE)
    up = [str(e.upstream) for e in walked(world, "gold.dim_noc", "code", down=False).up if e.how == "identity"]
    assert up == ["silver.noc.code", "bronze.noc.code", "staged.noc.code", "source:noc.Code"]
    reached = {str(at) for at in walked(world, "source:noc", "Code", up=False).reached}
    assert {"gold.dim_noc.code", "silver.noc.valid_to", "rows of silver.noc", "rows of gold.dim_noc"} <= reached
    assert "silver.noc.titre" not in reached
    assert walked(world, "source:noc", "Code").column == ColumnAt("source:noc", "Code")


def test_a_column_reaches_everything_that_may_be_made_from_it(world):
    adopt_contract(world, OPENED)
    adopt_model(world, "gold.dim_noc", None, ("z",))
    adopt_model(world, "gold.dim_b", of("w", ColumnUse("gold.dim_noc", "z", "identity")), ("w",), ("gold.dim_noc",))
    reached = {str(at) for at in walked(world, "silver.noc", "titre", up=False).reached}
    assert {"gold.dim_noc.z", "gold.dim_b.w"} <= reached
    above = {str(e.upstream) for e in walked(world, "gold.dim_b", "w", down=False).up}
    assert {"bronze.noc.titre", "bronze.noc.opened"} <= above


def test_whatever_else_reads_columns_can_be_put_into_the_graph(world):
    adopt_model(world, "gold.dim_noc", CODE)
    db = world.derived()
    say(db, 99, "question:how_many", of("answer", ColumnUse("gold.dim_noc", "code", "aggregation")))
    reached = ways(column_edges(db), ColumnAt("silver.noc", "code"), up=False).reached
    assert ColumnAt("question:how_many", "answer") in reached
