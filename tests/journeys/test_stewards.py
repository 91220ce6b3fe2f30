"""A steward's day with the sample, on the command line: look, try out, correct, release, refuse, take back, agree."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.jobforge_es.cli.offices import call, only, positions

REASON = ("--reason", "seen in the source", "--actor", "ann")


@pytest.fixture
def desk(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "desk")


def example(desk, table, rule, *more):
    groups = only(call(desk, "quarantine", "list", "--json", *more))["groups"]
    return next(g["example"] for g in groups if (g["table"], g["rule"]) == (table, rule))


def test_a_steward_mends_a_row_and_gold_shows_it(desk):
    row = example(desk, "bronze.forecast", "jobs.type")
    shown = call(desk, "quarantine", "show", row).stdout
    raw, under, place = (line[13:] for line in shown.splitlines()[4:7])
    assert raw[under.index("^") : under.index("^") + under.count("^")] == "1 85O,3"
    assert place == "line 17, at byte 1,105 of the file"
    assert "set aside on the way into bronze.forecast: jobs.type" in shown

    tried = call(desk, "quarantine", "correct", row, "--set", "jobs=1 850,3", "--ticket", "INC-1", "--dry-run", *REASON)
    assert tried.exit_code == 0
    assert "record 14: would stand in silver.forecast" in tried.stdout
    assert "1 of 1 would be accepted; nothing was written" in tried.stdout

    done = only(
        call(desk, "quarantine", "correct", row, "--set", "jobs=1 850,3", "--ticket", "INC-1", *REASON, "--json")
    )
    assert (done["kind"], done["rows"], done["waits"], done["next"]) == (
        "correction",
        1,
        False,
        "jobforge quarantine retry",
    )
    head = done["position"]
    retried = only(call(desk, "quarantine", "retry", row, "--json"))
    assert {o["subject"] for o in retried["outcomes"]} == {"bronze.forecast", "silver.forecast", "gold.fact_forecast"}
    assert all(sum(v for k, v in b.items() if k != "read") == b["read"] for b in retried["balance"].values())
    sql = "SELECT jobs FROM silver.forecast WHERE _source_row = 14 AND _source_file LIKE 'previsions%'"
    assert "1850.3" in call(desk, "query", sql).stdout
    assert "1850.3" not in call(desk, "query", sql, "--as-of", str(head)).stdout
    assert call(desk, "verify").exit_code == 0
    assert call(desk, "replay", "--check").exit_code == 0

    back = call(desk, "quarantine", "correct", done["decision"], "--undo", *REASON)
    assert "taken back" in back.stdout
    assert call(desk, "run").exit_code == 0
    assert example(desk, "bronze.forecast", "jobs.type") == row


def test_many_rows_are_corrected_from_a_list_that_is_tried_out_first(desk, tmp_path):
    rows = [example(desk, "bronze.titles", "language.allowed"), example(desk, "bronze.titles", "title.required")]
    path = tmp_path / "list.csv"
    path.write_text(f"id,column,value\n{rows[0]},language,en\n{rows[1]},title,Crew lead\n")
    tried = only(call(desk, "quarantine", "correct", "--from", str(path), "--dry-run", "--json", *REASON))
    assert {(f["table"], f["outcome"]) for f in tried["fates"]} == {("silver.titles", "accepted")}
    assert tried["dry_run"]
    before = positions(desk)
    assert only(call(desk, "quarantine", "correct", "--from", str(path), "--json", *REASON))["rows"] == 2
    assert positions(desk) == before + 1
    assert call(desk, "quarantine", "retry").exit_code == 0
    assert only(call(desk, "quarantine", "list", "--table", "bronze.titles", "--json"))["groups"] == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("row,value\n", "list.csv:1"),
        ("id,column,value\nb-1/bronze/2,title\n", "list.csv:2"),
        ('id,column,value\nx,y,"z\n', "list.csv:2"),
        ("id,column,value\nx,y,1\nx,y,2\n", "list.csv:3"),
        ("id,column,value\n", "list.csv"),
        (b"id,column,value\nx,y,\xff\n", "list.csv"),
    ],
)
def test_a_list_that_says_too_little_is_refused_with_its_line(desk, tmp_path, text, where):
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = call(desk, "quarantine", "correct", "--from", str(path), *REASON)
    assert result.exit_code == 2
    assert result.stderr.startswith("Q-005")
    assert where in result.stderr
    assert "nothing was recorded" in result.stderr


def test_a_row_is_released_until_a_day_and_another_refused_for_good(desk):
    orphan = example(desk, "silver.postings", "occupation_code.reference")
    twice = example(desk, "silver.postings", "key")
    refused = call(desk, "quarantine", "release", twice, "--until", "2999-12-31", *REASON)
    assert (refused.exit_code, refused.stderr[:5]) == (2, "Q-004")
    assert call(desk, "quarantine", "release", orphan, *REASON).exit_code == 2
    assert call(desk, "quarantine", "release", orphan, "--until", "2999-12-31", *REASON).exit_code == 0
    assert call(desk, "quarantine", "reject", twice, *REASON).exit_code == 0
    assert call(desk, "quarantine", "retry").exit_code == 0
    left = only(call(desk, "quarantine", "list", "--table", "silver.postings", "--json"))
    assert left["groups"] == []
    closed = only(call(desk, "quarantine", "list", "--status", "rejected", "--json"))["groups"]
    assert [(g["example"], g["steward"]) for g in closed] == [(twice, "Noor Placeholder")]
    again = call(desk, "quarantine", "correct", twice, "--set", "vacancies=1", *REASON)
    assert (again.exit_code, again.stderr[:5]) == (2, "Q-003")
    assert call(desk, "quarantine", "release", orphan, "--undo", *REASON).exit_code == 0
    assert call(desk, "quarantine", "retry").exit_code == 0
    assert example(desk, "silver.postings", "occupation_code.reference") == orphan


def test_a_second_person_is_asked_where_the_project_says_so(desk):
    toml = desk / "jobforge.toml"
    toml.write_text(toml.read_text() + '\n[review]\nsecond_person = ["correction"]\n')
    where = ("silver.titles", "--where", "title_id = (SELECT 1)", "--set", "title=Crew")
    assert call(desk, "correct", *where, *REASON).stderr[:5] == "Q-005"
    where = ("silver.titles", "--where", "_source_row = 1", "--set", "title=Crew lead")
    done = only(call(desk, "correct", *where, *REASON, "--json"))
    assert (done["waits"], done["next"]) == (True, f"jobforge review approve {done['decision']}")
    assert "1 waiting" in call(desk, "review", "list").stdout
    assert only(call(desk, "status", "--json"))["reviews"] == 1
    assert "1 waiting for a second person" in call(desk, "status").stdout
    assert "nothing to do" in call(desk, "quarantine", "retry").stdout
    mine = call(desk, "review", "approve", done["decision"], "--actor", "ann")
    assert (mine.exit_code, mine.stderr[:5]) == (2, "Q-006")
    assert call(desk, "review", "reject", done["decision"], "--actor", "bo").stderr[:5] == "U-060"
    assert "would be approved" in call(desk, "review", "approve", done["decision"], "--actor", "bo", "--dry-run").stdout
    assert "is approved" in call(desk, "review", "approve", done["decision"], "--actor", "bo").stdout
    assert call(desk, "quarantine", "retry").exit_code == 0
    found = call(desk, "query", "SELECT title FROM silver.titles WHERE _source_row = 1").stdout
    assert "Crew lead" in found
    assert "approved by bo" in call(desk, "review", "list", "--all").stdout


def test_a_plan_tells_what_a_changed_contract_would_refuse(desk):
    contract = desk / "contracts/titles.yaml"
    contract.write_text(contract.read_text().replace("maxLength: 120", "maxLength: 12").replace("1.0.0", "1.1.0"))
    before = positions(desk)
    result = call(desk, "plan")
    assert "contract of silver.titles: 1.0.0 -> 1.1.0, all that was promoted before is promoted again" in result.stdout
    assert "by title.length on the way into bronze.titles" in result.stdout
    (found,) = only(call(desk, "plan", "--json"))["contracts"]
    assert sum(group["rows"] for group in found["refused"]) > 10
    assert found["errors"][0]["code"] == "K-001"
    assert positions(desk) == before


@pytest.mark.parametrize(
    "words",
    [
        ("quarantine", "correct"),
        ("quarantine", "correct", "x", "--set", "nothing"),
        ("quarantine", "correct", "x"),
        ("quarantine", "correct", "x", "--set", "a=1", "--from", "f"),
        ("quarantine", "correct", "--undo"),
        ("quarantine", "reject"),
        ("quarantine", "release", "a", "b", "--undo"),
        ("correct", "silver.titles", "--set", "a=1"),
    ],
)
def test_what_is_not_whole_is_refused_as_usage(desk, words):
    result = call(desk, *words, *REASON)
    assert result.exit_code == 2
    assert json.loads(call(desk, *words, *REASON, "--json").stdout)["code"] == "U-000"
