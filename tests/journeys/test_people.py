"""Who answers for what: by command and by file, on a day and as of a moment, and what lies on whose desk."""

from __future__ import annotations

import shutil
import time

import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, positions

LEA = ("--actor", "lea", "--reason", "reorganised")
FILE = """\
people:
  desk: {name: {en: Offices desk, fr: Bureau des bureaux}, type: team}
  kim@x.org: {name: {en: Kim Example, fr: Kim Exemple}, type: person, member_of: desk}
assignments:
  - {role: steward, for: "table:silver.offices", party: desk, from: 2016-01-01}
  - {role: technical steward, for: "source:offices", vacant: true}
terms:
  office: {label: {en: Office}, definition: {en: A place of work.}, steward: kim@x.org, review_by: 2020-01-31}
questions:
  far: {text: {en: How far?}, owner: bo, requires: [gold.dim_office.code], expectation: value > 1000000, \
sql: SELECT max(budget) FROM gold.dim_office}
"""


@pytest.fixture(scope="module")
def staffed(ran_once, tmp_path_factory):
    """A project with people of a file and of commands, and the position after each step."""
    project = tmp_path_factory.mktemp("people") / "offices"
    shutil.copytree(ran_once, project)
    (project / "catalog").mkdir()
    (project / "catalog/people.yaml").write_text(FILE, encoding="utf-8")
    moments = {}

    def do(name, *args, code=0):
        result = call(project, *args)
        assert result.exit_code == code, result.output
        moments[name] = str(positions(project))

    owner = ("gold.dim_office", "--role", "owner")
    do("applied", "apply", "--actor", "lea")
    do("added", "people", "add", "bo", "--name", "Bo Example", "--email", "bo@x.org", "--type", "person", *LEA)
    do("assigned", "people", "assign", *owner, "--party", "bo", "--from", "2016-01-01", *LEA)
    do("ended", "people", "end", *owner, "--until", "2016-03-31", *LEA)
    do("again", "people", "assign", *owner, "--party", "bo", "--from", "2016-06-01", "--until", "2016-08-31", *LEA)
    acting = ("--party", "kim@x.org", "--acting-for", "bo", "--from", "2016-07-01")
    do("acting", "people", "assign", "term:office", "--role", "approver", *acting, *LEA)
    do("asked", "question", "verify", code=1)
    do("submitted", "glossary", "submit", "office", "--actor", "bo@x.org")
    return project, moments


def held(project, subject, *args):
    found = only(call(project, "people", "show", subject, "--json", *args))
    return [(a["role"], a["party"], a["stands"]) for a in found["assignments"]]


@pytest.mark.parametrize(
    ("day", "owners"),
    [
        ("2025-12-31", []), ("2016-01-01", ["bo"]), ("2016-03-31", ["bo"]), ("2016-04-01", []),
        ("2016-06-01", ["bo"]), ("2016-09-01", []),
    ],
)  # fmt: skip
def test_who_holds_a_role_goes_by_the_day(staffed, day, owners):
    project, _ = staffed
    assert [party for _, party, _ in held(project, "gold.dim_office", "--effective", day)] == owners


def test_what_was_known_and_what_was_so_are_told_apart(staffed):
    project, moments = staffed
    asked = ("gold.dim_office", "--effective", "2016-05-01")
    assert held(project, *asked, "--as-of", moments["assigned"]) == [("owner", "bo", "in force")]
    assert held(project, *asked, "--as-of", moments["ended"]) == []
    told = call(project, "people", "show", *asked, "--as-of", moments["assigned"]).stdout
    assert f"on 2016-05-01, as of position {moments['assigned']}" in told


def test_columns_staged_and_bronze_tables_are_answered_for_by_what_they_belong_to(staffed):
    project, _ = staffed
    for subject in ("silver.offices", "silver.offices.code", "bronze.offices", "staged.offices"):
        roles = held(project, subject, "--effective", "2016-02-01")
        assert ("steward", "desk", "in force") in roles
    assert ("technical steward", "", "vacant") in held(project, "source:offices")


def test_trace_card_and_quarantine_name_the_same_steward(staffed):
    project, _ = staffed
    for args in (("trace", "bronze.offices"), ("trace", "staged.offices"), ("catalog", "show", "bronze.offices")):
        told = call(project, *args).stdout
        assert "Offices desk" in told, args
        assert "nobody is named" not in told
    groups = only(call(project, "quarantine", "list", "--json"))["groups"]
    assert {group["steward"] for group in groups} == {"Offices desk"}


