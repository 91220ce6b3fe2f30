"""Asking the ledger: named questions, and SELECTs of one's own, over a connection through which nothing can be written.

Four things stand in the way of a write, each enough by itself: the file is opened read-only, ``query_only`` is on, an
authorizer lets nothing through but reading, and only SELECT, WITH and EXPLAIN are accepted.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledger import connection
from ledger.address import check_place, path_of
from ledger.driver import sqlite3
from ledger.errors import LedgerError
from ledger.identity import identify
from ledger.names import Position
from ledger.past import is_later_shown, names_all, show_past
from ledger.questions import QUESTIONS, Question
from ledger.sqlite_errors import told, translate

if TYPE_CHECKING:
    from sqlite_utils import Database

SECONDS: Final = 30.0
"""How long a question may take."""

MOST_ROWS: Final = 100_000
"""How many rows an answer may have."""

_STEPS: Final = 2_000
"""Steps of SQLite's machine between two looks at the clock."""

_READING: Final = ("SELECT", "WITH", "EXPLAIN")
_WORD: Final = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?(?:\*/|$))*(?P<word>[A-Za-z]*)", re.DOTALL)
_PRAGMAS: Final = ("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "data_version")
_FUNCTIONS: Final = ("load_extension", "fts3_tokenizer", "readfile", "writefile", "edit")
_EXAMPLE: Final = 'jobforge audit --sql "SELECT * FROM log LIMIT 10"'
_VIEWS: Final = "jobforge audit --sql \"SELECT name FROM sqlite_schema WHERE type = 'view'\""
_LONGEST: Final = 100
_NOT_THE_QUERY: Final = ("database ", "disk I/O error", "file is not a database", "malformed database schema")
_SQLITE_RECURSIVE: Final = 33  # sqlite3.h; the DB-API modules do not name it


class QueryRefused(LedgerError):
    """A query is no question: it would write, is not valid, or took too long."""

    code = "U-041"
    exit_code = 2


@attrs.frozen
class Answer:
    """A table of values.

    Attributes:
        columns: names, in order.
        rows: text, integers, floats, bytes or None; in the order of the query.
        truncated: True when there were more than MOST_ROWS rows.
        position: the last that was seen; 0 in a ledger without events.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    position: Position


def ask(
    address: str | os.PathLike[str],
    question: str,
    parameters: Mapping[str, str] | None = None,
    *,
    until: Position | None = None,
) -> Answer:
    """Answer a named question.

    Args:
        address: of the ledger; see ``ledger.address.path_of``.
        question: a name in QUESTIONS.
        parameters: narrow the answer; see ``Question.parameters``.
        until: the last position that is seen; None for the end.

    Raises:
        QueryRefused: there is no such question or parameter.
        LedgerUnusable, IntegrityError: the ledger cannot be read.
    """
    asked = _question(question)
    given = dict(parameters or {})
    for name in given:
        if name not in asked.parameters:
            raise QueryRefused(
                f"the question {question!r} has no parameter {name!r}",
                why="; ".join(f"{known}: {text}" for known, text in asked.parameters.items()) or "it has none at all",
                mend=tuple(f"jobforge audit {question} --set {known}=..." for known in asked.parameters)
                or (f"jobforge audit {question}",),
            )
    return _answer(path_of(address), asked.sql, {name: given.get(name) for name in asked.parameters}, SECONDS, until)


def select(
    address: str | os.PathLike[str], sql: str, *, seconds: float = SECONDS, until: Position | None = None
) -> Answer:
    """Answer one SELECT over the tables and views of the ledger.

    Args:
        address: of the ledger; see ``ledger.address.path_of``.
        sql: one statement; it begins with SELECT, WITH or EXPLAIN.
        seconds: how long it may take.
        until: the last position that is seen; None for the end.

    Raises:
        QueryRefused: it is not valid, would do more than read, or took too long.
        LedgerUnusable, IntegrityError: the ledger cannot be read.
    """
    if _first_word(sql) not in _READING:
        raise QueryRefused(
            "only SELECT, WITH and EXPLAIN are answered", why="an audit reads and never writes", mend=(_EXAMPLE, _VIEWS)
        )
    if until is not None and names_all(sql):
        raise QueryRefused(
            "of a moment in the past, tables are named without `main.`",
            why="with it, all of the ledger is read",
            mend=(_EXAMPLE, _VIEWS),
        )
    return _answer(path_of(address), sql, {}, seconds, until)


def _answer(path: Path, sql: str, parameters: Mapping[str, Any], seconds: float, until: Position | None) -> Answer:
    check_place(path, must_exist=True)
    with _reading(path, seconds, until) as db:
        try:
            (position,) = db.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()
            cursor = db.execute(sql, dict(parameters))
            columns = tuple(part[0] for part in cursor.description or ())
            rows = cursor.fetchmany(MOST_ROWS + 1)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise _refusal(error, path, seconds) from error
    return Answer(columns, tuple(map(tuple, rows[:MOST_ROWS])), len(rows) > MOST_ROWS, Position(position))


@contextlib.contextmanager
def _reading(path: Path, seconds: float, until: Position | None) -> Iterator[Database]:
    """Give sqlite-utils a connection of ours that can do nothing but read, up to a position, and not for long."""
    from sqlite_utils import Database  # takes as long to load as all the rest together

    with told(path):
        db = connection.reading(path)
    with contextlib.closing(db):
        with told(path):
            identify(db, path)
            views = None if until is None else show_past(db, until)
            db.execute("BEGIN").close()  # one moment for the position and the answer
        db.text_factory = lambda data: data.decode("utf-8", "replace")
        reader = Database(db, recursive_triggers=False, execute_plugins=False)
        deadline = time.monotonic() + seconds
        db.set_authorizer(lambda *asked: _authorize(*asked, views=views))
        db.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        yield reader


def _authorize(
    action: int,
    name: str | None,
    value: str | None,
    database: str | None,
    through: str | None,
    *,
    views: frozenset[str] | None,
) -> int:
    """Let reading through and nothing else (sqlite3_set_authorizer in SQLite's C interface)."""
    if action == sqlite3.SQLITE_READ and views is not None and is_later_shown(name, value, database, through, views):
        return sqlite3.SQLITE_DENY
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, _SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (value or "").lower() not in _FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and name in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _refusal(error: Exception, path: Path, seconds: float) -> LedgerError:
    text = str(error)
    if text.startswith(_NOT_THE_QUERY):
        return translate(error, path)
    if text == "interrupted":
        return QueryRefused(
            f"the question took longer than {seconds:g} seconds",
            mend=("ask for less: narrow it with --set, WHERE or LIMIT",),
        )
    if "not authorized" in text or "prohibited" in text or "readonly" in text:
        return QueryRefused("the query would do more than read", why=text, mend=(_EXAMPLE, _VIEWS))
    return QueryRefused("the query is not valid", why=text, mend=(_VIEWS,))


def _question(name: str) -> Question:
    found = QUESTIONS.get(name)
    if found is None:
        near = difflib.get_close_matches(name[:_LONGEST], QUESTIONS, 1)
        mend = tuple(f"jobforge audit {each}" for each in near)
        why = f"the questions are {', '.join(QUESTIONS)}"
        raise QueryRefused(f"there is no question {name[:_LONGEST]!r}", why=why, mend=(*mend, "jobforge audit"))
    return found


def _first_word(sql: str) -> str:
    """Give the first word after blanks and comments, in capitals."""
    found = _WORD.match(sql)
    return "" if found is None else found["word"].upper()
