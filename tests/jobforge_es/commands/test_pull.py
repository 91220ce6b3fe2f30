"""Pull writes what commands have said into the files; files and ledger then say the same."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from jobforge_es.commands.describe import say
from jobforge_es.commands.pulling.files import FileMovedOn, Rewritten, put
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only
from tests.jobforge_es.definitions.rewriting.saying import sayings

WHY = ("--reason", "why")
BOTH_TABLES = ("silver.offices", "bronze.offices")


def lines(result):
    return {each["subject"]: (each["status"], each["note"]) for each in only(result)["outcomes"]}


def pulled(project, *args):
    return lines(call(project, "pull", "--json", *args))


def describe(project, subject, *sets):
    assert call(project, "catalog", "describe", subject, *sets, *WHY).exit_code == 0


def state(project):
    folders = ("catalog", "glossary", "questions", "contracts", "sources")
    return {p.relative_to(project).as_posix(): p.read_bytes() for f in folders for p in (project / f).glob("*")}


def test_files_that_say_all_are_left_alone(ran):
    before = state(ran)
    assert pulled(ran) == {}
    assert state(ran) == before


def test_what_commands_said_stands_in_the_files_and_apply_has_nothing_to_do(project):
    (project / "catalog").mkdir(exist_ok=True)
    (project / "catalog/mine.yaml").write_text("# mine\ntables:\n  silver.offices: {tags: [a]}  # few\n")
    call(project, "apply")
    for table in BOTH_TABLES:
        describe(project, table, "--set", "title.fr=Les bureaux", "--set", "grain.en=an office", "--set", "tags=b")
        describe(project, f"{table}.code", "--set", "security=Protected A")
    describe(project, "source:offices", "--set", "frequency=yearly", "--set", "publisher.en=Somebody")
    describe(project, "term:office", "--set", "label.en=Office")
    before = state(project)
    tried = only(call(project, "pull", "--dry-run", "--json"))
    assert state(project) == before
    done = pulled(project)
    assert {path: note for path, (_, note) in done.items()} == {
        "catalog/mine.yaml": "6 changed",
        "catalog/catalog.yaml": "1 changed",
        "glossary/terms.yaml": "1 changed",
        "contracts/offices.yaml": "2 changed",
        "sources/offices.yaml": "1 changed",
    }
    assert {file["path"] for file in tried["files"]} == done.keys()
    assert (
        (project / "catalog/mine.yaml").read_text().startswith("# mine\ntables:\n  silver.offices: {tags: [b], grain:")
    )
    assert "publisher: Somebody" in (project / "sources/offices.yaml").read_text()
    assert "{property: jobforge.title.fr, value: Les bureaux}" in (project / "contracts/offices.yaml").read_text()
    assert lines(call(project, "apply", "--json")) == {}
    assert pulled(project) == {}
    said = only(call(project, "catalog", "history", "silver.offices.code", "--json", "--property", "security"))
    assert [(each["values"], each["reason"]) for each in said["statements"]] == [(["Protected A"], "why")]


def test_a_word_that_a_file_says_of_two_tables_is_left_until_both_say_it(project):
    describe(project, "silver.offices", "--set", "title.en=Places")
    before = state(project)
    (left,) = pulled(project).values()
    assert left == (
        "waiting",
        "contracts/offices.yaml says it of table bronze.offices too: say the same of that, then pull",
    )
    assert state(project) == before
    describe(project, "bronze.offices", "--set", "title.en=Places")
    assert pulled(project) == {"contracts/offices.yaml": ("done", "2 changed")}
    assert "businessName: Places" in (project / "contracts/offices.yaml").read_text()


def test_a_contract_that_waits_for_a_second_person_is_written_and_waits(project):
    with (project / "jobforge.toml").open("a") as file:
        file.write('[review]\nsecond_person = ["contract"]\n')
    for table in BOTH_TABLES:
        describe(project, table, "--set", "title.en=Places")
    assert pulled(project) == {"contracts/offices.yaml": ("waiting", "jobforge review approve contract:silver.offices")}
    assert "businessName: Places" in (project / "contracts/offices.yaml").read_text()


def test_words_that_a_contract_says_in_its_own_way_are_left_and_the_others_written(project):
    for table in BOTH_TABLES:
        describe(project, table, "--set", "title.en=Places", "--unset", "title.fr")
        describe(project, f"{table}.code", "--set", "role=measure")
    done = pulled(project)
    assert done["contracts/offices.yaml"] == ("done", "4 changed")
    left = {subject: note for subject, (status, note) in done.items() if status == "waiting"}
    assert set(left) == {f"role of column {table}.code" for table in BOTH_TABLES}
    text = (project / "contracts/offices.yaml").read_text()
    assert ("businessName: Places" in text, "jobforge.title.fr" in text) == (True, False)
    assert "primaryKey: true" in text


def test_a_conflict_ends_with_what_the_catalog_says_and_names_what_gave_way(project):
    file = project / "glossary" / "words.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text("terms:\n  office: {label: {en: Office, fr: Bureau}}\n")
    call(project, "apply")
    describe(project, "term:office", "--set", "label.en=Place")
    file.write_text("terms:\n  office: {label: {en: Room, fr: Le bureau}}\n")
    assert call(project, "apply").stderr.startswith("C-014")
    (note,) = (note for _, note in pulled(project).values())
    assert "in place of its own words that were not applied: label.en of term office" in note
    assert "jobforge apply" in note
    assert file.read_text() == "terms:\n  office: {label: {en: Place, fr: Le bureau}}\n"
    assert lines(call(project, "apply", "--json"))["glossary/words.yaml"][0] == "done"
    assert pulled(project) == {}


def test_an_assignment_stands_in_a_file_with_all_that_makes_its_key(project):
    people = (("people", "add", "lee", "--name", "Lee"), ("people", "assign", "silver.offices", "--role", "owner"))
    call(project, *people[0], *WHY)
    call(project, *people[1], "--party", "lee", "--from", "2026-01-01", *WHY)
    describe(project, "assignment:owner of table:silver.offices: lee from 2026-01-01", "--set", "until=2026-06-30")
    pulled(project)
    text = (project / "catalog/people.yaml").read_text()
    assert '- {role: owner, for: "table:silver.offices", party: lee, from: 2026-01-01, until: 2026-06-30}' in text
    assert lines(call(project, "apply", "--json")) == {}


def test_a_file_that_somebody_writes_meanwhile_is_not_overwritten(tmp_path):
    place = tmp_path / "a.yaml"
    place.write_text("new")
    with pytest.raises(FileMovedOn) as caught:
        put(place, Rewritten("a.yaml", b"old", b"ours"))
    assert caught.value.code == "C-016"
    assert [p.read_text() for p in tmp_path.iterdir()] == ["new"]


def test_a_link_and_the_rights_of_a_file_stay(tmp_path):
    place, link = tmp_path / "a.yaml", tmp_path / "b.yaml"
    place.write_text("old")
    place.chmod(0o640)
    link.symlink_to(place)
    put(link, Rewritten("b.yaml", b"old", b"ours"))
    assert (link.is_symlink(), place.read_text(), place.stat().st_mode & 0o777) == (True, "ours", 0o640)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_is_told_as_such(project):
    describe(project, "term:office", "--set", "label.en=Office")
    (project / "glossary").mkdir(exist_ok=True)
    (project / "glossary").chmod(0o500)
    assert call(project, "pull").stderr.startswith("F-011")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sayings(20), sayings(20))
def test_whatever_is_described_is_pulled_and_then_nothing_is_left_to_apply(tmp_path_factory, said, then):
    root = tmp_path_factory.mktemp("p")
    (root / "jobforge.toml").write_text('[project]\nname = "p"\n')
    workspace = Workspace.open(root, reason="why")
    for some in (said, then):
        workspace._record(lambda session, some=some: [*say(session, some)])
        workspace.pull()
        once = state(root)
        assert workspace.apply() == []
        assert workspace.pull() == ([], [])
        assert state(root) == once
