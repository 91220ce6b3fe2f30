"""Checked against what pyapacheatlas, a client of others, builds and reads."""

from __future__ import annotations

import json

import attrs
import pytest
from pyapacheatlas.core import AtlasEntity, AtlasProcess
from pyapacheatlas.core.glossary.term import PurviewGlossaryTerm
from pyapacheatlas.core.typedef import (
    AtlasAttributeDef,
    ChildEndDef,
    ClassificationTypeDef,
    EntityTypeDef,
    ParentEndDef,
    RelationshipTypeDef,
)

from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.catalog.glossary import Term
from projections.catalog.people import Holder
from projections.exports.purview import bundle
from projections.exports.tables import TableTold
from projections.exports.told import CatalogTold
from projections.lineage.column_edges import ColumnAt, ColumnEdge
from projections.lineage.graph import Edge


def table(name, columns, said=None, of_columns=None, **more):
    row = DatasetRow(name, name.partition(".")[0], "model", "", "", "", "", "1.0.0", False, 1)
    rows = tuple(ColumnRow(name, at, each, kind, "", key, "", "", "", "") for at, (each, kind, key) in columns)
    return TableTold(row, rows, said or {}, of_columns or {}, **more)


def holder(role, party, subject="table:gold.pay"):
    return Holder(role, subject, party, {"en": party.title()})


def term(key, used_by=(), stage="draft", **said):
    return Term(key, {(name, None): values for name, values in said.items()}, stage, used_by=used_by)


SILVER = table(
    "silver.pay",
    enumerate([("noc", "varchar", True), ("wage", "decimal(9,2)", False)], 1),
    of_columns={"wage": {("security", None): ("Protected A",)}},
    personal=frozenset({"wage"}),
)
GOLD = table(
    "gold.pay",
    enumerate([("noc", "varchar", True), ("mean", "double", False)], 1),
    {
        ("description", "en"): ("One row per group.",),
        ("description", "fr"): ("Une ligne par groupe.",),
        ("tags", None): ("pay", "noc"),
        ("purview.collection", None): ("labour",),
        ("purview.attributes", None): ("jobforge.layer=gold", "cost=2=3", "nothing"),
    },
    holders=(holder("owner", "lea"), holder("steward", "lee"), holder("expert", "nobody")),
)
TOLD = CatalogTold(
    "A project",
    (SILVER, GOLD),
    {"pay": {("publisher", "en"): ("Statistics",), ("url", None): ("https://example.org/pay",)}},
    (
        Edge("source:pay", "silver.pay", "ingest", 1),
        Edge("silver.pay", "gold.pay", "model", 2),
        Edge("silver.gone", "gold.pay", "reference", 2),
    ),
    (
        ColumnEdge(ColumnAt("silver.pay", "noc"), ColumnAt("gold.pay", "noc"), "identity", "", 2),
        ColumnEdge(ColumnAt("silver.pay", "wage"), ColumnAt("gold.pay", "mean"), "aggregation", "", 2),
        ColumnEdge(ColumnAt("silver.pay", "noc"), ColumnAt("gold.pay", "mean"), "group", "", 2),
        ColumnEdge(ColumnAt("silver.pay", "*"), ColumnAt("gold.pay", "*"), "rows", "", 2),
        ColumnEdge(ColumnAt("source:pay", "*"), ColumnAt("silver.pay", "wage"), "transformation", "unknown", 2),
    ),
    (
        term("pay", ("table:gold.pay", "column:gold.pay.mean", "question:pay", "table:gold.gone"), related=("wage",)),
        term("wage", stage="approved", broader=("pay",), see_also=("elsewhere",)),
        Term("wage.old", {("label", "en"): ("WAGE",)}, "rejected"),
    ),
    {"pay": (holder("steward", "lee", "term:pay"),)},
    {"lea": "id-of-lea", "lee": "id-of-lee"},
)
FILES = {path: json.loads(data) for path, data in bundle(TOLD).items()}
TYPES = FILES["typedefs.json"]
ENTITIES = {each["attributes"]["qualifiedName"]: each for each in FILES["entities.json"]["entities"]}
TERMS = {each["name"]: each for each in FILES["glossary.json"]["terms"]}
CHANGED = {(each["subject"], each["said"]) for each in FILES["mapping.json"]["changed"]}
START = "jobforge://A%20project"


