from __future__ import annotations

from pathlib import Path

import pytest

from ledger.audit import QueryRefused, ask, select
from ledger.driver import sqlite3
from ledger.errors import IntegrityError, LedgerUnusable
from ledger.opening import open_ledger
from ledger.questions import QUESTIONS
from ledger.sqlite import SqliteLedger
from tests.ledger.samples import BATCH, EVENTS, Clock, new, small

COUNT = len(EVENTS) + 1
"""Events in the ledger of ``path``."""


@pytest.fixture
def path(ledger: SqliteLedger, clock: Clock) -> Path:
    """A ledger with one of everything, in two runs by two people."""
    for number, event in enumerate(EVENTS.values()):
        who, run = ("a.roy", "r-1") if number < 6 else ("l.tran", "r-2")
        ledger.append(f"s-{number}", [new(event, who, run=run, reason="because" if number == 7 else None)], 0)
        clock.now += 1_000_000
    ledger.append("s-0", [new(EVENTS["delivery-repeated"], "a.roy", run="r-3")], 1)
    return ledger.path


def as_dicts(path: Path, question: str, **parameters: str) -> list[dict[str, object]]:
    answer = ask(path, question, parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_every_question_is_answered_in_two_languages_with_and_without_parameters(path: Path, question) -> None:
    assert ask(path, question.name).columns
    assert not ask(path, question.name, dict.fromkeys(question.parameters, "0")).truncated
    assert set(question.titles) == {"en", "fr"}
    assert all(f":{name}" in question.sql for name in question.parameters)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_finds_nothing_in_an_empty_ledger(ledger: SqliteLedger, question: str) -> None:
    assert ask(ledger.path, question).rows == ()


def test_who_did_what_and_when(path: Path) -> None:
    everything = as_dicts(path, "who")
    assert [row["position"] for row in everything] == list(range(1, COUNT + 1))
    assert everything[0]["recorded_at"] == "2027-01-15T08:00:00.000000Z"
    assert [row["position"] for row in as_dicts(path, "who", actor="l.tran")] == list(range(7, COUNT))
    assert [row["reason"] for row in as_dicts(path, "who", run="r-2")][:3] == [None, "because", None]
    since = as_dicts(path, "who", since="2027-01-15T08:00:02", until="2027-01-15T08:00:04")
    assert [row["position"] for row in since] == [3, 4]


def test_refused_files_and_promotions_with_their_reasons(path: Path) -> None:
    file, promotion = as_dicts(path, "refused")
    assert (file["kind"], file["code"], file["refused_because"]) == ("file", "S-001", "the header does not match")
    assert (promotion["subject"], promotion["rows_quarantined"]) == ("bronze.noc", 5)


def test_quarantine_totals_count_each_batch_once(path: Path, ledger: SqliteLedger) -> None:
    ledger.append("again", [new(EVENTS["batch-promoted"])], 0)
    assert as_dicts(path, "quarantine") == [
        {"table_name": "staged.noc", "batches": 1, "rows_read": 14, "rows_quarantined": 1},
        {"table_name": "silver.noc", "batches": 1, "rows_read": 9, "rows_quarantined": 0},
    ]
    assert len(as_dicts(path, "quarantine", table="silver.noc")) == 1


def test_failures_adoptions_deliveries_contracts_builds_runs_and_actors(path: Path) -> None:
    (failure,) = as_dicts(path, "failures", subject="noc")
    assert (failure["code"], failure["failed_because"]) == ("D-003", "the file is not UTF-8")
    adoptions = as_dicts(path, "adoptions")
    assert [(row["kind"], row["name"], row["outcome"]) for row in adoptions] == [
        ("source", "noc", "adopted"),
        ("contract", "silver.noc", "adopted"),
        ("model", "gold.dim_noc", "adopted"),
        ("model", "gold.dim_noc", "retired"),
    ]
    (delivery,) = as_dicts(path, "deliveries", source="noc")
    assert (delivery["batch_id"], delivery["repetitions"]) == (BATCH, 2)
    contracts = as_dicts(path, "contracts")
    assert [(row["table_name"], row["contract_version"], row["promoted"], row["rejected"]) for row in contracts] == [
        ("silver.noc", "1.2.0", 1, 0),
        ("bronze.noc", "1.2.0", 0, 1),
    ]
    (build,) = as_dicts(path, "builds")
    assert (build["table_name"], build["changed"], build["rows_out"]) == ("gold.dim_noc", 0, 0)
    assert [(row["run"], row["events"]) for row in as_dicts(path, "runs")] == [
        ("r-1", 6),
        ("r-2", COUNT - 7),
        ("r-3", 1),
    ]
    assert [(row["actor"], row["events"], row["runs"]) for row in as_dicts(path, "actors")] == [
        ("a.roy", 7, 2),
        ("l.tran", COUNT - 7, 1),
    ]


def test_an_unknown_question_or_parameter_is_told_with_what_there_is(path: Path) -> None:
    with pytest.raises(QueryRefused, match="no question 'failure'") as caught:
        ask(path, "failure")
    assert caught.value.mend == ("jobforge audit failures", "jobforge audit")
    with pytest.raises(QueryRefused, match="no parameter 'table'") as caught:
        ask(path, "failures", {"table": "x"})
    assert any("subject" in line for line in caught.value.mend)
    with pytest.raises(QueryRefused, match="no question"):
        ask(path, "")


def test_a_hostile_parameter_is_only_a_value(path: Path) -> None:
    assert ask(path, "who", {"actor": "' OR 1=1; DROP TABLE events; --"}).rows == ()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM log",
        "  -- how many\n /* of\nthem */ select count(*) FROM events",
        "WITH x AS (SELECT * FROM log) SELECT count(*) FROM x",
        "SELECT count(*) FROM log;",
    ],
)
def test_a_select_of_ones_own_is_answered(path: Path, sql: str) -> None:
    assert select(path, sql).rows == ((COUNT,),)


