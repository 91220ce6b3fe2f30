from __future__ import annotations

import shutil

import pytest

from tests.jobforge_es.cli.offices import call, only

REASON = ("--reason", "asked by the board")
FILE = """\
questions:
  which-offices:
    text: {en: Which offices are there?, fr: Quels bureaux y a-t-il?}
    owner: a.roy@example.org
    requires: [gold.dim_office.code, gold.dim_office.name]
    sql: SELECT code, name FROM gold.dim_office
    expectation: rows > 0 and no nulls in code
  largest-budget:
    text: {en: What is the largest budget?}
    requires: [gold.dim_office.budget]
    sql: SELECT max(budget) AS budget FROM gold.dim_office
    expectation: value > 1000
  not-yet:
    text: {en: How far apart are they?}
consumers:
  board: {title: {en: Board, fr: Tableau}, type: dashboard, questions: [which-offices]}
"""


@pytest.fixture(scope="module")
def asked_once(ran_once, tmp_path_factory):
    project = tmp_path_factory.mktemp("asked") / "offices"
    shutil.copytree(ran_once, project)
    (project / "questions").mkdir()
    (project / "questions/all.yaml").write_text(FILE)
    assert call(project, "apply").exit_code == 0
    return project


@pytest.fixture
def asked(asked_once, tmp_path):
    shutil.copytree(asked_once, tmp_path / "asked")
    return tmp_path / "asked"


def shown(project, key, *args):
    (found,) = only(call(project, "question", "show", key, "--json", *args))["questions"]
    return found


def test_all_questions_are_answered_and_one_that_fails_ends_with_1(asked):
    result = call(asked, "question", "verify", "--json")
    outcomes = {o["subject"]: o for o in only(result)["outcomes"]}
    assert result.exit_code == 1
    assert {key: o["status"] for key, o in outcomes.items()} == {
        "largest-budget": "failed", "not-yet": "waiting", "which-offices": "done",
    }  # fmt: skip
    assert outcomes["largest-budget"]["error"]["code"] == "K-010"
    assert "it is another, 12.5" in outcomes["largest-budget"]["error"]["why"]
    passed, failed = (shown(asked, key)["verified"] for key in ("which-offices", "largest-budget"))
    assert (passed["outcome"], passed["rows"], len(passed["digest"])) == ("passed", 3, 64)
    assert (failed["outcome"], failed["rows"], failed["unmet"]) == ("failed", 1, '["value > 1000"]')


def test_status_names_what_fails_until_it_passes(asked):
    call(asked, "question", "verify")
    assert only(call(asked, "status", "--json"))["questions"] == ["largest-budget"]
    assert "not answered as expected" in call(asked, "status").output
    call(asked, "question", "revise", "largest-budget", "--expect", "value > 10", *REASON)
    call(asked, "question", "verify", "largest-budget")
    assert only(call(asked, "status", "--json"))["questions"] == []


def test_no_value_of_an_answer_is_recorded(asked):
    call(asked, "question", "verify")
    events = call(asked, "log", "--type", "question-verified", "--json").output
    assert "value > 1000" in events
    assert "12.5" not in events
    assert "Rivi" not in events


def test_the_same_answer_has_the_same_digest(asked):
    digests = []
    for _ in range(2):
        assert call(asked, "question", "verify", "which-offices").exit_code == 0
        digests.append(shown(asked, "which-offices")["verified"]["digest"])
    assert digests[0] == digests[1]


def test_columns_that_are_read_and_not_required_are_told(asked):
    words = ("--sql", "SELECT code, name FROM gold.dim_office WHERE budget > 1", "--expect", "rows > 0")
    call(asked, "question", "revise", "which-offices", *words, *REASON)
    (outcome,) = only(call(asked, "question", "verify", "which-offices", "--json"))["outcomes"]
    assert outcome["note"].endswith("it also reads gold.dim_office.budget, which it does not require")


def test_a_rehearsed_or_earlier_answer_is_told_and_not_recorded(asked):
    assert call(asked, "question", "verify", "which-offices", "--dry-run").exit_code == 0
    first = only(call(asked, "log", "--json", "--type", "catalog-file-adopted"))["events"][0]["position"]
    assert call(asked, "question", "verify", "which-offices", "--as-of", str(first)).exit_code == 0
    assert shown(asked, "which-offices")["verified"] is None


def test_what_is_shown_is_as_of_a_position(asked):
    call(asked, "question", "verify", "which-offices")
    at = shown(asked, "which-offices")["verified"]["position"]
    call(asked, "question", "revise", "which-offices", "--expect", "rows = 2", *REASON)
    now, then = shown(asked, "which-offices"), shown(asked, "which-offices", "--as-of", str(at))
    assert (now["expectation"], now["stale"]) == ("rows = 2", True)
    assert (then["expectation"], then["stale"]) == ("rows > 0 and no nulls in code", False)
    assert "revised since" in call(asked, "question", "show").output


