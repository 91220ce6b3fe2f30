"""Verify: run the SQL of business questions and compare each answer with what is expected of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.commands.questions.show import Question, questions
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import QuestionVerified
from ledger.events.parts import TableAt
from ledger.names import Sha256

if TYPE_CHECKING:
    from projections.catalog.questions.judging import Unmet


class UnexpectedAnswer(JobForgeError):
    """The answer to a business question is not as expected."""

    code = "K-010"
    usual_mend = ("jobforge lineage TABLE --up", "or change the question: jobforge question revise")


class Unanswered(JobForgeError):
    """A business question could not be answered."""

    code = "K-011"


def verify(session: Session, names: Sequence[str] = (), *, record: bool = True) -> Iterator[Outcome]:
    """Verify questions and record what came of each; one that fails does not stop the others.

    Args:
        session: of the command.
        names: keys of questions; all when empty.
        record: an event each. Without it, the outcome is only told.

    Raises:
        UnknownName: there is no such question.
    """
    for each in questions(session, names):
        lacking = [what for what in ("sql", "expectation") if not each.text(what)]
        if lacking:
            yield Outcome("verify", each.key, "waiting", note=f"it says nothing about: {', '.join(lacking)}")
        else:
            yield _verify(session, each, record=record)


def _verify(session: Session, question: Question, *, record: bool) -> Outcome:
    started = time.perf_counter()
    event, error, rows = _judge(session, question)
    position = None
    if error is not None and record and not session.dry:
        error.written = "that it failed"
    if record:
        session.vault.keep_bytes(question.text("sql").encode())
        position = session.record(f"question-{question.key}", [event]).last
    note = "" if error else f"as expected: {event.expectation}{_unsaid(session, question, event.tables)}"
    return Outcome(
        "verify",
        question.key,
        "done" if error is None else "failed",
        position,
        rows=rows,
        seconds=seconds_since(started),
        error=error,
        note=note,
    )


def _unsaid(session: Session, question: Question, tables: tuple[TableAt, ...]) -> str:
    """Name the columns that a question reads and does not require: they could be taken away unheard."""
    from jobforge_es.commands.questions.answering import columns_read  # with the engine

    read = columns_read(session, question.text("sql"), [at.table for at in tables])
    more = sorted(read - set(question.values("requires")))
    return f"; it also reads {', '.join(more)}, which it does not require" if more else ""


def _judge(session: Session, question: Question) -> tuple[QuestionVerified, JobForgeError | None, int | None]:
    """Give the event, and for the person at the keyboard what is wrong, which may tell values of rows."""
    import hashlib  # with the engine, when it is needed

    from jobforge_es.commands.questions.answering import answer, pinned, tables_asked
    from projections.catalog.questions.expectation import parse_expectation
    from projections.catalog.questions.judging import unmet  # loads pyarrow
    from projections.digest import digest_of

    sql, expectation = question.text("sql"), question.text("expectation")
    sha256 = Sha256(hashlib.sha256(sql.encode()).hexdigest())
    try:
        tables = pinned(session, tables_asked(sql, question.values("reads")))
        found = answer(session, sql, tables)
    except JobForgeError as error:
        event = QuestionVerified(question.key, "broken", sha256, expectation, error=error.code)
        return event, _unanswered(session, sql, error), None
    wrong = unmet(parse_expectation(expectation), found)
    event = QuestionVerified(
        question=question.key,
        outcome="failed" if wrong else "passed",
        sql=sha256,
        expectation=expectation,
        unmet=tuple(each.text for each in wrong),
        tables=tables,
        rows=found.num_rows,
        digest=digest_of(found),
    )
    return event, _unexpected(session, question, wrong) if wrong else None, found.num_rows


def _unexpected(session: Session, question: Question, wrong: list[Unmet]) -> UnexpectedAnswer:
    parts = (f"{w.text}: {w.found}{_masked(session, question.text('sql'), w.value)}" for w in wrong)
    first = f"jobforge question show {question.key}"
    return UnexpectedAnswer(
        f"the answer to {question.key} is not as expected",
        why="; ".join(parts),
        mend=(first, *(f"jobforge lineage {table} --up" for table in question.tables[:1])),
    )


def _unanswered(session: Session, sql: str, error: JobForgeError) -> Unanswered:
    detail = _masked(session, sql, getattr(error, "detail", "")) or (f", {error.why}" if error.why else "")
    return Unanswered(
        "it cannot be answered", where=error.where, why=f"{error.code} {error.what}{detail}", mend=error.mend
    )


def _masked(session: Session, sql: str, text: str) -> str:
    """Give a text that may hold a value, masked where a table that is read holds personal ones."""
    from jobforge_es.commands.veiling.veil import veil_of  # only what goes wrong needs it
    from projections.engines.refused import ModelRefused  # loads the SQL parser
    from projections.lineage.compiling import referenced_tables

    if not text:
        return ""
    try:
        tables = referenced_tables(sql)
    except ModelRefused:
        return ""
    return f", {veil_of(session).text(tables, text)}"
