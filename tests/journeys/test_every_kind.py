"""Every property of every kind of subject: said by a file, then by a command, taken away, each with its history.

What is said is made from the vocabulary, so that a property that is added there is on this journey too.
"""

from __future__ import annotations

import shutil

import pytest
import yaml

from jobforge_es.workspace import Workspace
from projections.catalog.statements import said
from projections.catalog.vocabulary import KINDS, LANGUAGES
from projections.catalog.vocabulary.people import assignment_key
from tests.jobforge_es.cli.offices import call, only, positions

PATH = "catalog/every.yaml"
SUBJECTS = {
    "term": ("office", "place"),
    "table": ("gold.dim_office", "silver.offices"),
    "column": ("gold.dim_office.budget", "gold.dim_office.code"),
    "source": ("offices", "offices"),
    "question": ("how-many", "which"),
    "consumer": ("board", "report"),
    "party": ("desk", "kim@x.org"),
}
"""Of each kind the one that is spoken of, and another that can be linked to."""
APPOINTED = {"role": "owner", "for": "table:gold.dim_office", "party": "desk", "from": "2016-01-01"}
SUBJECT = {kind: names[0] for kind, names in SUBJECTS.items()} | {
    "assignment": assignment_key("owner", "table:gold.dim_office", "desk", "2016-01-01")
}
SHAPED = {
    "date": ("2016-01-31", "2017-01-31"),
    "flag": ("true", "false"),
    "number": ("1", "2"),
    "sql": ("SELECT code FROM gold.dim_office", "SELECT budget FROM gold.dim_office"),
    "expectation": ("rows > 0", "rows > 1"),
    "relationship": ("code -> gold.dim_region.code", "budget -> gold.dim_region.code"),
}


def value(kind, what, language, turn):
    """Give what is said of a property the first (0) or the second time (1)."""
    if kind == "assignment" and what.name in APPOINTED and turn == 0:
        return [APPOINTED[what.name]]
    if what.shape == "link":
        to = what.to[min(turn, len(what.to) - 1)]
        name = SUBJECTS[to][turn]
        return [name if len(what.to) == 1 else f"{to}:{name}"]
    if what.words:
        return [what.words[turn]]
    texts = SHAPED.get(what.shape, ("first", "second"))
    first = f"{texts[turn]} élève" if language == "fr" else texts[turn]
    return [first, f"{first}_again"] if what.many and turn else [first]


def paths(kind):
    for what in KINDS[kind].properties.values():
        for language in LANGUAGES if what.bilingual else (None,):
            yield what, language


def document(taken):
    """Write a file of the catalog that says everything but what other definitions say."""
    found = {}
    for kind in KINDS:
        said_of = {}
        for what, language in paths(kind):
            if (kind, SUBJECT[kind], what.name, language) in taken:
                continue
            values = value(kind, what, language, 0)
            one = values if what.many else values[0]
            if language is None:
                said_of[what.name] = one
            else:
                said_of.setdefault(what.name, {})[language] = one
        if kind == "assignment":
            found["assignments"] = [said_of]
        elif kind == "column":
            table, _, column = SUBJECT[kind].rpartition(".")
            found["tables"][table]["columns"] = {column: said_of}
        else:
            found[KINDS[kind].section] = {SUBJECT[kind]: said_of}
    return yaml.safe_dump(found, allow_unicode=True, sort_keys=False)


def held_by_others(project):
    with Workspace.open(project).reading() as session:
        origins = [f"{kind}:{name}" for kind, name in (("source", "offices"), ("contract", "silver.offices"),
                                                        ("model", "gold.dim_office"))]  # fmt: skip
        return {key for origin in origins for key in said(session.db, origin)}


