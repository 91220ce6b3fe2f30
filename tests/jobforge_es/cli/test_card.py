from __future__ import annotations

import shutil

import pytest

from tests.jobforge_es.cli.offices import CSV, again, call, only

REASON = ("--reason", "asked by the board", "--actor", "lea")
GLOSSARY = """\
terms:
  budget: {label: {en: Budget, fr: Budget annuel}, definition: {en: Money for a year., fr: Argent d'une année.}}
tables:
  gold.dim_office:
    description: {en: Offices., fr: Des bureaux.}
    grain: {en: One office., fr: Un bureau.}
    security: Unclassified
    retention: 7 years
    columns:
      budget: {terms: [budget], role: measure, personal: true, description: {en: Money., fr: Argent.}}
questions:
  money:
    text: {en: What is spent?, fr: Que dépense-t-on?}
    requires: [gold.dim_office.budget]
    sql: SELECT sum(budget) AS b FROM gold.dim_office
consumers:
  board: {title: {en: Board, fr: Tableau}, type: dashboard, questions: [money]}
people:
  lee: {name: {en: Lee Example, fr: Lee Exemple}}
assignments:
  - {role: steward, for: "table:gold.dim_office", party: lee}
"""


@pytest.fixture(scope="module")
def said_once(ran_once, tmp_path_factory):
    project = tmp_path_factory.mktemp("card") / "offices"
    shutil.copytree(ran_once, project)
    (project / "catalog").mkdir()
    (project / "catalog/all.yaml").write_text(GLOSSARY)
    source = project / "sources/offices.yaml"
    source.write_text(f"{source.read_text()}licence: {{en: Open 1.0, fr: Ouverte 1.0}}\n")
    result = call(project, "run")
    assert result.exit_code == 0, result.output
    return project


@pytest.fixture
def said(said_once, tmp_path):
    shutil.copytree(said_once, tmp_path / "said")
    return tmp_path / "said"


def gaps(project, table="gold.dim_office"):
    (found,) = only(call(project, "catalog", "completeness", table, "--json"))["tables"]
    return {(gap["subject"], gap["property"]): gap for gap in found["gaps"]}


def percent(project, table="gold.dim_office"):
    return only(call(project, "catalog", "completeness", table, "--json"))["percent"]


def test_the_card_of_a_table_tells_all_that_it_is_linked_to(said_once):
    shown = call(said_once, "catalog", "show", "gold.dim_office").stdout
    for line in ("rows                  3", "made                  by SQL: silver.offices", "one row is (en)       One office.",
                 "steward               Lee Example", "from                  silver.offices", "question:money        What is spent?  (budget)",
                 "consumer:board        Board  (budget)", "licence             Open 1.0", "code                  "):  # fmt: skip
        assert line in shown
    card = only(call(said_once, "catalog", "show", "gold.dim_office", "--json"))["card"]
    assert [(way["direction"], way["name"]) for way in card["ways"]][:1] == [("up", "silver.offices")]
    assert card["people"][0]["party"] == "lee"
    assert card["sources"][0]["said"]["licence"] == {"en": "Open 1.0", "fr": "Ouverte 1.0"}


def test_the_card_speaks_french_and_never_hides_that_a_text_is_of_the_other_language(said_once):
    shown = call(said_once, "catalog", "show", "gold.dim_office", "--lang", "fr").stdout
    assert "responsables" in shown
    assert "Lee Exemple" in shown
    assert "Que dépense-t-on?" in shown
    assert "licence             Ouverte 1.0" in shown
    assert "silver.offices  (SQL sur)" in shown
    assert "publisher" not in shown
    assert "(en) Nobody" in shown


def test_the_card_of_a_column_tells_its_terms_its_way_and_who_needs_it(said_once):
    shown = call(said_once, "catalog", "show", "gold.dim_office.budget").stdout
    for line in ("Budget                Money for a year.  [draft]", "from                  silver.offices.budget  (as it is)",
                 "question:money", "personal information  true", "steward               Lee Example"):  # fmt: skip
        assert line in shown


def test_the_card_of_another_subject_tells_who_names_it(said_once):
    assert "column:gold.dim_office.budget" in call(said_once, "catalog", "show", "term:budget").stdout
    assert "assignment:" in call(said_once, "catalog", "show", "party:lee").stdout
    assert "consumer:board" in call(said_once, "catalog", "show", "question:money").stdout


def test_what_is_unknown_is_refused_with_what_is_near(said_once):
    result = call(said_once, "catalog", "show", "gold.dim_ofice")
    assert (result.exit_code, "gold.dim_office" in result.stderr) == (2, True)
    assert call(said_once, "catalog", "show", "gold.dim_office.budgt").exit_code == 2
    result = call(said_once, "catalog", "show", "term:budgt")
    assert (result.exit_code, "budget" in result.stderr) == (2, True)
    assert call(said_once, "people", "show", "gold.nope").exit_code == 2
    assert call(said_once, "people", "show", "term:nope").exit_code == 2


def test_the_card_is_as_of_a_moment(said):
    before = only(call(said, "status", "--json"))["position"]
    call(said, "catalog", "describe", "gold.dim_office", "--set", "retention=9 years", *REASON)
    assert "9 years" in call(said, "catalog", "show", "gold.dim_office").stdout
    assert "7 years" in call(said, "catalog", "show", "gold.dim_office", "--as-of", str(before)).stdout