def test_the_types_are_those_that_a_client_of_others_would_make():
    for kind in TYPES["entityDefs"]:
        fields = [
            AtlasAttributeDef(each["name"], typeName=each["typeName"]).to_json() for each in kind["attributeDefs"]
        ]
        assert EntityTypeDef(kind["name"], superTypes=kind["superTypes"], attributeDefs=fields).to_json() == kind
        assert len({each["name"] for each in fields}) == len(fields) > 0
    for kind in TYPES["classificationDefs"]:
        assert ClassificationTypeDef(kind["name"], description=kind["description"]).to_json() == kind
    ends = ParentEndDef("columns", "jobforge_table"), ChildEndDef("table", "jobforge_column")
    made = RelationshipTypeDef("jobforge_table_columns", *ends, relationshipCategory="COMPOSITION").to_json()
    assert TYPES["relationshipDefs"] == [made]


def test_managed_attributes_are_defined_before_they_are_used():
    groups = {each["name"]: each["attributeDefs"] for each in TYPES["businessMetadataDefs"]}
    assert {name: [each["name"] for each in fields] for name, fields in groups.items()} == {
        "jobforge": ["cost", "layer"]
    }
    types = json.loads(groups["jobforge"][0]["options"]["applicableEntityTypes"])
    assert types == ["jobforge_column", "jobforge_source", "jobforge_table"]
    assert ENTITIES[f"{START}/gold/pay"]["businessAttributes"] == {"jobforge": {"layer": "gold", "cost": "2=3"}}
    assert ("gold.pay", "nothing") in CHANGED


def test_every_entity_is_one_that_a_client_of_others_reads():
    for entity in ENTITIES.values():
        kind = AtlasProcess if entity["typeName"] == "jobforge_process" else AtlasEntity
        again = kind.from_json(json.loads(json.dumps(entity)))
        known = {name: value for name, value in entity.items() if name != "collectionId"}  # younger than that client
        assert json.loads(json.dumps(again.to_json())) == known
        fields = next(each for each in TYPES["entityDefs"] if each["name"] == entity["typeName"])["attributeDefs"]
        plain = {"qualifiedName", "name", "displayName", "description", "inputs", "outputs"}
        assert entity["attributes"].keys() <= plain | {each["name"] for each in fields}
    guids = [int(each["guid"]) for each in FILES["entities.json"]["entities"]]
    assert sorted(guids, reverse=True) == guids
    assert len(set(guids)) == len(guids) > 0 > guids[0]


def test_a_table_holds_its_columns_and_says_what_the_catalog_says():
    gold, mean = ENTITIES[f"{START}/gold/pay"], ENTITIES[f"{START}/gold/pay#mean"]
    assert gold["attributes"]["description"] == "One row per group."
    assert gold["attributes"]["descriptionFr"] == "Une ligne par groupe."
    assert (gold["labels"], gold["collectionId"]) == (["pay", "noc"], "labour")
    reference = {"typeName": "jobforge_table", "guid": gold["guid"], "qualifiedName": f"{START}/gold/pay"}
    assert mean["relationshipAttributes"]["table"] == reference
    assert (mean["attributes"]["type"], mean["attributes"]["ordinal"], mean["attributes"]["isKey"]) == (
        "double",
        2,
        False,
    )
    source = ENTITIES[f"{START}/source/pay"]["attributes"]
    assert (source["publisherEn"], source["url"]) == ("Statistics", "https://example.org/pay")


def test_what_is_protected_is_classified_by_types_that_are_defined():
    wage = ENTITIES[f"{START}/silver/pay#wage"]["classifications"]
    assert [each["typeName"] for each in wage] == ["JOBFORGE_SECURITY_PROTECTED_A", "JOBFORGE_PERSONAL_INFORMATION"]
    assert "classifications" not in ENTITIES[f"{START}/silver/pay#noc"]
    assert {each["typeName"] for each in wage} <= {each["name"] for each in TYPES["classificationDefs"]}


