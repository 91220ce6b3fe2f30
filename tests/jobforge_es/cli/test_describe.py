from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, only

REASON = ("--reason", "review")


@pytest.fixture
def described(project):
    result = call(project, "catalog", "describe", "silver.offices", "--set", "grain.en=an office", *REASON)
    assert result.exit_code == 0, result.output
    return project


def history(project, *args):
    return only(call(project, "catalog", "history", "silver.offices", "--json", *args))["statements"]


def test_what_is_said_is_there_with_who_when_and_why(described):
    (row,) = history(described, "--property", "grain")
    assert (row["values"], row["language"], row["reason"], row["until"]) == (["an office"], "en", "review", None)


def test_saying_the_same_again_records_nothing(described):
    result = only(
        call(described, "catalog", "describe", "silver.offices", "--set", "grain.en=an office", *REASON, "--json")
    )
    assert [each["status"] for each in result["outcomes"]] == ["unchanged"]


def test_what_was_said_before_stays_in_the_history(described):
    call(described, "catalog", "describe", "silver.offices", "--set", "grain.en=one office", *REASON)
    call(described, "catalog", "describe", "silver.offices", "--unset", "grain.en", *REASON)
    first, second = history(described, "--property", "grain")
    assert first["until"] == second["position"]
    assert second["until"] is not None
    as_of = history(described, "--property", "grain", "--as-of", str(first["position"]))
    assert [(row["values"], row["until"]) for row in as_of] == [(["an office"], None)]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("silver.offices", "--set", "grain.en=x"), "U-060"),
        (("silver.offices", "--set", "grain=x", *REASON), "C-015"),
        (("silver.offices", "--set", "grain.de=x", *REASON), "U-001"),
        (("silver.offices", "--set", "security=Top", *REASON), "C-015"),
        (("silver.offices", "--set", "retention=a", "--set", "retention=b", *REASON), "C-015"),
        (("silver.nothing", "--set", "grain.en=x", *REASON), "U-001"),
        (("silver.offices.nothing", "--set", "unit=x", *REASON), "U-001"),
        (("offices", "--set", "unit=x", *REASON), "C-015"),
        (("silver.offices", "--set", "grain", *REASON), "U-000"),
        (("silver.offices", "--set", "unit=", "--unset", "unit", *REASON), "U-000"),
        (("silver.offices", *REASON), "U-000"),
        (("term:A B", "--set", "label.en=x", *REASON), "C-015"),
        (("gold.dim_office", "--set", "powerbi.relationships=code gold.dim_region", *REASON), "C-015"),
        (("gold.dim_office", "--set", "powerbi.relationships=nothing -> gold.dim_region.code", *REASON), "U-001"),
        (("gold.dim_office", "--set", "powerbi.relationships=code -> silver.offices.nothing", *REASON), "U-001"),
        (("question:x", "--set", "sql=DROP TABLE gold.dim_office", *REASON), "M-0"),
        (("question:x", "--set", "sql=SELECT code FROM silver.offices", *REASON), "M-008"),
        (("question:x", "--set", "sql=SELECT nothing FROM gold.dim_office", *REASON), "M-005"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_recorded(ran, args, code):
    before = only(call(ran, "status", "--json"))["position"]
    result = call(ran, "catalog", "describe", *args)
    assert code in result.stderr
    assert result.exit_code == 2
    assert only(call(ran, "status", "--json"))["position"] == before


def test_words_lists_the_vocabulary(ran):
    result = call(ran, "catalog", "words", "term")
    assert "synonymes" in result.stdout
    assert "U-001" in call(ran, "catalog", "words", "nothing").stderr


def write(project, text, path="catalog/offices.yaml"):
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text(text)


GRAIN = "tables:\n  silver.offices:\n    grain: {{en: {}, fr: un bureau}}\n"


def test_a_file_says_things_until_it_says_others_or_is_gone(project):
    write(project, GRAIN.format("an office"))
    assert call(project, "apply").exit_code == 0
    write(project, GRAIN.format("one office"))
    assert call(project, "apply").exit_code == 0
    assert "nothing to do" in call(project, "apply").output
    (project / "catalog/offices.yaml").unlink()
    assert call(project, "apply").exit_code == 0
    told = [(row["language"], row["values"], row["until"] is None) for row in history(project, "--property", "grain")]
    assert told == [("en", ["an office"], False), ("fr", ["un bureau"], False), ("en", ["one office"], False)]


def test_a_file_and_a_command_that_both_moved_on_are_a_conflict(project):
    write(project, GRAIN.format("an office"))
    call(project, "apply")
    call(project, "catalog", "describe", "silver.offices", "--set", "grain.en=a desk", *REASON)
    assert "nothing to do" in call(project, "apply").output, "the file is as it was"
    write(project, GRAIN.format("one office"))
    result = call(project, "apply")
    assert "C-014" in result.stderr
    assert all(words in result.stderr for words in ("an office", "one office", "a desk"))
    write(project, GRAIN.format("a desk"))
    assert call(project, "apply").exit_code == 0


def test_two_files_that_contradict_each_other_are_refused(project):
    write(project, "tables:\n  silver.offices:\n    title: {en: Other, fr: Autre}\n")
    result = call(project, "apply")
    assert "C-013" in result.stderr
    assert result.exit_code == 2


def test_words_of_contracts_are_in_the_catalog_too(ran):
    titles = [row for row in history(ran) if row["property"] == "title"]
    assert titles
    assert all(row["origin"] == "contract:silver.offices" for row in titles)


def test_status_tells_a_file_of_the_catalog_that_was_not_applied(project):
    write(project, GRAIN.format("an office"))
    assert "catalog/offices.yaml" in call(project, "status", "--json").stdout
    call(project, "apply")
    assert "catalog/offices.yaml" not in call(project, "status", "--json").stdout
