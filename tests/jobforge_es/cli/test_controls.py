"""``jobforge controls`` as people use it, on a small project."""

from __future__ import annotations

import contextlib
import shlex
import shutil

import click
import pytest

from jobforge_es.cli import main
from jobforge_es.workspace import Workspace
from ledger.driver import sqlite3
from projections.controls.registry import CONTROLS
from tests.jobforge_es.cli.offices import call, only, positions


def scored(project, *args):
    found = only(call(project, "controls", *args, "--json"))
    return {each["id"]: each for each in found["controls"]}, found


def test_on_an_empty_ledger_no_control_passes(fresh):
    each, found = scored(fresh)
    assert set(each) == set(CONTROLS)
    assert not [name for name, control in each.items() if control["status"] in ("PASS", "ATTESTED", "WAIVED")]
    assert each["P01"]["status"] == "NOT_EVIDENCED"
    assert each["S02"]["status"] == "NOTHING_TO_CHECK"
    assert found["score"] == 0
    assert call(fresh, "controls", "--fail-under", "1").exit_code == 3
    assert call(fresh, "controls", "--fail-under", "1", "--framework", "dadm").exit_code == 2
    for framework in ("dadm", "dmbok", "gc-data-quality"):
        clauses = only(call(fresh, "controls", "--framework", framework, "--json"))["clauses"]
        assert {each["status"] for each in clauses} == {"NOT_EVIDENCED"}
    assert positions(fresh) == 0


def test_every_mend_names_a_command_and_options_that_there_are(ran):
    for control in only(call(ran, "controls", "--json"))["controls"]:
        for item in control["items"]:
            assert item["what"]
            if item["mend"]:
                assert_is_command(item["mend"])


def assert_is_command(text):
    jobforge, *words = shlex.split(text)
    assert jobforge == "jobforge"
    command, context = main, click.Context(main)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(context, words.pop(0))
        assert command is not None, text
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, text


def test_one_control_shows_what_fails_and_what_mends_it(ran):
    shown = call(ran, "controls", "show", "G01").stdout
    assert "table:silver.offices: it has no owner in force" in shown
    assert "jobforge people assign silver.offices --role owner --party ... --reason ..." in shown
    assert call(ran, "controls", "show", "G99").exit_code == 2
    assert call(ran, "controls", "--framework", "nope").exit_code == 2
    assert call(ran, "controls", "--record", "--as-of", "1").exit_code == 2
    assert call(ran, "controls", "--fail-under", "5", "trend").exit_code == 2


def test_a_waiver_is_dated_and_reasoned_and_counts_until_taken_back(project):
    until = ("--until", "2999-12-31")
    assert call(project, "controls", "waive", "M01", *until).exit_code == 2
    assert call(project, "controls", "waive", "M01", "--until", "2001-01-01", "--reason", "r").exit_code == 2
    assert call(project, "controls", "waive", "M01", "--reason", "r").exit_code == 2
    assert call(project, "controls", "waive", "M1", *until, "--reason", "r").exit_code == 2
    lost = call(project, "controls", "waive", "M01", "--for", "gold.nope", *until, "--reason", "r")
    assert (lost.exit_code, "gold.dim_office" in lost.stderr) == (2, True)
    tried = call(project, "controls", "waive", "M01", *until, "--for", "gold.dim_office", "--dry-run")
    assert (tried.exit_code, scored(project)[0]["M01"]["status"]) == (0, "FAIL")
    args = ("controls", "waive", "M01", "--for", "gold.dim_office", *until, "--reason", "next quarter")
    assert call(project, *args).exit_code == 0
    then = positions(project)
    found = scored(project)[0]
    assert (found["M01"]["status"], found["M01"]["waived"]) == ("WAIVED", 1)
    assert found["G05"]["status"] == "PASS"
    assert found["M01"]["decisions"][0]["reason"] == "next quarter"
    assert "next quarter" in call(project, "controls", "show", "M01").stdout
    ended = ("controls", "waive", "M01", "--for", "gold.dim_office", "--end", "--reason", "done")
    assert call(project, *ended).exit_code == 0
    assert call(project, *ended).exit_code == 2
    assert scored(project)[0]["M01"]["status"] == "FAIL"
    assert scored(project, "--as-of", str(then))[0]["M01"]["status"] == "WAIVED"


