"""What the reading commands print, for people and for programs."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, objects, only, positions, tree

READING = [
    (("status",), "status"),
    (("log",), "log"),
    (("lineage", "silver.offices"), "lineage"),
    (("lineage", "silver.offices", "--format", "json"), "lineage"),
    (("trace", "gold.dim_office"), "trace"),
    (("trace", "silver.offices", "--where", "code = 'A02'"), "trace"),
    (("explain-value", "gold.dim_office.budget", "--where", "code = 'A01'"), "explain-value"),
    (("why-not", "gold.dim_office", "--where", "code = 'A05'"), "why-not"),
    (("trace", "staged.offices", "--forward", "--where", "_source_row = 1"), "trace-forward"),
    (("catalog", "show"), "catalog-show"),
    (("catalog", "show", "silver.offices"), "catalog-show"),
    (("source", "show"), "source-show"),
    (("source", "show", "offices"), "source-show"),
    (("quarantine", "list"), "quarantine-list"),
    (("audit",), "audit"),
    (("audit", "who"), "audit"),
    (("audit", "--sql", "SELECT count(*) AS n FROM log"), "audit"),
    (("verify",), "verify"),
    (("doctor",), "doctor"),
    (("explain", "C-001"), "explain"),
    (("explain",), "explain"),
    (("completion", "bash"), "completion"),
    (("replay", "--dry-run"), "replay"),
]
JARGON = ("stream", "projection", "digest", "upcaster", "checkpoint", "idempot")


@pytest.mark.parametrize(
    ("args", "name"), READING, ids=lambda value: " ".join(value) if isinstance(value, tuple) else value
)
def test_a_program_gets_one_versioned_object_and_nothing_on_stderr(ran, args, name):
    result = call(ran, *args, "--json")
    assert result.exit_code == 0, result.output
    assert only(result)["format"] == f"jobforge/{name}/1"
    assert result.stderr == ""


@pytest.mark.parametrize("args", [args for args, _ in READING if "json" not in args], ids=" ".join)
def test_people_get_results_on_stdout_and_the_next_step_on_stderr(ran, args):
    result = call(ran, *args)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    assert "next  jobforge" not in result.stdout
    assert result.stderr.count("next  ") == (0 if args[0] in ("explain", "completion") else 1)


@pytest.mark.parametrize(
    "args", [("status",), ("quarantine", "list"), ("catalog", "show"), ("source", "show", "offices")]
)
def test_stewards_read_no_jargon(ran, args):
    shown = call(ran, *args).output.lower()
    assert not [word for word in JARGON if word in shown]


def test_reading_writes_nothing(project):
    before = tree(project)
    for args, _ in READING:
        call(project, *args)
    call(project, "query", "SELECT * FROM silver.offices")
    after = tree(project)
    derived = {name for name in after if name.endswith(("-shm", "-wal", ".lock", "work.holder"))}
    assert {k: v for k, v in after.items() if k not in derived} == {k: v for k, v in before.items() if k not in derived}


def test_reading_before_the_first_run_makes_no_lake(fresh):
    for args in (
        ("status",),
        ("log",),
        ("catalog", "show"),
        ("source", "show"),
        ("quarantine", "list"),
        ("query", "SELECT 1"),
    ):
        assert call(fresh, *args).exit_code == 0
    assert not (fresh / "lake").exists()


def test_the_position_of_a_state_is_named(ran):
    last = positions(ran)
    for args in (
        ("status",),
        ("catalog", "show"),
        ("quarantine", "list"),
        ("source", "show"),
        ("lineage", "silver.offices"),
    ):
        assert f"as of position {last}" in call(ran, *args).stdout
        found = only(call(ran, *args, "--json", "--as-of", "2"))
        assert found["position"] == 2 if "position" in found else found["code"] == "U-001"


def test_a_moment_that_never_was_is_refused(ran):
    for moment in ("9999", "yesterday", "2026-13-01"):
        result = call(ran, "status", "--as-of", moment)
        assert (result.exit_code, result.stderr[:5]) == (2, "U-002")


def test_status_tells_what_there_is_and_what_needs_a_person(ran):
    shown = call(ran, "status").stdout
    assert "offices, as of position" in shown
    row = next(line.split() for line in shown.splitlines() if line.startswith("bronze.offices"))
    assert row == ["bronze.offices", "4", "1", "2"]


def test_the_log_can_be_narrowed(ran):
    def types(*args):
        return [e["type"] for e in only(call(ran, "log", "--json", *args))["events"]]

    everything = types()
    assert len(everything) == positions(ran)
    assert types("--type", "batch-ingested") == ["batch-ingested"]
    assert set(types("--type", "*-adopted")) <= {"source-adopted", "contract-adopted", "model-adopted"}
    assert types("--actor", "nobody") == []
    assert types("--actor", "lea") == everything
    assert types("--limit", "2") == everything[-2:]
    assert types("--from", "3") == everything[2:]
    assert types("--as-of", "2") == everything[:2]
    assert types("--since", "2001-01-01") == everything
    assert types("--since", "2201-01-01") == []
    assert "batch-promoted" not in types("--table", "staged.offices")
    assert types("--table", "bronze.offices") == ["batch-promoted"]
    assert {"source-adopted", "batch-ingested", "contract-adopted"} <= set(types("--source", "offices"))


def test_a_type_of_event_that_does_not_exist_is_refused(ran):
    result = call(ran, "log", "--type", "batch-ingest")
    assert result.exit_code == 2
    assert "did you mean batch-ingested" in result.stderr


def test_the_log_names_who_and_why(ran):
    shown = call(ran, "log", "--type", "batch-ingested").stdout
    assert 'offices_1.csv  lea  "first load"' in shown


def test_following_from_the_past_is_refused(ran):
    assert call(ran, "log", "--follow", "--as-of", "1").exit_code == 2


def test_a_query_gives_one_object_a_row(ran):
    found = objects(call(ran, "query", "--json", "SELECT code, opened, budget FROM silver.offices ORDER BY code"))
    assert [each["row"] for each in found] == [
        {"code": "A01", "opened": "2020-01-31", "budget": "12.50"},
        {"code": "A02", "opened": None, "budget": None},
        {"code": "A04", "opened": "2022-02-02", "budget": "3.25"},
    ]
    assert {each["format"] for each in found} == {"jobforge/query/1"}
    assert {each["position"] for each in found} == {positions(ran)}


def test_a_query_shows_a_table_that_cannot_drive_the_terminal(ran):
    result = call(ran, "query", "SELECT name, opened FROM silver.offices ORDER BY name")
    assert "South\\x1b[2J" in result.stdout
    assert "\x1b" not in result.output
    assert "NULL" in result.stdout
    assert "3 rows, as of position" in result.stderr


def test_a_query_shows_the_first_rows_and_says_that_there_are_more(ran):
    result = call(ran, "query", "--limit", "2", "SELECT * FROM silver.offices")
    assert len(result.stdout.splitlines()) == 3
    assert "the first 2 rows" in result.stderr
    assert "the first" not in call(ran, "query", "--limit", "3", "SELECT * FROM silver.offices").stderr


def test_rows_set_aside_can_be_queried(ran):
    sql = "SELECT _source_row AS row FROM quarantine.bronze_offices ORDER BY 1"
    assert [each["row"]["row"] for each in objects(call(ran, "query", "--json", sql))] == [3, 7]


def test_a_query_of_a_moment_sees_the_tables_of_that_moment(ran):
    result = call(ran, "query", "SELECT count(*) FROM silver.offices", "--as-of", "2")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY silver.offices TO 'x.csv'",
        "SELECT 1; SELECT 2",
        "CREATE TABLE x AS SELECT 1",
        "ATTACH 'x.db'",
        "SET threads = 1",
        "",
        "SELECT CAST(name AS INTEGER) FROM silver.offices",
    ],
)
def test_a_query_that_is_none_or_reaches_out_is_refused(ran, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(ran, "query", sql)
    assert result.exit_code == 2
    assert result.stderr.startswith("U-020")
    assert not list(tmp_path.iterdir())


def test_a_query_of_an_unknown_table_names_the_near_ones(ran):
    assert "silver.offices" in call(ran, "query", "SELECT * FROM silver.office").stderr


def test_quarantine_is_grouped_by_table_rule_and_batch(ran):
    found = only(call(ran, "quarantine", "list", "--json"))
    assert found["rows"] == 4
    groups = [(g["table"], g["rule"], g["rows"]) for g in found["groups"]]
    assert groups == [
        ("staged.offices", "P-002", 1),
        ("bronze.offices", "code.pattern", 1),
        ("bronze.offices", "opened.type", 1),
        ("silver.offices", "key", 1),
    ]


def test_quarantine_can_be_narrowed(ran):
    batch = only(call(ran, "quarantine", "list", "--json"))["groups"][0]["batch_id"]
    assert only(call(ran, "quarantine", "list", "--json", "--table", "bronze.offices"))["rows"] == 2
    assert only(call(ran, "quarantine", "list", "--json", "--batch", batch[:8]))["rows"] == 4
    for wrong in (("--table", "bronze.office"), ("--batch", "b-nothing")):
        result = call(ran, "quarantine", "list", *wrong)
        assert (result.exit_code, result.stderr[:5]) == (2, "U-001")


def test_a_row_set_aside_is_shown_with_its_raw_bytes_and_reasons(ran):
    groups = only(call(ran, "quarantine", "list", "--json"))["groups"]
    refused = call(ran, "quarantine", "show", groups[0]["example"]).stdout
    assert "offices_1.csv, record 5" in refused
    assert "A05,too,few" in refused
    broken = call(ran, "quarantine", "show", groups[2]["example"]).stdout
    assert "opened.type, version 1.2.0 in opened" in broken
    assert "(found 'not a date')" in broken
    assert "Est\\x1b]0;owned\\x07" in broken
    assert "\x1b" not in broken


def test_the_rows_of_a_batch_are_shown_up_to_a_limit(ran):
    batch = only(call(ran, "quarantine", "list", "--json"))["groups"][0]["batch_id"]
    found = only(call(ran, "quarantine", "show", batch, "--json", "--limit", "1"))
    assert (len(found["rows"]), found["left_out"], found["position"]) == (1, 3, positions(ran))
    assert "3 more" in call(ran, "quarantine", "show", batch, "--limit", "1").stdout
    raw = only(call(ran, "quarantine", "show", batch, "--json"))["rows"][0]
    assert bytes.fromhex(raw["raw_hex"]) == b"A05,too,few"


def test_a_row_that_was_not_set_aside_is_not_found(ran):
    batch = only(call(ran, "quarantine", "list", "--json"))["groups"][0]["batch_id"]
    for wrong in (f"{batch}/bronze/1", f"{batch}/gold/1", "b-nothing", "nothing/at/all"):
        assert call(ran, "quarantine", "show", wrong).exit_code == 2


def test_lineage_is_drawn_as_text_mermaid_and_dot(ran):
    text = call(ran, "lineage", "silver.offices").stdout
    assert text.index("bronze.offices") < text.index("staged.offices") < text.index("source:offices")
    assert "goes into" not in call(ran, "lineage", "silver.offices", "--up").stdout
    assert "made from" not in call(ran, "lineage", "staged.offices", "--down").stdout
    mermaid = call(ran, "lineage", "staged.offices", "--format", "mermaid").stdout
    assert mermaid.startswith("flowchart LR\n")
    dot = call(ran, "lineage", "staged.offices", "--format", "dot").stdout
    assert dot.startswith("digraph")
    assert dot.rstrip().endswith("}")
    assert '"source:offices" -> "staged.offices"' in dot


def test_a_table_is_described_in_english_and_french(ran):
    shown = call(ran, "catalog", "show", "silver.offices").stdout
    for text in (
        "One row per office.",
        "Une ligne par bureau.",
        "Le code du bureau.",
        "contract 1.2.0",
        "in the file: Code",
    ):
        assert text in shown


def test_a_source_is_shown_as_adopted(ran):
    shown = call(ran, "source", "show", "offices").stdout
    for text in ("Nobody", "n.d.", "offices*.csv", "Opened", "offices_1.csv"):
        assert text in shown


def test_an_unknown_name_is_refused_with_the_near_ones(ran):
    for args in (("catalog", "show", "silver.office"), ("source", "show", "office"), ("lineage", "silver.office")):
        result = call(ran, *args)
        assert (result.exit_code, result.stderr[:5]) == (2, "U-001")
        assert "offices" in result.stderr


def test_the_audit_answers_questions_and_selects(ran):
    assert "lea" in call(ran, "audit", "actors").stdout
    only_one = only(call(ran, "audit", "who", "--set", "actor=nobody", "--json"))
    assert only_one["rows"] == []
    assert only(call(ran, "audit", "--sql", "SELECT count(*) AS n FROM log", "--json"))["rows"] == [[positions(ran)]]


@pytest.mark.parametrize(
    "args",
    [
        ("whoo",),
        ("who", "--set", "x"),
        ("who", "--set", "colour=red"),
        ("who", "--sql", "SELECT 1"),
        ("--sql", "DELETE FROM events"),
    ],
)
def test_the_audit_refuses_what_it_cannot_answer(ran, args):
    assert call(ran, "audit", *args).exit_code == 2


def test_a_whole_project_is_verified(ran):
    result = call(ran, "verify")
    assert result.exit_code == 0
    assert "everything is as it was recorded" in result.stdout


def test_damage_is_named_and_ends_with_4(project):
    (path,) = (project / "lake/layers/silver").rglob("*.parquet")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    result = call(project, "verify")
    assert result.exit_code == 4
    assert path.name in result.stdout
    found = only(call(project, "verify", "--json"))
    assert (found["intact"], found["exit_code"], len(found["damages"])) == (False, 4, 1)


def test_a_missing_layer_file_is_no_damage_and_is_built_again(project):
    for path in (project / "lake/layers/silver").rglob("*.parquet"):
        path.unlink()
    assert "1 are not there" in call(project, "verify").stdout
    assert only(call(project, "replay", "--dry-run", "--json"))["built"] == 1
    assert len(objects(call(project, "query", "--json", "SELECT * FROM silver.offices"))) == 3
    assert "everything" in call(project, "verify").stdout


def test_replay_compares_byte_for_byte(project):
    result = call(project, "replay", "--check")
    assert result.exit_code == 0, result.output
    assert "byte for byte" in result.stdout
    assert only(call(project, "replay", "--check", "--json"))["differences"] == []