def test_a_question_is_added_linked_and_answered_by_command(asked):
    add = ("question", "add", "how-many", "--text", "How many?", "--text-fr", "Combien?")
    sql = ("--sql", "SELECT count(*) AS n FROM gold.dim_office", "--expect", "value = 3")
    assert call(asked, *add, *sql, *REASON).exit_code == 0
    assert call(asked, *add, *sql, *REASON).exit_code == 2
    assert call(asked, "glossary", "add", "office", "--label", "office", *REASON).exit_code == 0
    assert call(asked, "question", "link", "how-many", "gold.dim_office.code", "term:office", *REASON).exit_code == 0
    found = shown(asked, "how-many")
    assert (found["text"], found["requires"], found["terms"]) == (
        {"en": "How many?", "fr": "Combien?"}, ["gold.dim_office.code"], ["office"],
    )  # fmt: skip
    assert call(asked, "question", "verify", "how-many").exit_code == 0
    call(asked, "question", "link", "how-many", "gold.dim_office.code", "--remove", *REASON)
    assert "requires" not in shown(asked, "how-many")


def test_a_dashboard_is_registered_and_changed_by_command(asked):
    words = ("question", "consumer", "report", "--type", "report", "--requires", "gold.dim_office.budget")
    assert call(asked, *words, *REASON).exit_code == 0
    assert call(asked, "question", "consumer", "report", "--title-fr", "Rapport", *REASON).exit_code == 0
    found = {c["key"]: c for c in only(call(asked, "question", "show", "--json"))["consumers"]}
    assert found["report"]["title"] == {"fr": "Rapport"}
    assert found["report"]["requires"] == ["gold.dim_office.budget"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("add", "x", "--text", "?"), "U-060"),
        (("add", "x", *REASON), "U-000"),
        (("add", "which-offices", "--text", "?", *REASON), "C-031"),
        (("add", "x", "--sql", "SELECT random()", *REASON), "M-0"),
        (("add", "x", "--sql", "SELECT code FROM silver.offices", *REASON), "M-008"),
        (("add", "x", "--expect", "many", *REASON), "C-015"),
        (("revise", "nothing", "--text", "?", *REASON), "U-001"),
        (("link", "which-offices", "source:x", *REASON), "C-015"),
        (("link", "nothing", "gold.dim_office.code", *REASON), "U-001"),
        (("verify", "nothing"), "U-001"),
        (("show", "nothing"), "U-001"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked_once, args, code):
    result = call(asked_once, "question", *args)
    assert result.exit_code == 2
    assert result.output.startswith(code) or code in result.output


def test_a_layer_below_gold_is_asked_where_that_is_declared(asked):
    sql = ("--sql", "SELECT code FROM silver.offices", "--expect", "rows > 0")
    assert call(asked, "question", "add", "low", *sql, "--reads", "silver", *REASON).exit_code == 0
    assert call(asked, "question", "verify", "low").exit_code == 0


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT nothing FROM gold.dim_office", "M-"),
        ("SELECT code FROM gold.dim_region", "K-012"),
        ("SELECT count(*) FROM gold.dim_office", "M-007"),
    ],
)
def test_what_has_no_answer_is_recorded_as_broken(asked, sql, code):
    change(asked, "questions/all.yaml", "SELECT code, name FROM gold.dim_office", sql)
    assert call(asked, "apply").exit_code == 0
    result = call(asked, "question", "verify", "which-offices")
    assert result.exit_code == 1, (result.output, (asked / "questions/all.yaml").read_text())
    verified = shown(asked, "which-offices")["verified"]
    assert (verified["outcome"], verified["rows"]) == ("broken", None)
    assert verified["error"].startswith(code)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--sql", "SELECT nothing FROM gold.dim_office"), "M-005"),
        (("--requires", "gold.dim_office.nothing"), "U-001"),
    ],
)
def test_a_command_names_no_column_that_is_not_there(asked, words, code):
    refused = call(asked, "question", "revise", "which-offices", *words, *REASON)
    assert refused.exit_code != 0
    assert code in refused.output
    assert "nothing" in refused.output


def test_a_question_may_be_asked_before_its_table_is_made(asked):
    words = ("--sql", "SELECT code FROM gold.dim_region", "--requires", "gold.dim_region.code")
    assert call(asked, "question", "add", "which-regions", "--text", "Which regions?", *words, *REASON).exit_code == 0
    assert shown(asked, "which-regions")["missing"] == ["gold.dim_region.code"]