def test_a_framework_is_scoped_by_level_and_evidence_is_kept(project, tmp_path):
    def clauses():
        return {c["clause"]: c for c in only(call(project, "controls", "--framework", "dadm", "--json"))["clauses"]}

    until, why = ("--until", "2999-12-31"), ("--reason", "told so")
    (tmp_path / "review.pdf").write_bytes(b"a review")
    assert call(project, "controls", "scope", "dadm", "--level", "V", *until, *why).exit_code == 2
    assert call(project, "controls", "scope", "dmbok", "--level", "I", *until, *why).exit_code == 2
    assert call(project, "controls", "scope", "dadm:9", *until, *why).exit_code == 2
    assert call(project, "controls", "scope", "dada:6", *until, *why).exit_code == 2
    assert call(project, "controls", "scope", "dadm", "--level", "I", *until, *why).exit_code == 0
    assert clauses()["6.3.7"]["status"] == "OUTSIDE"
    assert call(project, "controls", "scope", "dadm:6.4", *until, *why).exit_code == 0
    assert clauses()["6.4.1.1"]["status"] == "OUTSIDE"
    evidence = ("--evidence", str(tmp_path / "review.pdf"))
    assert call(project, "controls", "attest", "dadm", *evidence, *why).exit_code == 2
    assert call(project, "controls", "attest", "dadm:6.2.4", "--evidence", str(tmp_path / "no"), *why).exit_code == 2
    (tmp_path / "empty.txt").touch()
    nothing = call(project, "controls", "attest", "dadm:6.2.4", "--evidence", str(tmp_path / "empty.txt"), *why)
    assert (nothing.exit_code, "is empty" in nothing.output) == (2, True)
    assert call(project, "controls", "attest", "dadm:6.2.4", *evidence, *why).exit_code == 0
    found = clauses()["6.2.4"]
    assert (found["status"], found["decision"]["name"]) == ("ATTESTED", "review.pdf")
    assert (project / "lake/vault/sha256" / found["decision"]["evidence"][:2] / found["decision"]["evidence"]).is_file()
    assert "review.pdf" in call(project, "controls", "--framework", "dadm").stdout
    assert call(project, "controls", "attest", "dadm:6.2.4", "--end", *why).exit_code == 0
    assert clauses()["6.2.4"]["status"] == "NOT_EVIDENCED"
    assert call(project, "controls", "scope", "dadm", *until, *why).exit_code == 0
    assert {each["status"] for each in clauses().values()} == {"OUTSIDE"}
    assert "it does not apply until 2999-12-31" in call(project, "controls", "--framework", "dadm").stdout
    assert scored(project)[0]["P01"]["status"] == "NOT_APPLICABLE"
    assert call(project, "verify").exit_code == 0


def test_evaluations_are_kept_and_tell_a_trend(project):
    assert "no evaluation" in call(project, "controls", "trend").stdout
    assert call(project, "controls", "--record", "--dry-run").exit_code == 0
    assert call(project, "controls", "--record", "--rebuild", "--reason", "yearly").exit_code == 0
    first = positions(project)
    assert scored(project)[0]["S05"]["status"] == "PASS"
    assert scored(project)[0]["S06"]["status"] == "PASS"
    call(project, "catalog", "describe", "gold.dim_office", "--set", "retention=1 year", "--reason", "law")
    assert call(project, "controls", "--record").exit_code == 0
    one, two = only(call(project, "controls", "trend", "--json"))["evaluations"]
    assert (one["position"], one["rebuilt"], two["rebuilt"]) == (first, True, False)
    assert len(only(call(project, "controls", "trend", "--as-of", str(first), "--json"))["evaluations"]) == 1
    shown = call(project, "controls", "trend").stdout
    assert f"{one['score']} %" in shown


