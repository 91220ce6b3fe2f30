from __future__ import annotations

import shutil

import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, positions, write_project

SECOND = '[review]\nsecond_person = ["contract", "model", "term"]\n'


@pytest.fixture(scope="module")
def asking_once(ran_once, tmp_path_factory):
    project = tmp_path_factory.mktemp("agreeing") / "offices"
    shutil.copytree(ran_once, project)
    (project / "jobforge.toml").write_text((project / "jobforge.toml").read_text() + SECOND)
    return project


@pytest.fixture
def asking(asking_once, tmp_path):
    shutil.copytree(asking_once, tmp_path / "p")
    return tmp_path / "p"


def revise(project, name, old, new):
    path = project / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def applied(project, actor="ann"):
    return [(o["status"], o["note"]) for o in only(call(project, "apply", "--actor", actor, "--json"))["outcomes"]]


def inbox(project, party):
    """Give what contracts, models and reviews ask of somebody."""
    items = only(call(project, "inbox", "--for", party, "--json"))["items"]
    return [{**each, "status": each["kind"]} for each in items if each["kind"] in ("to review", "refused")]


def version(project):
    (found,) = [t["about"] for t in only(call(project, "catalog", "show", "--json"))["tables"] if t["rows"] and
                t["about"]["table_name"] == "silver.offices"]  # fmt: skip
    return found["contract_version"]


def test_a_changed_contract_takes_effect_when_somebody_agreed_to_just_this_file(asking):
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    assert applied(asking) == [("waiting", "jobforge review approve contract:silver.offices")]
    before = positions(asking)
    assert applied(asking) == [("waiting", "jobforge review approve contract:silver.offices")]
    assert positions(asking) == before
    assert version(asking) == "1.2.0"
    shown = only(call(asking, "review", "show", "silver.offices", "--json"))
    assert [line for line in shown["lines"] if line[0] in "+-"] == ["-version: 1.2.0", "+version: 1.3.0"]
    assert shown["authors"] == ["ann"]
    assert "proposé par ann" in call(asking, "review", "show", "silver.offices", "--lang", "fr").stdout
    assert call(asking, "review", "approve", "silver.offices", "--actor", "ann").stderr[:5] == "Q-006"
    assert call(asking, "review", "approve", "silver.offices", "--actor", "bo").exit_code == 0
    assert version(asking) == "1.2.0"
    assert [status for status, _ in applied(asking)] == ["done"]
    assert version(asking) == "1.3.0"
    assert call(asking, "verify").exit_code == 0


def test_another_file_than_was_agreed_to_waits_again(asking):
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    applied(asking)
    call(asking, "review", "approve", "silver.offices", "--actor", "bo")
    revise(asking, "contracts/offices.yaml", "version: 1.3.0", "version: 1.4.0")
    assert [status for status, _ in applied(asking)] == ["waiting"]
    call(asking, "review", "reject", "silver.offices", "--actor", "bo", "--reason", "too soon")
    ((status, note),) = applied(asking)
    assert (status, note.partition(";")[0]) == ("waiting", "bo refused it: too soon")
    assert version(asking) == "1.2.0"
    assert [o["status"] for o in inbox(asking, "ann")] == ["refused"]
    again = only(call(asking, "apply", "--actor", "ann", "--reason", "it is time", "--json"))["outcomes"]
    assert [o["note"] for o in again] == ["jobforge review approve contract:silver.offices"]
    assert inbox(asking, "ann") == []


def test_who_wrote_what_was_refused_does_not_agree_to_what_was_put_forward_next(asking):
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    applied(asking, "ann")
    revise(asking, "contracts/offices.yaml", "version: 1.3.0", "version: 1.4.0")
    applied(asking, "kim")
    assert call(asking, "review", "approve", "silver.offices", "--actor", "ann").stderr[:5] == "Q-006"
    assert call(asking, "review", "approve", "silver.offices", "--actor", "bo").exit_code == 0


@pytest.mark.parametrize(("path", "name"), [("contracts/offices.yaml", "contract:silver.offices"),
                                            ("models/gold/dim_office.sql", "model:gold.dim_office")])  # fmt: skip
def test_a_definition_whose_file_is_deleted_holds_until_somebody_agrees(asking, path, name):
    lines = (asking / path).read_text().splitlines()
    (asking / path).unlink()
    assert applied(asking) == [("waiting", f"jobforge review approve {name}")]
    assert applied(asking) == [("waiting", f"jobforge review approve {name}")]
    shown = only(call(asking, "review", "show", name, "--json"))
    assert set(shown["lines"][1:]) == {f"-{line}" for line in lines}
    assert call(asking, "run", "--json").exit_code == 0
    assert only(call(asking, "query", "SELECT count(*) AS n FROM gold.dim_office", "--json"))["row"]["n"] == 3
    assert call(asking, "review", "approve", name, "--actor", "bo").exit_code == 0
    assert "retired" in call(asking, "apply", "--actor", "ann").output


def test_a_concluded_review_shows_what_was_agreed_to_then(asking):
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    applied(asking)
    before = only(call(asking, "review", "show", "silver.offices", "--json"))
    call(asking, "review", "approve", "silver.offices", "--actor", "bo")
    applied(asking)
    after = only(call(asking, "review", "show", "silver.offices", "--json"))
    assert (after["lines"], after["authors"]) == (before["lines"], ["ann"])
    assert (after["review"]["outcome"], after["review"]["alone"]) == ("approved", False)


