"""The sample comes to what its README says, file by file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobforge_es.definitions.project import read_definitions
from projections.catalog.said.contract import said_by_contract
from projections.catalog.said.source import said_by_source
from projections.catalog.vocabulary import KINDS
from projections.catalog.vocabulary.values import split_link
from tests.jobforge_es.cli.offices import call, objects, only

EXPECTED = json.loads((Path(__file__).parent / "sample_expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcomes(sample):
    return json.loads((sample.parent / "run.json").read_text())["outcomes"]


def test_every_step_went_well(outcomes):
    assert {o["status"] for o in outcomes} == {"done"}
    assert [o["error"] for o in outcomes if o["error"]] == []


@pytest.mark.parametrize("table", EXPECTED["staged"])
def test_the_books_of_every_file_are_as_expected(outcomes, table):
    by_file = {o["subject"]: o["balance"] for o in outcomes if o["step"] == "ingest"}
    for expected in EXPECTED["staged"][table]:
        found = by_file[expected["file"]]
        assert {part: found[part] for part in ("read", "accepted", "quarantined", "skipped")} == {
            part: expected[part] for part in ("read", "accepted", "quarantined", "skipped")
        }


@pytest.mark.parametrize("table", [*EXPECTED["bronze"], *EXPECTED["silver"]])
def test_the_books_of_every_promotion_are_as_expected(outcomes, table):
    expected = [*EXPECTED["bronze"].get(table, []), *EXPECTED["silver"].get(table, [])]
    found = {o["note"]: o["balance"] for o in outcomes if o["step"] == "promote" and o["subject"] == table}
    for each in expected:
        parts = {"read", "accepted", "quarantined", "deduplicated"} & set(each)
        assert {p: found[each["file"]][p] for p in parts} == {p: each[p] for p in parts}


@pytest.mark.parametrize(("table", "rows"), EXPECTED["rows"].items())
def test_every_table_has_the_expected_rows(sample, table, rows):
    (found,) = objects(call(sample, "query", "--json", f"SELECT count(*) AS rows FROM {table}"))
    assert found["row"]["rows"] == rows


def test_exactly_the_bad_rows_are_set_aside_for_the_expected_reasons(sample):
    batches = {g["batch_id"] for g in only(call(sample, "quarantine", "list", "--json"))["groups"]}
    found = [
        row
        for batch in batches
        for row in only(call(sample, "quarantine", "show", batch, "--json", "--limit", "0"))["rows"]
    ]

    def key(each, file, rules):
        return (each["table"], each[file], each["source_row"], tuple(rules))

    assert sorted(key(row, "source_file", [b["rule"] for b in row["broken"]]) for row in found) == sorted(
        key(row, "file", row["rules"]) for row in EXPECTED["quarantine"]
    )


def test_texts_are_there_in_both_languages(sample):
    tables = only(call(sample, "catalog", "show", "--json"))["tables"]
    promised = [t["about"] for t in tables if not t["about"]["draft"]]
    assert len(promised) >= 9
    assert all(t["title_en"] and t["title_fr"] for t in promised)


def test_gold_is_made_from_the_files(sample):
    edges = only(call(sample, "lineage", "gold.dim_occupation", "--up", "--json"))["edges"]
    assert {"source:occupations", "source:titles"} <= {e["upstream"] for e in edges}


def test_every_question_is_answered_as_expected_and_says_all_that_it_should(sample):
    result = call(sample, "question", "verify", "--as-of", str(only(call(sample, "status", "--json"))["position"]))
    assert result.exit_code == 0, result.output
    told = only(call(sample, "question", "show", "--json"))
    assert len(told["questions"]) >= 2
    assert [q["key"] for q in told["questions"] if q["unsaid"] or q["missing"]] == []
    assert [c["key"] for c in told["consumers"] if c["missing"]] == []


def test_the_sample_says_what_should_be_said_and_leaves_open_what_its_readme_tells(sample):
    told = only(call(sample, "catalog", "completeness", "--json", "--fail-under", "95"))
    assert (min(t["percent"] for t in told["tables"]) >= 95, told["percent"] >= 99) == (True, True)
    gaps = {(gap["subject"], gap["property"], gap["state"]) for t in told["tables"] for gap in t["gaps"]}
    open_ones = {("table:gold.agg_openings", "owner", "missing"), ("table:gold.agg_openings", "retention", "missing")}
    assert gaps == open_ones


def statements_of(folder):
    """What all catalog files say, and the parties that contracts name."""
    found = read_definitions(folder)
    said = [each for file in found.files.values() for each in file.value.statements]
    said += [each for contract in found.contracts.values() for each in said_by_contract(contract.value)]
    return said + [each for source in found.sources.values() for each in said_by_source(source.value)]


def test_every_link_of_the_sample_leads_to_something(sample):
    said = statements_of(sample)
    there = {(each.kind, each.subject) for each in said}
    there |= {("column", c) for c in named_columns(sample)}
    links = [(KINDS[each.kind].properties[each.name], value) for each in said for value in each.values]
    followed = [split_link(what, value) for what, value in links if what.shape == "link"]
    assert len(followed) > 80
    assert [link for link in followed if link not in there] == []


def named_columns(folder):
    tables = only(call(folder, "catalog", "show", "--json"))["tables"]
    return [f"{t['about']['table_name']}.{c['name']}" for t in tables for c in t["columns"]]


def test_no_text_of_the_sample_stands_in_for_the_other_language(sample):
    by_key = {}
    for each in statements_of(sample):
        if each.language is not None:
            by_key.setdefault(each.key[:3], {})[each.language] = each.values
    same = {texts["en"] for texts in by_key.values() if texts.get("en") == texts.get("fr")}
    people = {("Alix Sample",), ("Robin Specimen",), ("Noor Placeholder",), ("Kim Fixture",)}  # names have no language
    assert same - people == {("Note",)}, "which is a word of both"
