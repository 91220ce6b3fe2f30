"""A term from a draft to what a second person agreed to, by command and by file, in both languages, as of any moment."""

from __future__ import annotations

import shlex
import shutil

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, SKOS

from tests.jobforge_es.cli.offices import call, only, positions

ANN = ("--actor", "ann", "--reason", "from the classification")
BO = ("--actor", "bo", "--reason", "read it")
FILE = """\
terms:
  region: {label: {en: Region, fr: Région}, definition: {en: A part of the country., fr: Une partie du pays.}, \
review_by: 2020-01-31, steward: ann}
tables: {gold.dim_office: {terms: [office]}}
"""


@pytest.fixture(scope="module")
def written(ran_once, tmp_path_factory):
    """A project with a term of a file and one of commands, which has gone all of its way."""
    project = tmp_path_factory.mktemp("glossary") / "offices"
    shutil.copytree(ran_once, project)
    (project / "glossary").mkdir()
    (project / "glossary/places.yaml").write_text(FILE, encoding="utf-8")
    moments = {}

    def do(name, *args):
        result = call(project, *args)
        assert result.exit_code == 0, result.output
        moments[name] = str(positions(project))

    do("applied", "apply", "--actor", "ann")
    texts = ("--label", "Office", "--label-fr", "Bureau", "--definition", "Where people work.", "--synonym", "bureau")
    do("added", "glossary", "add", "office", *texts, *ANN)
    do("related", "glossary", "relate", "office", "--broader", "region", *ANN)
    do("submitted", "glossary", "submit", "office", *ANN)
    do("approved", "review", "approve", "term:office", *BO)
    do(
        "revised",
        "glossary",
        "revise",
        "office",
        "--definition",
        'A "building"\\ or\ttwo.',
        "--actor",
        "cy",
        "--reason",
        "x",
    )
    do("again", "glossary", "submit", "office", "--actor", "cy")
    do("reapproved", "review", "approve", "office", "--actor", "ann")
    do("deprecated", "glossary", "deprecate", "office", "--replaced-by", "region", *ANN)
    return project, moments


def term(project, key, *args):
    return only(call(project, "glossary", "show", key, "--json", *args))["term"]


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        ("added", "draft"), ("related", "draft"), ("submitted", "in review"), ("approved", "approved"),
        ("revised", "draft"), ("again", "in review"), ("reapproved", "approved"), ("deprecated", "deprecated"),
    ],
)  # fmt: skip
def test_a_term_is_as_far_as_it_was_at_each_moment(written, moment, stage):
    project, moments = written
    assert term(project, "office", "--as-of", moments[moment])["stage"] == stage


def test_who_took_a_term_out_of_use_is_told_and_why(written):
    project, _ = written
    told = call(project, "glossary", "show", "office").output
    assert "deprecated by ann at position" in told
    assert term(project, "office")["deprecation"]["by"] == "ann"
    assert term(project, "region")["deprecation"] is None
    assert "approved by" not in told


def test_all_that_was_said_in_one_command_is_one_append_with_its_author(written):
    project, moments = written
    rows = only(call(project, "catalog", "history", "term:office", "--json"))["statements"]
    said = {row["property"]: row for row in rows if row["actor"] == "ann" and row["until"] is None}
    assert said["synonyms"]["reason"] == "from the classification"
    assert said["label"]["position"] <= int(moments["added"])
    definitions = [(row["actor"], row["until"] is None) for row in rows if row["property"] == "definition"]
    assert definitions == [("ann", False), ("cy", True)]


def test_the_list_tells_both_languages_who_looks_after_it_and_what_is_overdue(written):
    project, _ = written
    told = call(project, "glossary", "list").stdout
    assert "Région" in told
    assert "2020-01-31 (overdue)" in told
    assert "2 terms" in told
    french = call(project, "glossary", "list", "--lang", "fr").stdout
    assert "ébauche" in french
    assert "2 termes" in french
    assert [t["key"] for t in only(call(project, "glossary", "list", "--stage", "draft", "--json"))["terms"]] == [
        "region"
    ]


