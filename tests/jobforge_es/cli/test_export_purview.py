from __future__ import annotations

import json
import shutil

import pytest

from tests.jobforge_es.cli.offices import call, only, tree

REASON = ("--reason", "asked by the board", "--actor", "lea")
ATTRIBUTES = {
    ("title", "en"): "displayName",
    ("title", "fr"): "titleFr",
    ("description", "en"): "description",
    ("description", "fr"): "descriptionFr",
    ("grain", "en"): "grainEn",
    ("retention", None): "retention",
}


@pytest.fixture(scope="module")
def exported(ran_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("purview") / "offices"
    shutil.copytree(ran_once, folder)
    grain = ("--set", "grain.en=One office.", "--set", "terms=budget", "--set", "retention=7 years")
    assert call(folder, "catalog", "describe", "silver.offices", *grain, *REASON).exit_code == 0
    personal = ("--set", "personal=true", "--set", "security=Protected B")
    assert call(folder, "catalog", "describe", "silver.offices.name", *personal, *REASON).exit_code == 0
    assert call(folder, "people", "add", "lee", "--name", "Lee", "--entra-id", "lee-id", *REASON).exit_code == 0
    assigned = call(folder, "people", "assign", "silver.offices", "--role", "steward", "--party", "lee", *REASON)
    assert assigned.exit_code == 0
    assert call(folder, "export", "purview").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def files(exported):
    return {path.name: json.loads(path.read_text()) for path in (exported / "lake/exports/purview").iterdir()}


@pytest.fixture(scope="module")
def entities(files):
    return {each["attributes"]["qualifiedName"]: each for each in files["entities.json"]["entities"]}


def test_the_bundle_reads_back_as_the_catalog_says(exported, entities):
    cards = only(call(exported, "catalog", "show", "--json"))["tables"]
    for name in (each["about"]["table_name"] for each in cards):
        place = f"jobforge://offices/{name.replace('.', '/')}"
        shown = only(call(exported, "catalog", "show", name, "--json"))
        said = {(s["name"], s["language"]): s["values"] for s in (e["statement"] for e in shown["card"]["said"])}
        own = entities[place]["attributes"]
        for key, attribute in ATTRIBUTES.items():
            assert own.get(attribute) == next(iter(said.get(key, ())), None)
        (table,) = shown["tables"]
        columns = {c["name"]: entities[f"{place}#{c['name']}"]["attributes"] for c in table["columns"]}
        assert {name: (c["type"], c["isKey"], c["ordinal"]) for name, c in columns.items()} == {
            c["name"]: (c["type"], bool(c["in_key"]), c["ordinal"]) for c in table["columns"]
        }
    assert sum(each["typeName"] == "jobforge_table" for each in entities.values()) == len(cards)
    contacts = entities["jobforge://offices/silver/offices"]["contacts"]
    assert contacts == {"Expert": [{"id": "lee-id", "info": "steward: Lee"}]}


def test_lineage_reads_back_as_the_catalog_has_it(exported, entities):
    made = entities["jobforge://offices/process/gold/dim_office"]["attributes"]
    (mapping,) = json.loads(made["columnMapping"])
    pairs = {(each["Source"], each["Sink"]) for each in mapping["ColumnMapping"]}
    assert pairs == {(name, name) for name in ("code", "name", "budget")}
    landed = entities["jobforge://offices/process/staged/offices"]["attributes"]
    assert {"Source": "Code", "Sink": "code"} in json.loads(landed["columnMapping"])[0]["ColumnMapping"]


def test_personal_columns_are_marked_wherever_their_values_may_be_seen(entities):
    marked = {
        name.removeprefix("jobforge://offices/")
        for name, each in entities.items()
        if {"typeName": "JOBFORGE_PERSONAL_INFORMATION"} in each.get("classifications", ())
    }
    assert marked == {"staged/offices#name", "bronze/offices#name", "silver/offices#name", "gold/dim_office#name"}


def test_the_same_catalog_gives_the_same_bytes(exported, tmp_path):
    (event,) = only(call(exported, "log", "--json", "--type", "export-published"))["events"]
    call(exported, "export", "purview", "--into", str(tmp_path / "again"), "--as-of", str(event["data"]["at"]))
    assert tree(tmp_path / "again") == tree(exported / "lake/exports/purview")


def test_every_edge_between_tables_is_an_input_of_a_process(exported, entities):
    shown = only(call(exported, "lineage", "gold.dim_office", "--up", "--json"))["edges"]
    made = [each["attributes"] for each in entities.values() if each["typeName"] == "jobforge_process"]
    found = {(i["qualifiedName"], o["qualifiedName"]) for each in made for i in each["inputs"] for o in each["outputs"]}
    assert found == {tuple(place(edge[end]) for end in ("upstream", "downstream")) for edge in shown}


def place(subject):
    return "jobforge://offices/" + subject.replace(":", "/").replace(".", "/")


def test_every_attribute_has_the_type_that_its_definition_says(files, entities):
    plain = {"string": str, "boolean": bool, "int": int}
    kinds = {
        kind["name"]: {each["name"]: plain[each["typeName"]] for each in kind["attributeDefs"]}
        for kind in files["typedefs.json"]["entityDefs"]
    }
    wrong = [
        (name, attribute)
        for name, entity in entities.items()
        for attribute, value in entity["attributes"].items()
        if type(value) is not kinds[entity["typeName"]].get(attribute, type(value))
    ]
    assert wrong == []
