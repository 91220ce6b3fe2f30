"""Categories, links and what a table is elsewhere, said by commands of their own."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, only

REASON = ("--reason", "asked by the board", "--actor", "lea")


def said(project, subject):
    """Give what was said of a subject by commands and holds."""
    rows = only(call(project, "catalog", "history", subject, "--json"))["statements"]
    told = [row for row in rows if row["until"] is None and row["origin"] is None]
    return {f"{row['property']}{'.' + row['language'] if row['language'] else ''}": row["values"] for row in told}


def test_a_category_and_the_flag_of_personal_information_stand_apart(project):
    words = ("--personal", "--purpose", "To write to them.", "--purpose-fr", "Leur écrire.", "--authority", "Act, 5")
    result = call(project, "catalog", "categorize", "silver.offices.name", "Protected B", *words, *REASON)
    assert result.exit_code == 0, result.output
    assert said(project, "silver.offices.name") == {
        "security": ["Protected B"],
        "personal": ["true"],
        "personal_purpose.en": ["To write to them."],
        "personal_purpose.fr": ["Leur écrire."],
        "legal_authority": ["Act, 5"],
    }
    assert call(project, "catalog", "categorize", "silver.offices.name", "--not-personal", *REASON).exit_code == 0
    assert said(project, "silver.offices.name")["personal"] == ["false"]
    assert said(project, "silver.offices.name")["security"] == ["Protected B"]


def test_links_are_added_to_those_that_are_there_and_taken_away_one_by_one(project):
    for term in ("office", "region"):
        assert call(project, "glossary", "add", term, "--label", term, *REASON).exit_code == 0
        assert call(project, "catalog", "link", "silver.offices.name", f"term:{term}", *REASON).exit_code == 0
    assert said(project, "silver.offices.name") == {"terms": ["office", "region"]}
    assert call(project, "catalog", "link", "silver.offices.name", "term:office", *REASON, "--remove").exit_code == 0
    assert call(project, "catalog", "link", "silver.offices.name", "source:offices", *REASON).exit_code == 0
    assert said(project, "silver.offices.name") == {"terms": ["region"], "code_list": ["source:offices"]}


def test_a_link_that_holds_records_nothing_and_a_single_one_takes_the_place_of_another(project):
    for code_list in ("source:offices", "source:offices", "silver.offices"):
        last = call(project, "catalog", "link", "silver.offices.name", code_list, *REASON, "--json")
    assert [each["status"] for each in only(last)["outcomes"]] == ["done"]
    assert said(project, "silver.offices.name") == {"code_list": ["table:silver.offices"]}
    again = call(project, "catalog", "link", "silver.offices.name", "silver.offices", *REASON, "--json")
    assert [each["status"] for each in only(again)["outcomes"]] == ["unchanged"]


def test_a_table_is_mapped_to_other_programs(project):
    words = ("--purview", "qualified_name=https://x/offices", "--powerbi", "name=Offices")
    assert call(project, "catalog", "map", "silver.offices", *words, *REASON).exit_code == 0
    assert said(project, "silver.offices") == {
        "purview.qualified_name": ["https://x/offices"],
        "powerbi.name": ["Offices"],
    }
    assert call(project, "catalog", "map", "silver.offices", "--unset", "powerbi.name", *REASON).exit_code == 0
    assert set(said(project, "silver.offices")) == {"purview.qualified_name"}


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (("categorize", "silver.offices", *REASON), "U-000", "Protected B"),
        (("categorize", "silver.offices", "Secretish", *REASON), "C-015", "Protected A"),
        (("categorize", "silver.offices", "Protected A"), "U-060", ""),
        (("categorize", "term:office", "Protected A", *REASON), "U-001", ""),
        (("link", "silver.offices", "term:offce", *REASON), "U-001", "term"),
        (("link", "silver.offices", "source:offices", *REASON), "C-015", "term:... (terms)"),
        (("link", "silver.offices", "offices", *REASON), "C-015", "kind"),
        (("link", "silver.offices", "term:office"), "U-060", ""),
        (("map", "silver.offices", *REASON), "U-000", ""),
        (("map", "silver.offices", "--powerbi", "nothing=1", *REASON), "U-001", "powerbi.name"),
    ],
)
def test_what_cannot_be_said_is_refused_and_says_what_can(ran, args, code, told):
    result = call(ran, "catalog", *args)
    assert (result.exit_code, code in result.stderr, told in result.stderr) == (2, True, True), result.stderr


def test_a_term_is_linked_to_a_term_in_several_ways_so_that_one_has_to_be_named(project):
    for term in ("office", "place"):
        call(project, "glossary", "add", term, "--label", term, *REASON)
    result = call(project, "catalog", "link", "term:office", "term:place", *REASON)
    assert (result.exit_code, "broader" in result.stderr) == (2, True), result.stderr