def test_a_card_tells_what_is_narrower_what_uses_it_and_what_nobody_has_said(written):
    project, moments = written
    region, office = term(project, "region"), term(project, "office")
    assert region["narrower"] == ["office"]
    assert office["used_by"] == ["table:gold.dim_office"]
    assert office["unsaid"] == ["definition.fr", "steward", "review_by"]
    told = call(project, "glossary", "show", "office", "--as-of", moments["reapproved"]).stdout
    assert f"approved: approved by ann at position {moments['reapproved']}" in told
    french = call(project, "glossary", "show", "office", "--as-of", moments["approved"], "--lang", "fr").stdout
    assert f"approuvé : approuvé par bo à la position {moments['approved']}" in french.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "libellé (fr)" in french


def test_skos_is_read_by_others_and_the_same_twice(written):
    project, moments = written
    text = only(call(project, "glossary", "skos", "--json"))["turtle"]
    assert text == only(call(project, "glossary", "skos", "--json"))["turtle"]
    assert call(project, "glossary", "skos").stdout == text
    graph = rdflib.Graph().parse(data=text, format="turtle")
    office, region = rdflib.URIRef("urn:term:office"), rdflib.URIRef("urn:term:region")
    assert set(graph.subjects(RDF.type, SKOS.Concept)) == {office, region}
    assert set(graph.objects(office, SKOS.prefLabel)) == {
        rdflib.Literal("Office", "en"),
        rdflib.Literal("Bureau", "fr"),
    }
    assert list(graph.objects(office, SKOS.definition)) == [rdflib.Literal('A "building"\\ or\ttwo.', "en")]
    assert (office, SKOS.broader, region) in graph
    assert (region, SKOS.narrower, office) in graph
    assert (office, OWL.deprecated, rdflib.Literal(True)) in graph
    then = rdflib.Graph().parse(
        data=call(project, "glossary", "skos", "--as-of", moments["added"]).stdout, format="turtle"
    )
    assert (office, SKOS.broader, region) not in then
    assert len(only(call(project, "glossary", "skos", "--stage", "approved", "--json"))["turtle"]) < len(text)


def test_who_agrees_is_shown_what_differs_from_what_was_agreed_to(written):
    project, moments = written
    first = only(call(project, "review", "show", "office", "--as-of", moments["submitted"], "--json"))
    assert "+label.fr: Bureau" in first["lines"]
    again = only(call(project, "review", "show", "term:office", "--as-of", moments["again"], "--json"))
    changed = [line for line in again["lines"] if line[0] in "+-"]
    assert changed == ["-definition.en: Where people work.", '+definition.en: A "building"\\ or\ttwo.']
    assert again["authors"] == ["cy"]
    assert call(project, "review", "show", "region").stderr[:5] == "U-001"


@pytest.fixture
def project(written, tmp_path):
    shutil.copytree(written[0], tmp_path / "p")
    return tmp_path / "p"


def test_no_author_approves_and_what_changed_is_put_forward_again(project):
    assert call(project, "glossary", "submit", "region", "--actor", "ann").exit_code == 0
    assert "it is in review" in call(project, "glossary", "submit", "region").stdout
    mine = call(project, "review", "approve", "region", "--actor", "Ann")
    assert (mine.exit_code, mine.stderr[:5]) == (2, "Q-006")
    assert (
        call(project, "glossary", "revise", "region", "--example", "North", "--actor", "cy", "--reason", "x").exit_code
        == 0
    )
    assert "changed" in call(project, "review", "list").stdout
    stale = call(project, "review", "approve", "region", *BO)
    assert (stale.exit_code, stale.stderr[:5]) == (2, "Q-008")
    assert "jobforge glossary submit region" in stale.stderr
    assert call(project, "glossary", "submit", "region", "--actor", "ann").exit_code == 0
    assert call(project, "review", "approve", "region", "--actor", "cy").stderr[:5] == "Q-006"
    done = call(project, "review", "approve", "region", *BO)
    assert "glossary show region" in done.stderr
    assert term(project, "region")["stage"] == "approved"
    assert (
        call(
            project, "glossary", "revise", "region", "--unset", "example.en", "--actor", "cy", "--reason", "x"
        ).exit_code
        == 0
    )
    assert term(project, "region")["stage"] == "draft"
    assert call(project, "verify").exit_code == 0
    assert call(project, "replay", "--check").exit_code == 0