def test_contacts_are_those_that_the_directory_knows():
    assert ENTITIES[f"{START}/gold/pay"]["contacts"] == {
        "Owner": [{"id": "id-of-lea", "info": "owner: Lea"}],
        "Expert": [{"id": "id-of-lee", "info": "steward: Lee"}],
    }
    assert ("gold.pay", "expert: Nobody") in CHANGED
    crowd = {f"p{number:02}": f"id-{number}" for number in range(21)}
    many = attrs.evolve(GOLD, holders=tuple(holder("expert", party) for party in crowd))
    files = bundle(attrs.evolve(TOLD, tables=(SILVER, many), directory=crowd))
    (found,) = (e["contacts"]["Expert"] for e in json.loads(files["entities.json"])["entities"] if "contacts" in e)
    assert [each["id"] for each in found] == [f"id-{number}" for number in range(20)]
    assert "expert: P20" in {each["said"] for each in json.loads(files["mapping.json"])["changed"]}


def test_a_process_maps_columns_whose_values_can_be_seen():
    made = ENTITIES[f"{START}/process/gold/pay"]["attributes"]
    (mapping,) = json.loads(made["columnMapping"])
    assert mapping["DatasetMapping"] == {"Source": f"{START}/silver/pay", "Sink": f"{START}/gold/pay"}
    assert mapping["ColumnMapping"] == [{"Source": "noc", "Sink": "noc"}, {"Source": "wage", "Sink": "mean"}]
    assert [each["qualifiedName"] for each in made["inputs"]] == [f"{START}/silver/pay"]
    (star,) = json.loads(ENTITIES[f"{START}/process/silver/pay"]["attributes"]["columnMapping"])
    assert star["ColumnMapping"] == [{"Source": "*", "Sink": "wage"}]


def test_terms_are_such_as_a_client_of_others_reads_and_are_linked_to_what_is_there():
    assert set(TERMS) == {"pay", "wage", "wage old"}
    for each in TERMS.values():
        read = PurviewGlossaryTerm.from_json(each)
        assert (read.name, read.status) == (each["name"], each["status"])
        assert read.qualifiedName == f"{each['name']}@A project"
    assert {name: each["status"] for name, each in TERMS.items()} == {
        "pay": "Draft",
        "wage": "Approved",
        "wage old": "Alert",
    }
    assert TERMS["wage"]["isA"] == [{"termGuid": TERMS["pay"]["guid"], "displayText": "pay"}]
    assert TERMS["pay"]["contacts"] == {"Steward": [{"id": "id-of-lee", "info": "steward: Lee"}]}
    assert {("term:wage", "see_also: elsewhere"), ("term:wage.old", "WAGE")} <= CHANGED
    (link,) = FILES["term-links.json"]
    assert link["termGuid"] == TERMS["pay"]["guid"]
    assert [each["uniqueAttributes"]["qualifiedName"] for each in link["entities"]] == [
        f"{START}/gold/pay",
        f"{START}/gold/pay#mean",
    ]
    template = {each["name"] for each in TYPES["termTemplateDefs"][0]["attributeDefs"]}
    assert all(each["attributes"]["JobForge"].keys() <= template for each in TERMS.values())


@pytest.mark.parametrize("about", ["purview.qualified_name", "purview.type"])
def test_what_would_clash_or_is_foreign_is_told(about):
    said = {(about, None): ("mine",)}
    both = tuple(attrs.evolve(each, said=said) for each in (SILVER, GOLD))
    files = bundle(attrs.evolve(TOLD, tables=both))
    names = {e["guid"]: e["attributes"]["qualifiedName"] for e in json.loads(files["entities.json"])["entities"]}
    assert len(set(names.values())) == len(names)
    assert ("gold.pay", "mine") in {(e["subject"], e["said"]) for e in json.loads(files["mapping.json"])["changed"]}


def test_the_order_of_what_is_told_changes_nothing():
    other = attrs.evolve(TOLD, edges=TOLD.edges[::-1], directory=dict(reversed(TOLD.directory.items())))
    assert bundle(other) == bundle(TOLD)
