from __future__ import annotations

import errno
import hashlib
import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from tests.jobforge_es.cli.offices import call, only, positions, tree

REASON = ("--reason", "asked by the board", "--actor", "lea")


@pytest.fixture
def exported(project):
    assert call(project, "export", "odcs").exit_code == 0
    return project


def documents(folder):
    return {path.name.removesuffix(".odcs.yaml"): yaml.safe_load(path.read_text()) for path in folder.glob("*.yaml")}


def test_every_table_has_a_contract_that_the_standard_accepts(exported):
    schema = json.loads(files("open_data_contract_standard").joinpath("schema.json").read_text(encoding="utf-8"))
    found = documents(exported / "lake/exports/odcs")
    tables = only(call(exported, "catalog", "show", "--json"))["tables"]
    assert set(found) == {table["about"]["table_name"] for table in tables} >= {"staged.offices", "bronze.offices"}
    for document in found.values():
        jsonschema.validate(document, schema)
        OpenDataContractStandard(**document)


def test_a_contract_reads_back_as_the_catalog_says(exported):
    call(exported, "catalog", "describe", "silver.offices.budget", "--set", "security=Protected A", *REASON)
    call(
        exported,
        "catalog",
        "describe",
        "silver.offices",
        "--set",
        "terms=budget",
        "--set",
        "retention=7 years",
        *REASON,
    )
    call(exported, "people", "add", "lee", "--name", "Lee Example", *REASON)
    call(exported, "people", "assign", "silver.offices", "--role", "steward", "--party", "lee", *REASON)
    call(exported, "export", "odcs")
    for name, document in documents(exported / "lake/exports/odcs").items():
        card = only(call(exported, "catalog", "show", name, "--json"))
        (table,), (made,) = card["tables"], document["schema"]
        assert (made["physicalName"], document["status"]) == (name, "draft" if table["about"]["draft"] else "active")
        said = {(s["name"], s["language"]): s["values"] for s in (each["statement"] for each in card["card"]["said"])}
        assert made.get("businessName") == next(iter(said.get(("title", "en"), ())), None)
        assert [(p["name"], p["physicalType"], bool(p.get("primaryKey"))) for p in made["properties"]] == [
            (c["name"], c["type"], bool(c["in_key"])) for c in table["columns"]
        ]
        french = {p["property"]: p["value"] for p in made.get("customProperties", [])}
        assert french.get("jobforge.title.fr") == next(iter(said.get(("title", "fr"), ())), None)
    silver = documents(exported / "lake/exports/odcs")["silver.offices"]
    (budget,) = (p for p in silver["schema"][0]["properties"] if p["name"] == "budget")
    assert (budget["classification"], budget["logicalType"]) == ("Protected A", "number")
    assert silver["schema"][0]["authoritativeDefinitions"] == [{"type": "glossary", "url": "urn:term:budget"}]
    assert silver["slaProperties"] == [{"property": "retention", "value": "7", "unit": "years"}]
    assert [(member["username"], member["role"]) for member in silver["team"]] == [("lee", "steward")]


def test_the_same_catalog_gives_the_same_bytes_and_is_written_once(exported, tmp_path):
    folder = exported / "lake/exports/odcs"
    before, head = tree(folder), positions(exported)
    result = only(call(exported, "export", "odcs", "--json"))
    assert [o["status"] for o in result["outcomes"]] == ["unchanged"]
    assert (tree(folder), positions(exported)) == (before, head)
    call(exported, "export", "odcs", "--into", str(tmp_path / "there"), "--as-of", str(head - 1))
    assert tree(tmp_path / "there") == before


