from __future__ import annotations

import re

import pytest

from projections.catalog.search import folded
from tests.jobforge_es.cli.offices import call, only
from tests.jobforge_es.cli.test_card import said, said_once  # noqa: F401 - fixtures

REASON = ("--reason", "asked by the board", "--actor", "lea")


def found(project, *words):
    return [
        f"{each['kind']}:{each['subject']}"
        for each in only(call(project, "catalog", "search", *words, "--json"))["found"]
    ]


def subjects(project, *words):
    return [each.partition(":")[2] for each in found(project, *words)]


def test_words_of_both_languages_are_found_without_accents_or_capitals(said_once):  # noqa: F811 - a fixture
    assert {"table:silver.offices", "source:offices"} <= set(found(said_once, "bureaux"))
    assert found(said_once, "DEPENSE") == ["question:money"]
    assert found(said_once, "dépense-t-on")[0] == "question:money"
    assert found(said_once, "exemple")[0] == "party:lee"


def test_the_beginning_of_a_word_fits_and_a_whole_word_comes_first(said_once):  # noqa: F811 - a fixture
    assert found(said_once, "budg")[0].endswith("budget")
    assert found(said_once, "budget", "--kind", "term") == ["term:budget"]
    columns = found(said_once, "budget", "--kind", "column")
    assert columns[:2] == ["column:gold.dim_office.budget", "column:silver.offices.budget"]
    assert found(said_once, "budget") == found(said_once, "budget")


def test_those_with_more_of_the_words_come_first(said_once):  # noqa: F811 - a fixture
    assert found(said_once, "office", "budget")[0] == "column:gold.dim_office.budget"
    assert call(said_once, "catalog", "search", "office", "--limit", "2", "--json").exit_code == 0
    assert len(found(said_once, "office", "--limit", "2")) == 2
    assert len(found(said_once, "office", "--limit", "0")) > 2


def test_what_is_said_now_is_found_and_what_was_said_then_is_found_then(said):  # noqa: F811 - a fixture
    before = only(call(said, "status", "--json"))["position"]
    call(said, "catalog", "describe", "gold.dim_office", "--set", "description.en=Whereabouts of clerks.", *REASON)
    assert found(said, "clerks") == ["table:gold.dim_office"]
    assert found(said, "clerks", "--as-of", str(before)) == []
    call(said, "catalog", "describe", "gold.dim_office", "--unset", "description.en", *REASON)
    assert found(said, "clerks") == []
    call(said, "replay")
    assert found(said, "whereabouts") == []


@pytest.mark.parametrize("text", ["", "...", "%", "'; --", "\x00", "a" * 10_000, "*", "œuvre"])
def test_any_text_can_be_asked_for(said_once, text):  # noqa: F811 - a fixture
    result = call(said_once, "catalog", "search", "--", text)
    assert result.exit_code == 0
    assert "nothing has these words" in result.stdout


def test_words_are_told_apart_at_whatever_is_no_letter_and_no_digit():
    assert list(folded("gold.dim_noc  Œuvres d'été — 2026/27 ÇA")) == [
        "gold",
        "dim",
        "noc",
        "oeuvres",
        "d",
        "ete",
        "2026",
        "27",
        "ca",
    ]


def test_an_unknown_kind_is_refused(said_once):  # noqa: F811 - a fixture
    assert call(said_once, "catalog", "search", "x", "--kind", "thing").exit_code == 2


def test_what_is_no_more_is_not_found(project):
    contract = project / "contracts/offices.yaml"
    text = contract.read_text()
    assert "silver.offices.opened" in subjects(project, "opened")
    contract.write_text(re.sub(r"      - name: opened\n(        .*\n)+", "", text).replace("1.2.0", "2.0.0"))
    assert call(project, "apply").exit_code == 0
    assert subjects(project, "opened") == ["staged.offices.opened"]
    model = (project / "models/gold/dim_office.sql").read_text()
    (project / "models/gold/dim_office.sql").unlink()
    assert call(project, "apply").exit_code == 0
    assert [each for each in subjects(project, "dim") if "dim_office" in each] == []
    (project / "models/gold/dim_office.sql").write_text(model)
    assert call(project, "apply").exit_code == 0
    assert "gold.dim_office" in subjects(project, "office")


def test_a_single_letter_is_a_word_and_begins_none(ran):
    assert subjects(ran, "o") == []
    assert subjects(ran, "of") != []