def test_what_is_missing_is_named_with_the_command_that_mends_it(said):
    found = gaps(said)
    assert ("table:gold.dim_office", "owner") in found
    assert ("table:gold.dim_office", "steward") not in found
    assert ("table:gold.dim_office", "title.fr") in found
    assert ("column:gold.dim_office.budget", "legal_authority") in found
    assert ("column:gold.dim_office.code", "legal_authority") not in found
    before = percent(said)
    for (subject, name), text in {("table:gold.dim_office", "title.fr"): "Bureau", ("column:gold.dim_office.code", "role"): "key",
                                  ("table:gold.dim_office", "owner"): "lee"}.items():  # fmt: skip
        command = found[subject, name]["mend"].replace('"..."', '"asked"').replace("...", text)
        assert call(said, *split(command)).exit_code == 0, command
        assert (subject, name) not in gaps(said)
    assert percent(said) > before


def split(command):
    import shlex

    return shlex.split(command)[1:]


def test_what_need_not_be_said_and_is_in_one_language_is_missing_in_the_other_and_may_be_stale(said):
    say = ("catalog", "describe", "gold.dim_office", "--reason", "so it is", "--set")
    assert ("table:gold.dim_office", "usage.fr") not in gaps(said)
    assert call(said, *say, "usage.en=By name.").exit_code == 0
    assert gaps(said)["table:gold.dim_office", "usage.fr"]["state"] == "missing"
    assert call(said, *say, "usage.fr=Par nom.").exit_code == 0
    assert ("table:gold.dim_office", "usage.fr") not in gaps(said)
    assert call(said, *say, "usage.en=By code.").exit_code == 0
    assert gaps(said)["table:gold.dim_office", "usage.fr"]["state"] == "stale"


def test_a_french_text_that_is_older_than_its_english_is_stale(said):
    assert ("table:gold.dim_office", "description.fr") not in gaps(said)
    call(said, "catalog", "describe", "gold.dim_office", "--set", "description.en=All offices.", *REASON)
    assert gaps(said)["table:gold.dim_office", "description.fr"]["state"] == "stale"
    assert "stale" in call(said, "catalog", "completeness", "gold.dim_office").stdout
    call(said, "catalog", "describe", "gold.dim_office", "--set", "description.fr=Tous les bureaux.", *REASON)
    assert ("table:gold.dim_office", "description.fr") not in gaps(said)


def test_what_is_said_of_a_silver_table_is_said_of_the_bronze_one_below_it(said):
    assert ("table:bronze.offices", "retention") in gaps(said, "bronze.offices")
    call(said, "catalog", "describe", "silver.offices", "--set", "retention=5 years", *REASON)
    assert ("table:bronze.offices", "retention") not in gaps(said, "bronze.offices")


def test_a_staged_table_is_as_complete_as_its_source(said_once):
    assert ("source:offices", "licence.fr") not in gaps(said_once, "staged.offices")
    mend = gaps(said_once, "staged.offices")["source:offices", "publisher.fr"]["mend"]
    assert mend == 'jobforge source revise offices --set "publisher.fr=..." --reason "..."'


def test_all_tables_together_can_be_held_to_a_floor(said_once):
    whole = only(call(said_once, "catalog", "completeness", "--json"))
    assert {table["table"] for table in whole["tables"]} >= {"staged.offices", "bronze.offices", "gold.dim_office"}
    assert call(said_once, "catalog", "completeness", "--fail-under", str(whole["percent"])).exit_code == 0
    assert call(said_once, "catalog", "completeness", "--fail-under", str(whole["percent"] + 1)).exit_code == 3
    assert again(said_once, "jobforge catalog completeness")


def test_a_project_without_tables_says_so_and_what_is_ours_is_not_asked_of_people(fresh):
    assert "there is no table yet" in call(fresh, "catalog", "completeness").stdout
    assert "encore aucun tableau" in call(fresh, "catalog", "completeness", "--lang", "fr").stdout
    contract = fresh / "contracts/offices.yaml"
    history = "customProperties:\n  - {property: jobforge.mode, value: history}\n"
    contract.write_text(contract.read_text().replace("customProperties:\n", history, 1))
    assert call(fresh, "run").exit_code == 0
    (found,) = only(call(fresh, "catalog", "completeness", "silver.offices", "--json"))["tables"]
    asked = {gap["subject"] for gap in found["gaps"]}
    assert ("column:silver.offices.opened" in asked, [each for each in asked if ".valid_" in each]) == (True, [])


def test_a_file_that_was_refused_last_stands_on_the_cards_of_its_way(project):
    (project / "inbox/offices_2.csv").write_text("Code;Nom\nA09;x\n")
    call(project, "run")
    assert "offices_2.csv was refused whole (S-020)" in call(project, "catalog", "show", "staged.offices").stdout
    french = call(project, "catalog", "show", "staged.offices", "--lang", "fr").stdout
    assert "offices_2.csv a été refusé en entier (S-020)" in french
    (project / "inbox/offices_3.csv").write_text(CSV.splitlines()[0] + "\nA10,x,2020-01-01,1.00\n")
    call(project, "run")
    assert "refused whole" not in call(project, "catalog", "show", "staged.offices").stdout