def test_expired_and_vacant_roles_are_reported_in_both_languages(staffed):
    project, _ = staffed
    found = only(call(project, "people", "list", "--effective", "2016-05-01", "--json"))
    stands = {(a["role"], a["subject"], a["since"]): a["stands"] for a in found["assignments"]}
    assert stands[("owner", "table:gold.dim_office", "2016-01-01")] == "expired"
    assert stands[("owner", "table:gold.dim_office", "2016-06-01")] == "to come"
    assert stands[("technical steward", "source:offices", None)] == "vacant"
    later = only(call(project, "people", "list", "--effective", "2016-07-01", "--json"))
    assert "expired" not in {a["stands"] for a in later["assignments"]}
    french = call(project, "people", "list", "--effective", "2016-05-01", "--lang", "fr").stdout
    assert all(words in french for words in ("rôle échu", "rôle vacant", "à venir", "Kim Exemple", "personne"))


def test_a_party_is_shown_with_its_roles(staffed):
    project, _ = staffed
    (kim,) = only(call(project, "people", "show", "kim@x.org", "--json", "--effective", "2016-07-15"))["parties"]
    assert (kim["name"], kim["member_of"]) == ({"en": "Kim Example", "fr": "Kim Exemple"}, "desk")
    assert [(r["role"], r["subject"], r["acting_for"]) for r in kim["roles"]] == [("approver", "term:office", "bo")]
    assert "membre de: desk" in call(project, "people", "show", "kim@x.org", "--lang", "fr").stdout


def test_each_step_has_its_author_reason_and_position(staffed):
    project, moments = staffed
    key = "assignment:owner of table:gold.dim_office: bo from 2016-01-01"
    rows = only(call(project, "catalog", "history", key, "--json"))["statements"]
    (until,) = (row for row in rows if row["property"] == "until")
    assert (until["values"], until["actor"], until["reason"]) == (["2016-03-31"], "lea", "reorganised")
    assert until["position"] == int(moments["ended"])


def desk(project, *args):
    return [(i["kind"], i["subject"]) for i in only(call(project, "inbox", "--json", *args))["items"]]


def test_the_inbox_tells_everything_that_asks_for_somebody(staffed):
    project, moments = staffed
    found = desk(project)
    assert {kind for kind, _ in found} == {
        "set aside", "review date", "to review", "expired", "vacant", "question",
    }  # fmt: skip
    assert found[:2] == [("expired", "table:gold.dim_office"), ("review date", "term:office")], "by their days"
    assert ("question", "far") not in desk(project, "--as-of", moments["acting"])
    assert ("to review", "term:office") not in desk(project, "--as-of", moments["asked"])
    assert {kind for kind, _ in desk(project, "--as-of", moments["added"])} == {"set aside", "review date", "vacant"}


def test_a_party_is_shown_what_is_its_own_or_its_teams(staffed):
    project, _ = staffed
    kim = desk(project, "--for", "kim@x.org")
    assert {("set aside", "silver.offices"), ("review date", "term:office"), ("to review", "term:office")} <= {*kim}
    assert ("question", "far") not in kim
    bo = desk(project, "--for", "bo")
    assert {("question", "far"), ("expired", "table:gold.dim_office")} <= {*bo}
    assert ("to review", "term:office") not in bo, "bo put it forward, under the e-mail address"
    assert desk(project, "--for", "Bo Example") == desk(project, "--for", "BO@X.ORG") == bo
    told = only(call(project, "inbox", "--for", "bo", "--json"))
    assert told["nobodys"] == 1
    assert "1 more have nobody who answers for them" in call(project, "inbox", "--for", "bo").stdout
    assert "dont personne ne répond" in call(project, "inbox", "--for", "bo", "--lang", "fr").stdout


def test_each_line_of_the_inbox_has_the_command_that_deals_with_it(staffed):
    project, _ = staffed
    commands = {i["kind"]: i["command"] for i in only(call(project, "inbox", "--json"))["items"]}
    assert commands["set aside"].startswith("jobforge quarantine list --table ")
    assert commands["to review"] == "jobforge review approve term:office"
    assert commands["question"] == "jobforge question show far"
    assert commands["vacant"].startswith("jobforge people assign source:offices --role technical-steward --party ")
    told = call(project, "inbox").stdout
    assert all(f"    {command}" in told for command in commands.values())
    for kind in ("set aside", "question"):
        assert call(project, *commands[kind].split()[1:]).exit_code == 0