def test_the_address_may_be_a_url_and_the_plan_may_be_asked_for(path: Path) -> None:
    assert select(f"sqlite:///{path}", "SELECT 1 AS one").columns == ("one",)
    assert select(path, "EXPLAIN QUERY PLAN SELECT * FROM events WHERE stream = 'a'").rows
    assert len(select(path, "SELECT name FROM pragma_table_info('events')").rows) == 12


FORBIDDEN = [
    "DELETE FROM events",
    "UPDATE events SET actor = 'x'",
    "INSERT INTO events DEFAULT VALUES",
    "REPLACE INTO ledger_meta VALUES (1, x'', '', 1, 1)",
    "DROP TRIGGER events_keep_update",
    "CREATE TABLE t (x)",
    "CREATE TEMP TABLE t (x)",
    "ATTACH 'other.db' AS other",
    "PRAGMA user_version = 7",
    "PRAGMA query_only = OFF",
    "VACUUM INTO 'copy.db'",
    "BEGIN IMMEDIATE",
    "ANALYZE",
    "VALUES (1)",
    "",
    "-- nothing",
    "/* SELECT */ DELETE FROM events",
    "WITH x AS (SELECT 1) DELETE FROM events",
    "WITH x AS (SELECT 1) INSERT INTO request SELECT 'k', zeroblob(32), 1, 1",
    "EXPLAIN DELETE FROM events",
    "SELECT load_extension('evil')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT * FROM pragma_user_version",
    "SELECT * FROM pragma_journal_mode('delete')",
    "SELECT 1; DELETE FROM events",
    "SELECT 1; SELECT 2",
    "SELECT nope FROM log",
    "SELECT",
    "SELECT \x00",
    "SELECT '\ud800'",
    "SELECT :parameter",
    "SELECT json('x')",
]


@pytest.mark.parametrize("sql", FORBIDDEN, ids=ascii)
def test_whatever_is_no_question_is_refused_and_changes_nothing(path: Path, ledger: SqliteLedger, sql: str) -> None:
    before = sorted(path.parent.iterdir()), list(ledger.after(0))
    with pytest.raises(QueryRefused) as caught:
        select(path, sql)
    assert caught.value.exit_code == 2
    assert before == (sorted(path.parent.iterdir()), list(ledger.after(0)))


def test_a_question_without_end_is_stopped(path: Path) -> None:
    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(QueryRefused, match=r"longer than 0\.2 seconds"):
        select(path, endless, seconds=0.2)


def test_an_answer_without_end_is_cut_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.audit.MOST_ROWS", 5)
    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    answer = select(path, endless)
    assert (answer.rows, answer.truncated) == (((1,), (2,), (3,), (4,), (5,)), True)


def test_what_is_no_ledger_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusable, match="there is no ledger"):
        ask(tmp_path / "ledger.db", "who")
    (tmp_path / "ledger.db").write_bytes(b"x" * 5000)
    with pytest.raises(LedgerUnusable, match="not a ledger"):
        select(tmp_path / "ledger.db", "SELECT 1")


def test_a_damaged_file_is_told_as_damage_and_not_as_a_bad_query(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path, create=True) as ledger:
        ledger.append("a", [small(n) for n in range(100)], 0)
        (page,) = ledger.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    with pytest.raises(IntegrityError, match="damaged"):
        ask(path, "who")


def test_sqlite_utils_can_open_the_views(path: Path) -> None:
    from sqlite_utils import Database

    database = Database(sqlite3.connect(path))
    names = {"log", "batches", "deliveries", "promotions", "builds", "adoptions", "failures"}
    assert set(database.view_names()) == names
    for name in names:
        assert list(database[name].rows)
    (batch,) = database.query("SELECT * FROM batches WHERE outcome = 'ingested'")
    assert (batch["batch_id"], batch["table_name"], batch["rows_accepted"]) == (BATCH, "staged.noc", 9)
    database.conn.close()