def test_a_former_wording_is_not_agreed_to_again_by_itself(project):
    def say(example):
        words = ("--example", example, "--actor", "cy", "--reason", "x")
        assert call(project, "glossary", "revise", "region", *words).exit_code == 0

    for example in ("North", "South"):
        say(example)
        assert call(project, "glossary", "submit", "region", "--actor", "cy").exit_code == 0
        assert call(project, "review", "approve", "reg", *BO).stderr[:5] == "U-001"
        assert call(project, "review", "approve", "region", *BO).exit_code == 0
    say("North")
    assert term(project, "region")["stage"] == "draft"
    say("South")
    assert term(project, "region")["stage"] == "approved"


def test_a_refused_term_says_why_until_it_is_another(project):
    call(project, "glossary", "submit", "region", "--actor", "ann")
    assert call(project, "review", "reject", "region", "--actor", "bo").stderr[:5] == "U-060"
    assert call(project, "review", "reject", "region", *BO).exit_code == 0
    assert "rejected by bo" in call(project, "glossary", "show", "region").stdout
    assert "read it" in call(project, "glossary", "show", "region").stdout
    assert call(project, "glossary", "revise", "region", "--label", "Area", *ANN).exit_code == 0
    assert term(project, "region")["stage"] == "draft"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("add", "office", "--label", "x", *ANN), "C-031"),
        (("add", "A B", "--label", "x", *ANN), "C-015"),
        (("add", "x", "--label", "x"), "U-060"),
        (("add", "x", *ANN), "U-000"),
        (("add", "x", "--review-by", "soon", *ANN), "C-015"),
        (("revise", "nothing", "--label", "x", *ANN), "U-001"),
        (("revise", "office", "--unset", "labels", *ANN), "U-001"),
        (("relate", "office", "--broader", "nothing", *ANN), "U-001"),
        (("relate", "office", "--broader", "office", *ANN), "C-015"),
        (("relate", "region", "--broader", "office", *ANN), "C-015"),
        (("relate", "region", *ANN), "U-000"),
        (("deprecate", "region", "--replaced-by", "region", *ANN), "C-015"),
        (("submit", "nothing"), "U-001"),
        (("show", "nothing"), "U-001"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(written, args, code):
    project, _ = written
    before = positions(project)
    result = call(project, "glossary", *args)
    assert (result.exit_code, result.stderr[:5]) == (2, code)
    assert positions(project) == before


def test_a_term_without_meaning_is_not_put_forward(project):
    assert call(project, "glossary", "add", "bare", "--label-fr", "Nu", *ANN).exit_code == 0
    before = positions(project)
    result = call(project, "glossary", "submit", "region", "bare")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-032")
    assert positions(project) == before
    tried = call(project, "glossary", "submit", "region", "--dry-run", "--json")
    assert only(tried)["next"].endswith("glossary submit region")
    words = ("glossary", "revise", "region", "--label", 'A "b"', "--reason", "why not")
    meant = only(call(project, *words, "--dry-run", "--json"))["next"]
    assert shlex.split(meant)[3:] == [*words[:2], *words[5:], *words[2:5]]
    assert only(tried)["outcomes"][0]["status"] == "waiting"
    assert positions(project) == before


def test_one_person_alone_may_agree_and_it_is_told(project):
    toml = project / "jobforge.toml"
    toml.write_text(toml.read_text() + "[review]\nsingle_person = true\n")
    call(project, "glossary", "submit", "region", "--actor", "ann")
    assert call(project, "review", "approve", "region", "--actor", "ann").exit_code == 0
    assert "the author, in a project of one person" in call(project, "glossary", "show", "region").stdout