def test_who_goes_by_another_name_is_the_same_person(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    mine = call(project, "review", "approve", "office", "--actor", "Bo Example")
    assert (mine.exit_code, mine.stderr[:5]) == (2, "Q-006")
    assert call(project, "review", "approve", "office", "--actor", "kim@x.org").exit_code == 0
    assert ("to review", "term:office") not in desk(project)


def test_a_file_that_was_refused_and_a_term_that_was_refused_are_told(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    (project / "inbox/offices_2.csv").write_text("Code,Name\n\x00,\x00\n")
    call(project, "run")
    call(project, "review", "reject", "office", "--actor", "kim@x.org", "--reason", "too vague")
    found = desk(project)
    assert ("refused whole", "offices") in found
    assert ("refused", "term:office") in desk(project, "--for", "bo")
    assert "too vague" in call(project, "inbox").stdout


def test_what_is_late_comes_first_with_its_day(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    contract, source = project / "contracts/offices.yaml", project / "sources/offices.yaml"
    promised = "slaProperties: [{property: timeToRepair, value: 5, unit: d}]\nschema:\n"
    contract.write_text(contract.read_text().replace("schema:\n", promised).replace("1.2.0", "1.3.0"))
    source.write_text(source.read_text() + "frequency: monthly\n")
    assert call(project, "run").exit_code in (0, 3)
    now = desk(project, "--for", "kim@x.org")
    later = Workspace.open(project, clock=lambda: int(time.time() * 1_000_000) + 400 * 86_400 * 1_000_000).agenda(
        "desk"
    )
    late = {(item.kind, item.subject) for item in later.items if item.overdue}
    assert {("set aside", "silver.offices"), ("delivery", "offices")} <= late
    assert ("delivery", "offices") not in now
    kinds = [item.overdue for item in later.items]
    assert kinds == sorted(kinds, reverse=True)
    (delivery,) = (item for item in later.items if item.kind == "delivery")
    assert (delivery.command, delivery.who) == (("source", "show", "offices"), ("desk",))


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("add", "bo", "--name", "x", *LEA), "C-031"),
        (("add", "vacant", "--name", "x", *LEA), "C-015"),
        (("add", "x", "--name", "x"), "U-060"),
        (("add", "x", *LEA), "U-000"),
        (("add", "x", "--member-of", "nobody", *LEA), "U-001"),
        (("assign", "gold.dim_office", "--role", "owner", *LEA), "U-000"),
        (("assign", "gold.dim_office", "--role", "owner", "--party", "bo", "--vacant", *LEA), "U-000"),
        (("assign", "gold.dim_office", "--role", "boss", "--party", "bo", *LEA), "U-000"),
        (("assign", "gold.dim_office", "--role", "owner", "--party", "nobody", *LEA), "U-001"),
        (("assign", "gold.nothing", "--role", "owner", "--party", "bo", *LEA), "U-001"),
        (("assign", "term:nothing", "--role", "owner", "--party", "bo", *LEA), "U-001"),
        (("assign", "party:bo", "--role", "owner", "--party", "bo", *LEA), "C-015"),
        (("assign", "gold.dim_office", "--role", "owner", "--party", "bo", "--from", "soon", *LEA), "C-015"),
        (("assign", "gold.dim_office", "--role", "owner", "--party", "bo", "--until", "2020-01-01", *LEA), "C-015"),
        (("end", "gold.dim_office", "--role", "steward", *LEA), "U-001"),
        (("end", "gold.dim_office", "--role", "owner", "--party", "kim@x.org", *LEA), "U-001"),
        (("show", "nobody"), "U-001"),
        (("show", "bo", "--effective", "2016-13-01"), "C-015"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(staffed, args, code):
    project, _ = staffed
    before = positions(project)
    result = call(project, "people", *args)
    assert (result.exit_code, result.stderr[:5]) == (2, code), result.output
    assert positions(project) == before


def test_two_people_of_one_name_are_two_and_a_name_that_nobody_has_is_told(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    assert call(project, "people", "add", "bo2", "--name", "Bo Example", *LEA).exit_code == 0
    assert "no party goes by the name Boo" in call(project, "inbox", "--for", "Boo").stdout
    assert call(project, "review", "approve", "office", "--actor", "Bo Example").stderr[:5] == "Q-006"
    assert call(project, "review", "approve", "office", "--actor", "bo2").exit_code == 0


def test_who_is_appointed_again_from_the_same_day_has_no_last_day(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    args = ("people", "assign", "gold.dim_office", "--role", "owner", "--party", "bo", "--from", "2016-01-01", *LEA)
    assert call(project, *args).exit_code == 0
    assert held(project, "gold.dim_office", "--effective", "2016-04-01") == [("owner", "bo", "in force")]


def test_trying_it_out_writes_nothing_and_saying_it_twice_records_it_once(staffed, tmp_path):
    project = shutil.copytree(staffed[0], tmp_path / "p")
    args = ("people", "assign", "silver.offices", "--role", "expert", "--party", "bo", "--from", "2016-01-01", *LEA)
    before = positions(project)
    assert "nothing was written" in call(project, *args, "--dry-run").stdout
    assert positions(project) == before
    assert call(project, *args).exit_code == 0
    after = positions(project)
    assert "unchanged" in call(project, *args).stdout
    assert positions(project) == after
    assert call(project, "verify").exit_code == 0
    assert call(project, "replay", "--check").exit_code == 0