def test_who_asks_for_a_consumer_is_told_where_it_is_shown(asked):
    refused = call(asked, "question", "show", "board")
    assert "jobforge catalog show consumer:board" in refused.output


def test_a_personal_value_is_masked_where_an_answer_is_not_as_expected(asked):
    call(asked, "catalog", "describe", "gold.dim_office.budget", "--set", "personal=true", *REASON)
    told = call(asked, "question", "verify", "largest-budget").output
    assert "it is another, ***" in told
    assert "12.5" not in told


@pytest.mark.parametrize("sql", ["SELECT random() AS x FROM gold.dim_office", "DROP TABLE gold.dim_office", "SELECT ("])
def test_sql_of_a_file_that_may_not_be_asked_is_broken_and_stops_no_other(asked, sql):
    change(asked, "questions/all.yaml", "SELECT max(budget) AS budget FROM gold.dim_office", sql)
    assert call(asked, "apply").exit_code == 0
    outcomes = {o["subject"]: o for o in only(call(asked, "question", "verify", "--json"))["outcomes"]}
    assert outcomes["largest-budget"]["error"]["code"] == "K-011"
    assert outcomes["which-offices"]["status"] == "done"
    assert shown(asked, "largest-budget")["verified"]["error"].startswith("M-")


def test_a_star_is_all_columns_but_those_that_tell_where_a_row_came_from(asked):
    digests = []
    for sql in ("SELECT DISTINCT * FROM gold.dim_office", "SELECT DISTINCT code, name, budget FROM gold.dim_office"):
        call(asked, "question", "revise", "which-offices", "--sql", sql, "--expect", "rows = 3", *REASON)
        result = call(asked, "question", "verify", "which-offices")
        assert result.exit_code == 0, result.output
        digests.append(shown(asked, "which-offices")["verified"]["digest"])
    assert digests[0] == digests[1]


def change(project, path, old, new):
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))


MODEL = "models/gold/dim_office.sql"


def positions(project):
    return only(call(project, "status", "--json"))["position"]


@pytest.mark.parametrize("command", ["plan", "run", "apply"])
def test_a_model_that_drops_a_needed_column_is_refused_with_the_names_of_who_needs_it(asked, command):
    before = positions(asked)
    change(asked, MODEL, "code, name, budget", "code, budget")
    result = call(asked, command)
    assert result.exit_code == 2
    for name in ("C-030", "gold.dim_office.name", "question:which-offices", "consumer:board"):
        assert name in result.output
    assert positions(asked) == before


def test_a_contract_that_drops_a_column_under_a_model_is_refused(asked):
    contract = "contracts/offices.yaml"
    line = "      - {name: name, logicalType: string, customProperties: [{property: jobforge.header, value: Name}]}\n"
    change(asked, contract, line, "")
    result = call(asked, "plan")
    assert result.exit_code == 2
    assert "question:which-offices" in result.output


def test_a_retired_table_is_refused_while_it_is_needed(asked):
    (asked / MODEL).unlink()
    result = call(asked, "plan")
    assert result.exit_code == 2
    assert "question:largest-budget" in result.output


def test_what_is_needed_may_be_changed_in_the_same_step_or_before(asked):
    change(asked, MODEL, "code, name, budget", "code, budget")
    change(asked, "questions/all.yaml", ", gold.dim_office.name]", "]")
    change(asked, "questions/all.yaml", "SELECT code, name", "SELECT code")
    assert call(asked, "plan").exit_code == 0
    (asked / "questions/all.yaml").unlink()
    assert call(asked, "apply").exit_code == 0


def test_a_mistake_in_a_model_is_told_as_such(asked):
    change(asked, MODEL, "code, name, budget", "code, nmae, budget")
    assert "C-030" not in call(asked, "plan").output


def test_a_column_that_nobody_needs_may_go(asked):
    call(asked, "question", "link", "largest-budget", "gold.dim_office.budget", "--remove", *REASON)
    change(asked, MODEL, "code, name, budget", "code, name")
    assert call(asked, "plan").exit_code == 0


def test_lineage_leads_to_questions_and_consumers(asked_once):
    tables = call(asked_once, "lineage", "silver.offices", "--down").output
    assert "question:which-offices" in tables
    assert "consumer:board" in tables
    columns = call(asked_once, "lineage", "silver.offices.name", "--down").output
    assert "question:which-offices.name" in columns
    assert "question:largest-budget" not in columns


def test_a_planned_withdrawal_names_who_needs_what_would_change(asked_once):
    batch = only(call(asked_once, "source", "show", "offices", "--json"))["sources"][0]["batches"][0]["batch_id"]
    told = call(asked_once, "plan", "--withdraw", batch).output
    assert "needed by questions and consumers" in told
    assert {"question:which-offices", "question:largest-budget", "consumer:board"} <= set(told.replace(",", "").split())
