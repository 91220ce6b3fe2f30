from __future__ import annotations

from tests.jobforge_es.cli.offices import call, only

REASON = ("--reason", "the licence was signed")


def shown(project, *args):
    (found,) = only(call(project, "source", "show", "offices", "--json", *args))["sources"]
    return found


def test_what_is_missing_of_a_source_and_of_its_files_is_told(ran):
    found = shown(ran)
    assert found["said"]["publisher"] == {"en": "Nobody"}
    assert {"publisher.fr", "licence.en", "licence.fr", "url", "frequency", "contact"} <= set(found["missing"])
    assert found["files_without"] == {"published": 1, "edition": 1, "period": 1}
    told = call(ran, "source", "show", "offices").output
    assert "missing" in told
    assert "without published" in told


def test_a_source_is_revised_with_its_history_as_of_any_position(project):
    words = ("--set", "licence.fr=Licence ouverte", "--set", "frequency=monthly")
    outcomes = only(call(project, "source", "revise", "offices", *words, *REASON, "--json"))["outcomes"]
    first = outcomes[0]["position"]
    assert shown(project)["said"]["licence"] == {"fr": "Licence ouverte"}
    assert "licence" not in shown(project, "--as-of", str(first - 1))["said"]
    assert "licence.en" in shown(project)["missing"]
    history = only(call(project, "catalog", "history", "source:offices", "--property", "licence", "--json"))
    assert history["statements"][0]["reason"] == REASON[1]
    assert call(project, "source", "revise", "offices", "--unset", "frequency", *REASON).exit_code == 0
    assert "frequency" in shown(project)["missing"]


def test_a_revision_is_refused_where_it_says_nothing_or_no_such_thing(ran):
    for words in (REASON, ("--set", "licence=x", *REASON), ("--set", "nothing=x", *REASON), ("--set", "url=x")):
        assert call(ran, "source", "revise", "offices", *words).exit_code == 2
    assert call(ran, "source", "revise", "nothing", "--set", "url=x", *REASON).exit_code == 2


def test_licence_and_attribution_follow_the_lineage_to_gold(project):
    words = ("--set", "licence.en=Open", "--set", "attribution.fr=Source : personne")
    call(project, "source", "revise", "offices", *words, *REASON)
    for table in ("staged.offices", "silver.offices", "gold.dim_office"):
        (credit,) = only(call(project, "source", "credits", table, "--json"))["sources"]
        assert (credit["source"], credit["said"]["licence"]) == ("offices", {"en": "Open"})
    assert "Source : personne" in call(project, "source", "credits", "gold.dim_office").output
    assert call(project, "source", "credits", "gold.nothing").exit_code == 2