def test_one_table_is_asked_about_with_its_columns_and_files(ran):
    each, found = scored(ran, "--for", "gold.dim_office")
    assert each["M01"]["population"] == 1
    assert each["C01"]["population"] == 4
    assert each["S01"]["population"] == 1
    assert each["D01"]["status"] == "NOTHING_TO_CHECK"
    assert found["score"] is not None
    shown = call(ran, "controls", "--for", "gold.dim_office").stdout
    assert "D01" not in shown
    assert "C01" in shown
    items = only(call(ran, "controls", "show", "L01", "--for", "gold.dim_office.code", "--json"))["control"]["items"]
    assert {item["subject"] for item in items} == {"column:gold.dim_office.code"}
    lost = call(ran, "controls", "--for", "gold.dim_ofice")
    assert (lost.exit_code, "gold.dim_office" in lost.stderr) == (2, True)
    clauses = only(call(ran, "controls", "--for", "gold.dim_office", "--framework", "dmbok", "--json"))["clauses"]
    assert {c["clause"]: c["status"] for c in clauses}["9"] == "NOT_EVIDENCED"


def test_what_programs_read_is_the_same_in_both_languages(ran):
    for words in ((), ("show", "G01"), ("--framework", "dadm")):
        french = call(ran, "controls", *words, "--json", "--lang", "fr").stdout
        assert french == call(ran, "controls", *words, "--json").stdout


def test_what_is_damaged_is_told_and_the_other_controls_still_tell(project):
    (file,) = (project / "lake/layers/gold").rglob("*.parquet")
    file.chmod(0o600)
    file.write_bytes(b"damaged")
    found = scored(project, "--rebuild")[0]
    assert found["S01"]["status"] == "FAIL"
    assert found["S05"]["status"] == "PASS"
    assert found["I01"]["status"] == "NOT_EVIDENCED"
    assert "could not be looked at" in found["I01"]["items"][0]["what"]
    assert found["D01"]["status"] == "PASS"
    (csv,) = {p for p in (project / "lake/vault/sha256").rglob("*") if p.is_file() and b"lower case" in p.read_bytes()}
    csv.unlink()
    found = scored(project, "--rebuild")[0]
    assert [found[name]["status"] for name in ("S03", "S05", "D01")] == ["FAIL"] * 3


def test_looking_mends_nothing_a_file_that_is_gone_stays_gone_and_is_told_each_time(project):
    (file,) = (project / "lake/layers/gold").rglob("*.parquet")
    whole = scored(project)[0]
    file.unlink()
    found = scored(project)[0]
    assert [found[name]["status"] for name in ("A02", "S01", "I01")] == ["FAIL", "FAIL", whole["I01"]["status"]]
    assert not file.exists()
    assert scored(project)[0] == found


def test_what_is_not_published_yet_is_nothing_that_is_wrong(project, tmp_path):
    (tmp_path / "offices9.csv").write_text("Code,Name,Opened,Budget\nB09,Baie,2020-01-31,1.00\n", encoding="utf-8")
    assert call(project, "ingest", str(tmp_path / "offices9.csv"), "--source", "offices").exit_code == 0
    assert found_in(project, "A02") == ("PASS", {})
    assert call(project, "run").exit_code == 0
    assert found_in(project, "A02") == ("PASS", {})


def test_what_is_published_is_looked_at_and_put_back(project):
    folder = project / "lake/published/gold/dim_office"
    (file,) = folder.glob("*.parquet")
    content = file.read_bytes()
    name = file.relative_to(project / "lake").as_posix()
    file.unlink()
    assert found_in(project, "A02") == ("FAIL", {f"file:{name}": "it is in effect and not there"})
    assert call(project, "run").exit_code == 0
    assert (file.read_bytes(), found_in(project, "A02")[0]) == (content, "PASS")
    file.unlink()
    file.write_bytes(b"another")
    (folder / "stray.parquet").write_bytes(b"")
    assert found_in(project, "S01") == ("FAIL", {f"file:{name}": "it is not what was recorded"})
    assert found_in(project, "A02")[1] == {"file:published/gold/dim_office/stray.parquet": "no event recorded it"}
    assert call(project, "replay").exit_code == 0
    assert file.read_bytes() == content
    assert (found_in(project, "S01")[0], found_in(project, "A02")[0]) == ("PASS", "PASS")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    told = {"file:published/gold/dim_office/manifest.json": "what is published is not what is in effect"}
    assert found_in(project, "A02") == ("FAIL", told)
    assert call(project, "run").exit_code == 0
    assert found_in(project, "A02")[0] == "PASS"