def test_a_refused_term_is_not_put_forward_again_with_others_of_its_file(asking):
    (asking / "glossary").mkdir()
    terms = "terms:\n  office: {label: {en: Office}, definition: {en: A place.}}\n"
    (asking / "glossary/terms.yaml").write_text(terms)
    applied(asking)
    call(asking, "review", "reject", "term:office", "--actor", "bo", "--reason", "too short")
    other = "  place: {label: {en: Place}, definition: {en: A spot.}}\n"
    (asking / "glossary/terms.yaml").write_text(terms + other)
    applied(asking)
    waits = [row["subject"] for row in only(call(asking, "review", "list", "--json"))["reviews"]]
    assert waits == ["place"]
    (asking / "glossary/terms.yaml").write_text(terms.replace("A place.", "A place to work.") + other)
    applied(asking)
    waits = [row["subject"] for row in only(call(asking, "review", "list", "--json"))["reviews"]]
    assert waits == ["place", "office"]


def test_an_approver_who_is_the_author_leaves_it_to_everybody_else(asking):
    for key in ("ann", "bo"):
        call(asking, "people", "add", key, "--name", key.title(), "--reason", "staff")
    words = ("--role", "approver", "--party", "ann", "--reason", "staff")
    assert call(asking, "people", "assign", "silver.offices", *words).exit_code == 0
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    applied(asking, "ann")
    assert [o["status"] for o in inbox(asking, "bo")] == ["to review"]
    assert inbox(asking, "ann") == []
    (asking / "jobforge.toml").write_text((asking / "jobforge.toml").read_text() + "single_person = true\n")
    assert [o["status"] for o in inbox(asking, "ann")] == ["to review"]


def test_the_environment_does_not_change_who_has_to_agree(asking, monkeypatch):
    monkeypatch.setenv("JOBFORGE_SECOND_PERSON", "term")
    result = call(asking, "apply")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-002")


def test_another_address_makes_nobody_another_person(asking):
    call(asking, "people", "add", "ann", "--name", "Ann", "--email", "ann@old.org", "--reason", "staff")
    revise(asking, "contracts/offices.yaml", "version: 1.2.0", "version: 1.3.0")
    applied(asking, "ann@old.org")
    new = ("--set", "email=ann@new.org", "--reason", "married")
    assert call(asking, "catalog", "describe", "party:ann", *new).exit_code == 0
    assert call(asking, "review", "approve", "silver.offices", "--actor", "ann@new.org").stderr[:5] == "Q-006"


def test_a_changed_model_waits_and_what_was_built_stays(asking):
    revise(asking, "models/gold/dim_office.sql", "SELECT code, name, budget", "SELECT code, budget, name")
    assert applied(asking) == [("waiting", "jobforge review approve model:gold.dim_office")]
    assert call(asking, "run", "--json").exit_code == 0
    assert "code  name" in call(asking, "query", "SELECT * FROM gold.dim_office").stdout
    call(asking, "review", "approve", "gold.dim_office", "--actor", "bo")
    assert call(asking, "run").exit_code == 0
    assert "code  budget" in call(asking, "query", "SELECT * FROM gold.dim_office").stdout


def test_a_term_of_a_file_or_a_command_is_put_forward_by_itself(asking):
    (asking / "glossary").mkdir()
    (asking / "glossary/a.yaml").write_text("terms:\n  office: {label: {en: Office}, definition: {en: A place.}}\n")
    assert [status for status, _ in applied(asking)] == ["done", "waiting"]
    add = (
        "glossary",
        "add",
        "region",
        "--label",
        "Region",
        "--definition",
        "A part.",
        "--reason",
        "x",
        "--actor",
        "ann",
    )
    assert call(asking, *add).exit_code == 0
    waiting = only(call(asking, "review", "list", "--json"))["reviews"]
    assert [(row["kind"], row["subject"], row["title"]) for row in waiting] == [
        ("term", "office", "Office"),
        ("term", "region", "Region"),
    ]


def test_a_new_project_lands_its_files_and_waits_for_its_contracts(tmp_path):
    project = write_project(tmp_path / "p")
    (project / "jobforge.toml").write_text((project / "jobforge.toml").read_text() + SECOND)
    outcomes = Workspace.open(project, actor="ann", reason="first").run()
    assert {o.subject: o.status for o in outcomes if o.step == "apply"} == {
        "sources/offices.yaml": "done",
        "contracts/offices.yaml": "waiting",
        "models/gold/dim_office.sql": "waiting",
    }
    bo = Workspace.open(project, actor="bo", reason="looked")
    bo.review("contract:silver.offices", "approved")
    Workspace.open(project, actor="ann").run()
    bo.review("model:gold.dim_office", "approved")
    Workspace.open(project, actor="ann").run()
    assert bo.query("SELECT count(*) AS n FROM gold.dim_office").to_pylist() == [{"n": 3}]


def test_an_agreement_counts_for_what_came_next_and_not_for_ever(asking):
    path = asking / "models/gold/dim_office.sql"
    text = path.read_text()
    path.unlink()
    applied(asking)
    path.write_text(text)  # it is back before somebody agrees that it goes
    assert call(asking, "review", "approve", "model:gold.dim_office", "--actor", "bo").exit_code == 0
    path.write_text(text.replace("code, name", "name, code"))
    (asking / "jobforge.toml").write_text((asking / "jobforge.toml").read_text().replace('"contract", "model", ', ""))
    assert [status for status, _ in applied(asking)] == ["done"]
    (asking / "jobforge.toml").write_text((asking / "jobforge.toml").read_text().replace('["term"]', '["model"]'))
    path.unlink()
    assert applied(asking) == [("waiting", "jobforge review approve model:gold.dim_office")]