@pytest.fixture(scope="module")
def told(ran_once, tmp_path_factory):
    """A project of which everything was said by a file, then by commands, then taken away; and the moments."""
    project = tmp_path_factory.mktemp("kinds") / "offices"
    shutil.copytree(ran_once, project)
    moments = {"before": positions(project)}
    (project / "catalog").mkdir()
    (project / PATH).write_text(document(held_by_others(project)), encoding="utf-8")
    result = call(project, "apply", "--actor", "lea")
    assert result.exit_code == 0, result.output
    moments["file"] = positions(project)
    for turn, name in ((1, "command"), (None, "away")):
        for kind in KINDS:
            sets = []
            for what, language in paths(kind):
                path = f"{what.name}.{language}" if language else what.name
                values = value(kind, what, language, turn) if turn is not None else []
                sets += [word for each in values for word in ("--set", f"{path}={each}")] or ["--unset", path]
            args = ("catalog", "describe", f"{kind}:{SUBJECT[kind]}", *sets, "--actor", "kim", "--reason", name)
            result = call(project, *args)
            assert result.exit_code == 0, result.output
        moments[name] = positions(project)
    return project, {name: str(position) for name, position in moments.items()}


def history(project, kind, *args):
    return only(call(project, "catalog", "history", f"{kind}:{SUBJECT[kind]}", "--json", *args))["statements"]


def held(project, kind, *args):
    rows = [row for row in history(project, kind, *args) if row["until"] is None]
    return {(row["property"], row["language"]): row["values"] for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_each_property_is_what_it_was_at_each_moment(told, kind):
    project, moments = told
    before, first, second, away = (held(project, kind, "--as-of", moments[at]) for at in moments)
    others = before.keys()
    for what, language in paths(kind):
        key = (what.name, language)
        if key not in others:
            assert first[key] == value(kind, what, language, 0), key
        assert second[key] == value(kind, what, language, 1), key
        assert key not in away
    assert first.keys() >= before.keys()
    assert away == {}


@pytest.mark.parametrize("kind", KINDS)
def test_each_property_has_its_history_by_file_and_by_command(told, kind):
    project, moments = told
    file_said = [row for row in history(project, kind) if row["origin"] == f"file:{PATH}"]
    assert file_said
    assert {row["actor"] for row in file_said} == {"lea"}
    assert {row["position"] for row in file_said} == {int(moments["file"])}
    by_command = [row for row in history(project, kind) if row["origin"] is None]
    assert {(row["actor"], row["reason"]) for row in by_command} == {("kim", "command")}
    assert all(int(moments["command"]) < row["until"] <= int(moments["away"]) for row in by_command)
    assert len({row["position"] for row in by_command}) == len(by_command)
    changed = {(row["property"], row["language"]): row["until"] for row in file_said if row["until"] is not None}
    began = {(row["property"], row["language"]): row["position"] for row in by_command}
    assert {key: began[key] for key in changed if key in began} == {k: v for k, v in changed.items() if k in began}


@pytest.mark.parametrize("kind", KINDS)
def test_a_steward_reads_it_in_french(told, kind):
    project, moments = told
    shown = call(project, "catalog", "history", f"{kind}:{SUBJECT[kind]}", "--as-of", moments["file"], "--lang", "fr")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("propriété")
    assert "énoncés" in shown.stdout
    if any(what.bilingual for what in KINDS[kind].properties.values()):
        assert "first élève" in shown.stdout


def test_a_file_that_is_as_it_was_does_not_bring_back_what_was_taken_away(told, tmp_path):
    project = shutil.copytree(told[0], tmp_path / "p")
    assert "nothing to do" in call(project, "apply").output
    (project / PATH).unlink()
    assert call(project, "apply").exit_code == 0
    assert held(project, "term") == {}
    assert call(project, "verify").exit_code == 0
    assert call(project, "replay", "--check").exit_code == 0


def test_a_moment_in_time_is_as_good_as_a_position(told):
    project, moments = told
    row = next(row for row in history(project, "term") if row["position"] == int(moments["file"]))
    assert held(project, "term", "--as-of", row["recorded_at"]) == held(project, "term", "--as-of", moments["file"])