def test_what_was_written_is_recorded_with_its_hashes(exported):
    (event,) = only(call(exported, "log", "--json", "--type", "export-published"))["events"]
    assert (event["data"]["target"], event["data"]["folder"]) == ("odcs", "exports/odcs")
    for file in event["data"]["files"]:
        data = (exported / "lake/exports/odcs" / file["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
    manifest = json.loads((exported / "lake/exports/odcs/jobforge-export.json").read_text())
    assert manifest["files"] == {file["path"]: file["sha256"] for file in event["data"]["files"]}
    assert manifest["position"] == event["data"]["at"]


def test_a_moment_of_the_past_is_written_as_it_was(exported, tmp_path):
    head = positions(exported)
    call(exported, "catalog", "describe", "silver.offices", "--set", "grain.en=One office.", *REASON)
    for name, moment, granularity in (("then", str(head), None), ("now", None, "One office.")):
        into = tmp_path / name
        call(exported, "export", "odcs", "--into", str(into), *(() if moment is None else ("--as-of", moment)))
        assert documents(into)["silver.offices"]["schema"][0].get("dataGranularityDescription") == granularity


def test_a_dry_run_writes_nothing(project):
    before = positions(project)
    assert call(project, "export", "odcs", "--dry-run").exit_code == 0
    assert not (project / "lake/exports").exists()
    assert positions(project) == before


def test_a_power_bi_project_is_written_twice_with_the_same_bytes(project, tmp_path):
    head = positions(project)
    assert call(project, "export", "powerbi").exit_code == 0
    folder = project / "lake/exports/powerbi"
    mapping = json.loads((folder / "mapping.json").read_text())
    properties = only(call(project, "catalog", "properties", "gold.dim_office", "--json"))
    said = {(s["subject"], s["property"]): s["values"] for s in properties["properties"]}
    for column in ("code", "name", "budget"):
        subject = f"gold.dim_office.{column}"
        assert mapping["columns"][subject] == said[subject, "powerbi.name"][0]
    call(project, "export", "powerbi", "--into", str(tmp_path / "again"), "--as-of", str(head))
    before = {path: data for path, data in tree(folder).items() if path != "jobforge-export.json"}
    assert before == {path: data for path, data in tree(tmp_path / "again").items() if path in before}


def test_what_somebody_put_or_changed_in_the_folder_is_not_written_over(exported):
    folder = exported / "lake/exports/odcs"
    call(exported, "catalog", "describe", "silver.offices", "--set", "grain.en=One office.", *REASON)
    before = tree(folder)
    for change in (
        lambda: (folder / "notes.txt").write_text("mine"),
        lambda: (folder / "silver.offices.odcs.yaml").write_text("edited"),
        lambda: (folder / "jobforge-export.json").write_text("{}"),
    ):
        change()
        result = call(exported, "export", "odcs")
        assert (result.exit_code, result.stderr[:5]) == (2, "F-040")
        for path in (p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            path.write_bytes(before[name]) if name in before else path.unlink()
    assert call(exported, "export", "powerbi", "--into", str(folder)).stderr[:5] == "F-040"
    assert tree(folder) == before
    assert call(exported, "export", "odcs").exit_code == 0


def test_a_folder_that_cannot_be_replaced_stays_as_it_was(exported, monkeypatch):
    folder = exported / "lake/exports/odcs"
    call(exported, "catalog", "describe", "silver.offices", "--set", "grain.en=One office.", *REASON)
    before, rename = tree(folder), Path.rename

    def refuse(self, target):
        if self.name.endswith(".coming"):
            raise OSError(errno.EACCES, "refused")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        assert call(exported, "export", "odcs").exit_code != 0
    assert tree(folder) == before
    folder.rename(folder.with_name(".odcs.going"))  # as a run leaves it that was killed between two renames
    assert call(exported, "export", "odcs").exit_code == 0
    assert [path.name for path in folder.parent.iterdir()] == ["odcs"]


def test_an_export_goes_where_a_link_leads(exported, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    assert call(exported, "export", "odcs", "--into", str(tmp_path / "link")).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there/jobforge-export.json").is_file()


def test_before_the_first_event_there_is_nothing_to_export(exported, tmp_path):
    assert call(exported, "export", "odcs", "--into", str(tmp_path / "none"), "--as-of", "0").exit_code == 0
    assert call(exported, "catalog", "completeness", "--as-of", "0").exit_code == 0
