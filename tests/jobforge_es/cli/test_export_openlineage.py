"""Checked against the classes that the project of OpenLineage generates from its schemas: they know no other field."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openlineage.client import event_v2, facet_v2
from openlineage.client.serde import Serde
from referencing import Registry, Resource

from tests.jobforge_es.cli.offices import CSV, call, only, tree

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FORMATS = FormatChecker(("uuid",))
FORMATS.checks("date-time", ValueError)(lambda text: datetime.fromisoformat(text).tzinfo is not None)
REASON = ("--reason", "asked by the board", "--actor", "lea")
WORSE = CSV.splitlines()[0] + "\n" + "".join(f"x{number},bad,2020-01-01,1.00\n" for number in range(9))
CLASSES = {
    kind._get_schema(): kind
    for _, module in inspect.getmembers(facet_v2, inspect.ismodule)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if hasattr(kind, "_get_schema")
}
PARTS = {"inputs": "InputDataset", "outputs": "OutputDataset", "dataset": "StaticDataset", "job": "Job", "run": "Run"}


@pytest.fixture(scope="module")
def exported(ran_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("openlineage") / "offices"
    shutil.copytree(ran_once, folder)
    (folder / "inbox/offices_2.csv").write_text(WORSE, encoding="utf-8")
    call(folder, "run", *REASON)
    said = (
        "--set",
        "description.en=All offices.",
        "--set",
        "description.fr=Tous les bureaux.",
        "--set",
        "terms=office",
    )
    assert call(folder, "catalog", "describe", "silver.offices", *said, *REASON).exit_code == 0
    said = ("--set", "security=Protected B", "--set", "personal=true")
    assert call(folder, "catalog", "describe", "silver.offices.name", *said, *REASON).exit_code == 0
    call(folder, "people", "add", "lee", "--name", "Lee Example", *REASON)
    assert (
        call(folder, "people", "assign", "silver.offices", "--role", "owner", "--party", "lee", *REASON).exit_code == 0
    )
    assert call(folder, "export", "openlineage").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def events(exported):
    text = (exported / "lake/exports/openlineage/openlineage.ndjson").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def datasets(events):
    return {each["dataset"]["name"]: each["dataset"]["facets"] for each in events if "dataset" in each}


def build(found):
    """Make the classes of the client from JSON; a field that they do not know is an error."""
    if isinstance(found, list):
        return [build(each) for each in found]
    if not isinstance(found, dict):
        return found
    if "_schemaURL" in found:
        fields = {name: value for name, value in found.items() if not name.startswith("_")}
        return CLASSES[found["_schemaURL"]](producer=found["_producer"], **fields)
    return {name: build(value) for name, value in found.items()}


def rebuilt(event):
    kind = getattr(event_v2, event["schemaURL"].rpartition("/")[2])
    return kind(**{name: part(name, value) for name, value in event.items() if name != "schemaURL"})


def part(name, value):
    if name == "eventType":
        return event_v2.RunState(value)
    if name not in PARTS:
        return value
    made = getattr(event_v2, PARTS[name])
    return [made(**build(each)) for each in value] if isinstance(value, list) else made(**build(value))


def test_every_event_is_one_that_the_official_classes_make(events):
    assert {each["schemaURL"].rpartition("/")[2] for each in events} == {"RunEvent", "DatasetEvent", "JobEvent"}
    for event in events:
        assert json.loads(Serde.to_json(rebuilt(event))) == event
    broken = json.loads(
        json.dumps(next(each for each in events if "schema" in each.get("dataset", {}).get("facets", ())))
    )
    broken["dataset"]["facets"]["schema"]["colour"] = "red"
    with pytest.raises(TypeError):
        rebuilt(broken)


def parts(found):
    """Give every part that names its schema, with that name."""
    if isinstance(found, dict):
        yield from ((found[name], found) for name in ("schemaURL", "_schemaURL") if name in found)
        found = list(found.values())
    if isinstance(found, list):
        for each in found:
            yield from parts(each)


def broken(events, folder):
    """Give what the schemas in a checkout of the specification find wrong; they are found by their names."""
    schemas = {path.name: Resource.from_contents(json.loads(path.read_text())) for path in folder.rglob("*.json")}
    registry = Registry(retrieve=lambda uri: schemas[uri.rpartition("/")[2]])
    for event in events:
        for schema, part in parts(event):
            checker = Draft202012Validator({"$ref": schema}, registry=registry, format_checker=FORMATS)
            yield from (f"{schema}: {error.message}" for error in checker.iter_errors(part))


@pytest.mark.skipif(
    "JOBFORGE_OPENLINEAGE" not in os.environ, reason="needs the schemas of OpenLineage: just openlineage FOLDER"
)
def test_every_event_and_facet_is_valid_by_the_official_schemas(events):
    assert list(broken(events, Path(os.environ["JOBFORGE_OPENLINEAGE"]))) == []


def test_what_breaks_a_schema_is_found(events, tmp_path):
    strict = {"type": "object", "required": ["eventTime"], "properties": {"eventTime": {"format": "date-time"}}}
    kinds = dict.fromkeys(("RunEvent", "JobEvent", "DatasetEvent"), strict)
    (tmp_path / "OpenLineage.json").write_text(json.dumps({"$schema": DIALECT, "$defs": kinds}), encoding="utf-8")
    bare = [{name: value for name, value in each.items() if name in ("eventTime", "schemaURL")} for each in events]
    assert list(broken(bare, tmp_path)) == []
    bare[0]["eventTime"] = "yesterday"
    del bare[1]["eventTime"]
    assert len(list(broken(bare, tmp_path))) == 2


def test_every_run_begins_once_and_ends_once(events):
    runs = {}
    for each in events:
        if "run" in each:
            runs.setdefault(each["run"]["runId"], []).append((each["eventTime"], each["eventType"]))
    assert runs
    for (began, start), (ended, end) in runs.values():
        assert (start, end in ("COMPLETE", "FAIL")) == ("START", True)
        assert began <= ended


def test_what_was_refused_is_a_failure_with_its_reason(exported, events):
    rejected = only(call(exported, "log", "--json", "--type", "batch-rejected"))["events"]
    refused = only(call(exported, "log", "--json", "--type", "promotion-rejected"))["events"]
    failed = [each for each in events if each.get("eventType") == "FAIL"]
    assert len(failed) == len(rejected) + len(refused) > 0
    for event, each in zip(sorted((*rejected, *refused), key=lambda e: e["position"]), failed, strict=True):
        assert each["run"]["facets"]["errorMessage"]["message"].startswith(event["data"]["code"])
        assert not any(output.get("outputFacets") for output in each["outputs"])


def test_the_books_of_every_step_are_told(exported, events):
    promoted = only(call(exported, "log", "--json", "--type", "batch-promoted"))["events"]
    told = [e for e in events if e.get("eventType") == "COMPLETE" and e["job"]["name"].startswith("promote.")]
    assert len(promoted) == len(told) > 1
    for event, each in zip(promoted, told, strict=True):
        balance, (read, *_), (written,) = event["data"]["balance"], each["inputs"], each["outputs"]
        assert written["outputFacets"]["outputStatistics"]["rowCount"] == balance["accepted"]
        assert written["facets"]["version"]["datasetVersion"] == str(event["position"])
        assert read["inputFacets"]["dataQualityMetrics"]["rowCount"] == balance["read"]
        assert read["facets"]["version"]["datasetVersion"] == str(event["data"]["from_position"])
        aside, *rules = read["inputFacets"]["dataQualityAssertions"]["assertions"]
        assert (aside["success"], aside["actual"]) == (not balance["quarantined"], str(balance["quarantined"]))
        assert [(r["assertion"], r["actual"]) for r in rules] == [
            (r["rule"], str(r["rows"])) for r in event["data"]["rules"]
        ]


def test_tables_read_back_as_the_catalog_says(exported, datasets):
    cards = only(call(exported, "catalog", "show", "--json"))["tables"]
    assert set(datasets) == {each["about"]["table_name"] for each in cards} | {"source:offices"}
    for name in (each["about"]["table_name"] for each in cards):
        shown, facets = only(call(exported, "catalog", "show", name, "--json")), datasets[name]
        (table,) = shown["tables"]
        assert [(f["name"], f["type"], f["ordinal_position"]) for f in facets["schema"]["fields"]] == [
            (c["name"], c["type"], c["ordinal"]) for c in table["columns"]
        ]
        tags = {(t["key"], t.get("field"), t["value"]) for t in facets.get("tags", {}).get("tags", ())}
        assert {field for key, field, _ in tags if key == "key"} == {c["name"] for c in table["columns"] if c["in_key"]}
        said = {(s["name"], s["language"]): s["values"] for s in (e["statement"] for e in shown["card"]["said"])}
        for about in ("title", "description"):
            for language in ("en", "fr"):
                expected = {(f"{about}.{language}", None, v) for v in said.get((about, language), ())}
                assert {t for t in tags if t[:2] == (f"{about}.{language}", None)} == expected
    silver = datasets["silver.offices"]
    assert silver["documentation"]["description"] == "All offices."
    assert silver["ownership"]["owners"] == [{"name": "Lee Example", "type": "owner"}]
    tags = {(t["key"], t.get("field"), t["value"]) for t in silver["tags"]["tags"]}
    assert {("terms", None, "office"), ("security", "name", "Protected B"), ("personal", "name", "true")} <= tags


def test_lineage_of_columns_tells_how_each_is_used(events, datasets):
    gold = datasets["gold.dim_office"]["columnLineage"]["fields"]
    space = "jobforge://offices"
    assert gold["budget"]["inputFields"] == [
        {
            "namespace": space,
            "name": "silver.offices",
            "field": "budget",
            "transformations": [{"type": "DIRECT", "subtype": "IDENTITY"}],
        }
    ]
    rows = datasets["silver.offices"]["columnLineage"]["dataset"]
    ways = {(each["field"], way["type"], way["subtype"]) for each in rows for way in each["transformations"]}
    assert ("code", "INDIRECT", "GROUP_BY") in ways
    jobs = {each["job"]["name"]: each for each in events if "run" not in each and "job" in each}
    assert set(jobs) == {
        "ingest.staged.offices",
        "promote.bronze.offices",
        "promote.silver.offices",
        "build.gold.dim_office",
    }
    assert jobs.keys() >= {each["job"]["name"] for each in events if each.get("eventType") == "COMPLETE"}
    (read,), (made,) = jobs["build.gold.dim_office"]["inputs"], jobs["build.gold.dim_office"]["outputs"]
    assert (read["name"], made["name"]) == ("silver.offices", "gold.dim_office")


def test_the_same_history_gives_the_same_bytes_after_the_export_too(exported, tmp_path):
    assert [o["status"] for o in only(call(exported, "export", "openlineage", "--json"))["outcomes"]] == ["unchanged"]
    before = tree(exported / "lake/exports/openlineage")["openlineage.ndjson"]
    call(exported, "export", "openlineage", "--into", str(tmp_path / "again"))
    assert tree(tmp_path / "again")["openlineage.ndjson"] == before


def test_a_table_that_nothing_makes_any_more_is_dropped(ran_once, tmp_path):
    folder = tmp_path / "retired"
    shutil.copytree(ran_once, folder)
    (folder / "models/gold/dim_office.sql").unlink()
    assert call(folder, "apply", *REASON).exit_code == 0
    for level, expected in ((), [{"lifecycleStateChange": "DROP"}]), (("--level", "Top Secret"), []):
        into = tmp_path / f"into{len(level)}"
        assert call(folder, "export", "openlineage", "--into", str(into), *level).exit_code == 0
        found = [json.loads(line) for line in (into / "openlineage.ndjson").read_text().splitlines()]
        dropped = [
            {name: {k: v for k, v in facet.items() if k[0] != "_"} for name, facet in e["dataset"]["facets"].items()}
            for e in found
            if e.get("dataset", {}).get("name") == "gold.dim_office"
        ]
        assert [each["lifecycleStateChange"] for each in dropped] == expected
    assert "dim_office" not in (into / "openlineage.ndjson").read_text()


def test_without_the_extra_one_sentence_says_how_to_get_it(exported, monkeypatch, tmp_path):
    for name in [each for each in sys.modules if each.startswith("projections.exports.openlineage")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openlineage.client.generated.base", None)
    result = call(exported, "export", "openlineage", "--into", str(tmp_path / "none"))
    assert (result.exit_code, result.stderr[:5]) == (2, "N-010")
    assert "pip install 'jobforge-es[openlineage]'" in result.stderr
    assert not (tmp_path / "none").exists()