def found_in(project, control):
    found = only(call(project, "controls", "show", control, "--json"))["control"]
    return found["status"], {each["subject"]: each["what"] for each in found["items"]}


def test_the_model_that_was_exported_is_read_where_it_lies(project):
    assert call(project, "export", "powerbi").exit_code == 0
    status, items = found_in(project, "B03")
    assert (status, items) == ("PASS", {})
    (table,) = (project / "lake/exports/powerbi").rglob("dim_office.tmdl")
    written = table.read_text(encoding="utf-8")
    table.write_text(written.replace("dataType: string", "dataType: int64", 1), encoding="utf-8")
    status, items = found_in(project, "B03")
    assert status == "FAIL"
    assert set(items.values()) == {"somebody changed it where it lies", "the exported model gives it another type"}
    table.write_text(f"// {written}", encoding="utf-8")
    assert "it was changed, and cannot be read" in found_in(project, "B03")[1].values()
    shutil.rmtree(project / "lake/exports")
    assert found_in(project, "B03")[0] == "PASS"  # it can be written again just so


@pytest.mark.parametrize("target", ["odcs", "openlineage", "purview"])
def test_what_was_exported_is_read_for_the_category_of_protected_columns(project, target):
    say = ("catalog", "describe", "gold.dim_office.code", "--reason", "it may name people", "--set")
    assert call(project, *say, "security=Protected A").exit_code == 0
    assert call(project, "export", target).exit_code == 0
    assert found_in(project, "C03")[0] == "PASS"
    assert call(project, *say, "security=Protected B").exit_code == 0
    told = {"column:gold.dim_office.code": f"the export {target} does not say that it is Protected B"}
    assert found_in(project, "C03") == ("FAIL", told)
    for place in (project / "lake/exports" / target).iterdir():
        if place.name != "jobforge-export.json":
            place.write_text("{", encoding="utf-8")
    assert found_in(project, "C03")[0] == "NOT_EVIDENCED"
    shutil.rmtree(project / "lake/exports")
    assert found_in(project, "C03")[0] == "STALE"


def test_a_ledger_that_was_changed_fails_whoever_vouches_for_it(project):
    why = ("--reason", "the head is printed every evening")
    assert call(project, "controls", "attest", "S02", "--evidence", str(project / "jobforge.toml"), *why).exit_code == 0
    assert scored(project)[0]["S02"]["status"] == "ATTESTED"
    with contextlib.closing(sqlite3.connect(project / "lake/ledger.db", isolation_level=None)) as db:
        db.execute("DROP TRIGGER events_keep_update")
        db.execute("UPDATE events SET actor = 'eve' WHERE seq = 3")
    found = scored(project)[0]["S02"]
    assert (found["status"], found["items"][0]["what"]) == ("FAIL", "its position 3 is not what was recorded")


def test_a_guard_of_the_ledger_that_is_gone_is_told_as_such(project):
    with contextlib.closing(sqlite3.connect(project / "lake/ledger.db", isolation_level=None)) as db:
        db.execute("DROP TRIGGER events_keep_update")
    found = scored(project)[0]["S02"]
    assert (found["status"], found["items"][0]["what"]) == ("FAIL", "what guards it was changed")


def test_the_same_is_asked_of_the_workspace(ran):
    found = Workspace.open(ran).controls("M01")
    assert [(each.control.id, each.status) for each in found.results] == [("M01", "FAIL")]
    assert Workspace.open(ran).control_trend().points == ()


@pytest.mark.parametrize("words", [(), ("show", "G01"), ("--framework", "dadm"), ("trend",)])
def test_it_is_told_in_french(ran, words):
    shown = call(ran, "controls", *words, "--lang", "fr")
    assert shown.exit_code == 0
    assert "(en anglais)" not in shown.stdout
    assert "NOT_EVIDENCED" not in shown.stdout
