"""What the working commands print, record and end with."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import MORE, again, call, only, positions, tree


def test_a_run_tells_each_step_the_books_and_the_next_step(fresh):
    result = call(fresh, "run")
    assert result.exit_code == 0
    shown = result.stdout
    assert shown.index("sources/offices.yaml") < shown.index("offices_1.csv") < shown.index("silver.offices")
    assert "7 read = 6 accepted + 1 set aside" in shown
    assert "balance staged" in shown
    assert "OK" in shown
    assert f"next  {again(fresh, 'jobforge quarantine list')}" in result.stderr


def test_a_second_run_has_nothing_to_do_and_records_nothing(project):
    before = positions(project)
    result = call(project, "run")
    assert (result.exit_code, result.stdout) == (0, "nothing to do\n")
    assert positions(project) == before


def test_plan_tells_the_same_as_run_and_writes_nothing(fresh):
    before = tree(fresh)
    planned = call(fresh, "plan", "--json")
    assert tree(fresh) == before
    done = call(fresh, "run", "--json")

    def told(result):
        return [(o["step"], o["subject"], o["status"], o["balance"]) for o in only(result)["outcomes"]]

    assert told(planned) == told(done)
    assert only(planned)["dry_run"] is True
    assert only(done)["dry_run"] is False


def test_plan_says_that_it_wrote_nothing(fresh):
    result = call(fresh, "plan")
    assert "nothing was written: this is what would happen" in result.stdout
    assert f"next  {again(fresh, 'jobforge run')}" in result.stderr


@pytest.mark.parametrize("command", ["run", "apply", "promote"])
def test_a_dry_run_writes_nothing(fresh, command):
    before = tree(fresh)
    assert call(fresh, command, "--dry-run").exit_code == 0
    assert tree(fresh) == before


def test_a_dry_run_of_ingest_writes_nothing(project, tmp_path):
    (tmp_path / "more.csv").write_text(MORE)
    before = positions(project)
    result = call(project, "ingest", str(tmp_path / "more.csv"), "--source", "offices", "--dry-run")
    assert result.exit_code == 0
    assert "1 read = 1 accepted" in result.stdout
    assert positions(project) == before


def test_the_steps_can_be_taken_one_by_one(fresh):
    assert only(call(fresh, "apply", "--json"))["outcomes"][0]["subject"] == "sources/offices.yaml"
    ingested = only(call(fresh, "ingest", str(fresh / "inbox/offices_1.csv"), "-s", "offices", "--json"))
    assert [o["status"] for o in ingested["outcomes"]] == ["done"]
    assert ingested["next"] == again(fresh, "jobforge quarantine list")
    to_bronze = only(call(fresh, "promote", "--to", "bronze", "--json"))
    assert {o["subject"] for o in to_bronze["outcomes"]} == {"bronze.offices"}
    silver = only(call(fresh, "promote", "silver.offices", "--json"))
    assert "silver.offices" in {o["subject"] for o in silver["outcomes"]}
    assert call(fresh, "promote", "silver.offices").stdout == "nothing to do\n"


def test_the_actor_and_the_reason_are_recorded(fresh):
    call(fresh, "apply", "--actor", "Léa Roy", "--reason", "new source")
    (event,) = only(call(fresh, "log", "--json", "--type", "source-adopted"))["events"]
    assert event["actor"] == "Léa Roy"
    assert event["metadata"]["actor_known"] == "typed"
    assert event["metadata"]["reason"] == "new source"


def test_the_same_bytes_again_are_recorded_and_not_landed(project):
    result = call(project, "ingest", str(project / "inbox/offices_1.csv"), "--source", "offices", "--json")
    (outcome,) = only(result)["outcomes"]
    assert (result.exit_code, outcome["status"]) == (0, "repeated")


def test_a_new_file_is_landed_beside_the_first(project):
    (project / "inbox/offices_2.csv").write_text(MORE)
    found = only(call(project, "run", "--json"))
    assert found["balance"]["staged"]["read"] == 1
    assert any(
        line["row"]["n"] == 4
        for line in [only(call(project, "query", "--json", "SELECT count(*) n FROM silver.offices"))]
    )


def test_too_many_rows_set_aside_end_with_3(fresh):
    (fresh / "inbox/offices_1.csv").write_text("Code,Name,Opened,Budget\nx,y,z,0\nx,y,z,0\nA01,a,2020-01-01,1.00\n")
    result = call(fresh, "run", "--json")
    assert (result.exit_code, only(result)["exit_code"]) == (3, 3)
    assert "K-001" in {o["error"]["code"] for o in only(result)["outcomes"] if o["error"]}
    status = call(fresh, "status").stdout
    assert next(line for line in status.splitlines() if line.startswith("bronze.offices")).split()[-1] == "1"


def test_a_file_that_cannot_be_read_does_not_stop_the_others(project, tmp_path):
    (tmp_path / "more.csv").write_text(MORE)
    paths = [str(tmp_path / "nothing.csv"), str(tmp_path / "more.csv")]
    result = call(project, "ingest", *paths, "--source", "offices", "--json")
    assert [o["status"] for o in only(result)["outcomes"]] == ["failed", "done"]
    assert result.exit_code == 2


def test_another_command_that_writes_ends_with_5(project):
    from jobforge_es.lock import work_lock

    with work_lock(project / "lake", 0, "jobforge run"):
        result = call(project, "run", "--wait", "0")
    assert result.exit_code == 5
    assert "is writing" in result.stderr


def test_wrong_settings_end_with_2(project):
    (project / "jobforge.toml").write_text("thread = 3\n")
    result = call(project, "status")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-002")
    (project / "jobforge.toml").write_text("[project\n")
    assert call(project, "run").exit_code == 2


@pytest.mark.parametrize(
    ("option", "value"), [("--wait", "soon"), ("--wait", "-1"), ("--actor", ""), ("--actor", "a\nb")]
)
def test_an_option_that_makes_no_sense_ends_with_2(project, option, value):
    assert call(project, "run", option, value).exit_code == 2


def test_a_broken_definition_is_shown_with_its_line_and_nothing_is_recorded(project):
    path = project / "sources/offices.yaml"
    path.write_text(path.read_text().replace("encoding: utf-8", "encodng: utf-8"))
    before = positions(project)
    result = call(project, "run")
    assert (result.exit_code, result.stderr[:5]) == (2, "C-004")
    assert "sources/offices.yaml:4:1" in result.stderr
    assert "encoding" in result.stderr
    assert positions(project) == before


def test_an_unknown_source_or_table_is_refused_with_the_near_ones(project):
    for args in (("ingest", "x.csv", "--source", "office"), ("promote", "silver.office")):
        result = call(project, *args)
        assert (result.exit_code, result.stderr[:5]) == (2, "U-001")
        assert "did you mean" in result.stderr


def test_an_argument_that_is_missing_is_asked_for(project):
    assert call(project, "ingest").exit_code == 2
    assert call(project, "ingest", "x.csv").exit_code == 2
    assert call(project, "query").exit_code == 2


def test_no_project_is_one_clear_error(tmp_path):
    for args in (("status",), ("run",), ("query", "SELECT 1"), ("verify",)):
        result = call(tmp_path / "nowhere", *args)
        assert (result.exit_code, result.stderr[:5]) == (2, "C-001")
