from __future__ import annotations

from pathlib import Path

import pytest

from ledger.audit import QueryRefused, ask, select
from ledger.names import Position
from ledger.opening import open_ledger
from ledger.questions import QUESTIONS
from ledger.sqlite import SqliteLedger
from tests.ledger.samples import EVENTS, new

AT = Position(5)


@pytest.fixture
def path(ledger: SqliteLedger) -> Path:
    """A ledger with one of everything."""
    for number, event in enumerate(EVENTS.values()):
        ledger.append(f"s-{number}", [new(event, "a.roy")], 0, f"key-{number}")
    return ledger.path


@pytest.fixture
def shorter(tmp_path: Path, clock) -> Path:
    """Another ledger, which ends where the first is asked about."""
    with open_ledger(tmp_path / "shorter.db", create=True, clock=clock) as other:
        for number, event in enumerate(list(EVENTS.values())[:AT]):
            other.append(f"s-{number}", [new(event, "a.roy")], 0, f"key-{number}")
        return other.path


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered_as_a_ledger_that_ends_there_would(path, shorter, question) -> None:
    def told(answer):
        times = {
            i for i, name in enumerate(answer.columns) if name in ("recorded_at", "first", "last", "started", "ended")
        }
        return [[value for i, value in enumerate(row) if i not in times] for row in answer.rows]

    assert told(ask(path, question, until=AT)) == told(ask(shorter, question))


@pytest.mark.parametrize(("table", "position"), [("log", "position"), ("events", "seq"), ("request", "last_seq")])
def test_a_select_sees_nothing_after_a_position(path, table, position) -> None:
    answer = select(path, f"SELECT max({position}), count(*) FROM {table}", until=AT)
    assert answer.rows == ((AT, AT),)
    assert answer.position == AT
    assert select(path, f"SELECT max({position}) FROM {table}").rows == ((len(EVENTS),),)


def test_before_the_first_event_there_is_nothing(path) -> None:
    answer = select(path, "SELECT * FROM log", until=Position(0))
    assert (answer.rows, answer.position) == ((), 0)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM main.events",
        "SELECT count(*) FROM main.events",
        'SELECT count(*) FROM "Main" . events',
        "SELECT count(*) FROM [main]/* */.events",
        "SELECT count(*) FROM 'main'.events",
        "SELECT '--', count(*) FROM `main` -- x\n.events",
        "SELECT 'it''s', count(*) FROM main.events",
        "SELECT * FROM main.log",
        "SELECT * FROM main.batches",
        "SELECT * FROM main.request",
        "WITH events AS (SELECT * FROM main.events) SELECT * FROM events",
        "SELECT (SELECT max(seq) FROM main.events)",
        "SELECT * FROM log WHERE EXISTS (SELECT 1 FROM main.events WHERE seq > 5)",
    ],
)
def test_what_came_later_cannot_be_reached_by_another_name(path, sql) -> None:
    with pytest.raises(QueryRefused) as told:
        select(path, sql, until=AT)
    assert "main." in told.value.what
    assert select(path, sql).columns


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'main.events', position FROM log",
        "SELECT position FROM log -- not main.events",
        "SELECT position FROM log /* main.events */ WHERE actor != 'main.x' AND actor != 'it''s main.y'",
        'SELECT position AS "of main.events" FROM log',
    ],
)
def test_texts_and_comments_may_say_what_they_like(path, sql) -> None:
    assert len(select(path, sql, until=AT).rows) == AT


@pytest.mark.parametrize("sql", ["DELETE FROM events", "WITH x AS (SELECT 1) INSERT INTO events SELECT * FROM x"])
def test_the_past_cannot_be_written_either(path, sql) -> None:
    before = path.read_bytes()
    with pytest.raises(QueryRefused):
        select(path, sql, until=AT)
    assert path.read_bytes() == before


def test_an_answer_names_the_position_that_it_saw(path, ledger) -> None:
    assert select(path, "SELECT 1").position == len(EVENTS)
    assert ask(path, "who").position == len(EVENTS)
