"""What people decide about controls and clauses: that they do not apply, are not met for a time, are vouched for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jobforge_es.commands.controls.gathering import evidence
from jobforge_es.commands.controls.scorecard import check_control, whole_subject
from jobforge_es.commands.describe import ValueRefused
from jobforge_es.commands.ingest import remembered_name
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.people.show import day_of
from jobforge_es.commands.today import today
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.events import ControlAttested, ControlDecisionEnded, ControlScoped, ControlWaived
from ledger.events.control import DecisionKind
from projections.catalog.control_decisions import ALL, control_decisions
from projections.controls.engine import about
from projections.controls.frameworks.clauses import Framework, framework, names
from projections.controls.registry import CONTROLS


def scope(
    session: Session, name: str, until: str, subject: str | None = None, level: str | None = None
) -> Iterator[Outcome]:
    """Say that something does not apply, or at which level a framework does.

    Args:
        session: of the command.
        name: a control, a framework, or ``framework:clause``, which is about the clauses below it too.
        until: the last day on which that holds (ISO 8601).
        subject: of a control, where only this is left out; with its kind, or a table, or a column.
        level: of a framework that applies.

    Raises:
        UnknownName: there is no such control, clause, level or subject.
        ValueRefused: the day is none, or has passed; or a level or a subject is named where there is none.
    """
    asked = _framework_of(name)
    if level is not None:
        _check_level(asked, name, level)
    _check_subject(session, name, subject, asked)
    last = _last_day(session, until)
    told = f"applies at level {level} until {last}" if level else f"does not apply until {last}"
    event = ControlScoped(name, whole_subject(subject), last, level)
    yield _recorded(session, name, event, told)


def waive(session: Session, control: str, until: str, subject: str | None = None) -> Iterator[Outcome]:
    """Accept until a day that a control does not hold, of all or of one subject.

    Raises:
        UnknownName: there is no such control, or it does not look at such a subject.
        ValueRefused: the day is none, or has passed.
    """
    check_control(control)
    _check_subject(session, control, subject, None)
    last = _last_day(session, until)
    yield _recorded(session, control, ControlWaived(control, whole_subject(subject), last), f"waived until {last}")


def attest(session: Session, name: str, file: Path, until: str | None = None) -> Iterator[Outcome]:
    """Hand in evidence for a control or a clause; its bytes are kept.

    Raises:
        UnknownName: there is no such control or clause.
        ValueRefused: the day is none or has passed, evidence is about one clause and not about a framework, or empty.
        OSError: the file cannot be read.
    """
    asked = _framework_of(name)
    if asked is not None and name not in {f"{asked.id}:{each.clause}" for each in asked.clauses}:
        told = "evidence is about a control or one clause"
        raise ValueRefused(f"{name!r} is no clause", why=told, mend=(f"jobforge controls --framework {asked.id}",))
    last = None if until is None else _last_day(session, until)
    if file.is_file() and not file.stat().st_size:
        raise ValueRefused(
            f"{file.name} is empty",
            why="evidence says something that a person can read",
            mend=(f"jobforge controls attest {name} --evidence FILE",),
        )
    kept = session.vault.keep(file)
    event = ControlAttested(name, remembered_name(file), kept.sha256, last)
    yield _recorded(session, name, event, f"evidence kept: {remembered_name(file)}")


def end(session: Session, kind: DecisionKind, name: str, subject: str | None = None) -> Iterator[Outcome]:
    """Take a decision back.

    Raises:
        UnknownName: there is no such decision.
    """
    held = [each for each in control_decisions(session.db) if each.kind == kind]
    whole = whole_subject(subject)
    if not any((each.control, each.subject) == (name, whole or ALL) for each in held):
        told = f"{name} {whole}" if whole else name
        there = {f"{each.control} {each.subject}".strip() for each in held}
        raise UnknownName(kind, told, there, ("jobforge controls",))
    yield _recorded(session, name, ControlDecisionEnded(name, whole, kind), f"{kind} taken back")


def _recorded(session: Session, name: str, event: Decision, note: str) -> Outcome:
    appended = session.record(f"control-{name}", [event])
    subject = getattr(event, "subject", None)
    return Outcome("decide", f"{name} {subject}" if subject else name, "done", appended.last, note=note)


Decision = ControlScoped | ControlWaived | ControlAttested | ControlDecisionEnded


def _framework_of(name: str) -> Framework | None:
    """Give the framework that a name is of; None for a control.

    Raises:
        UnknownName: it names nothing.
    """
    first, _, clause = name.partition(":")
    if first not in names():
        if clause:
            raise UnknownName("framework", first, names(), ("jobforge controls --help",))
        known = (*CONTROLS, *names())
        if name not in known:
            raise UnknownName("control", name, known, ("jobforge controls",))
        return None
    found = framework(first)
    known = tuple(each.clause for each in found.clauses)
    if clause and not any(each == clause or each.startswith(f"{clause}.") for each in known):
        raise UnknownName("clause", clause, known, (f"jobforge controls --framework {first}",))
    return found


def _check_level(asked: Framework | None, name: str, level: str) -> None:
    if asked is None or name != asked.id or not asked.levels:
        told = "what a framework asks for may depend on its level"
        raise ValueRefused(f"{name!r} has no levels", why=told, mend=("the same command without --level",))
    if level not in asked.levels:
        raise UnknownName("level", level, asked.levels, (f"jobforge controls --framework {asked.id}",))


def _check_subject(session: Session, name: str, subject: str | None, asked: Framework | None) -> None:
    whole = whole_subject(subject)
    if whole is None:
        return
    if asked is not None:
        told = "a clause applies, or it does not"
        raise ValueRefused(f"{name!r} is not about single subjects", why=told, mend=("the same command without --for",))
    with evidence(session) as at:
        known = {each for item in CONTROLS[name].look(at) for each in about(item)}
    if whole not in known:
        raise UnknownName("subject", whole, sorted(known), (f"jobforge controls show {name}",))


def _last_day(session: Session, text: str) -> str:
    found: date = day_of(session, text)
    if found < today(session):
        told = "a decision holds until a day to come"
        later = (f"the same command with --until {today(session).replace(month=12, day=31)}, or another day to come",)
        raise ValueRefused(f"{text} has passed", why=told, written="nothing", mend=later)
    return text
