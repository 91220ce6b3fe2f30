"""The scorecard: every control at a position, and how clauses stand by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from jobforge_es.commands.controls.gathering import evidence
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.events import ControlsEvaluated
from ledger.events.control import ControlCount
from ledger.names import Position
from projections.controls.engine import SHOWN, Result, evaluate, score
from projections.controls.frameworks.clauses import framework, names
from projections.controls.frameworks.matrix import Matrix, matrix
from projections.controls.registry import CONTROLS

EVALUATIONS = "control-evaluations"
"""The stream of what controls came to."""


@attrs.frozen
class Scorecard:
    """What controls came to.

    Attributes:
        position, day: of the state, and by which terms run out.
        results: of the controls that were asked about, by id.
        score: share of those that pass, in per cent, among those that count; None where none does.
        matrix: how the clauses of a framework stand; None where none was asked about.
        recorded: position of the event that keeps it; None where it was not recorded.
    """

    position: Position
    day: date
    results: tuple[Result, ...]
    score: int | None
    matrix: Matrix | None = None
    recorded: Position | None = None


def scorecard(
    session: Session,
    control: str | None = None,
    framework_name: str | None = None,
    *,
    subject: str | None = None,
    rebuilds: bool = False,
    shown: int = SHOWN,
) -> Scorecard:
    """Compute all controls, one, or those that support a framework.

    Args:
        session: to read, at the position that is looked at.
        control: the one that is asked about; None for all.
        framework_name: the framework whose clauses are asked about; None for none.
        subject: the only one that is looked at; ``kind:key``, a table or a column. None for all.
        rebuilds: whether every file in effect is built again.
        shown: how many failing items of each are kept.

    Raises:
        UnknownName: there is no such control or framework, or no control looks at such a subject.
    """
    check_control(control)
    check_framework(framework_name)
    asked = None if framework_name is None else framework(framework_name)
    wanted = _wanted(control, () if asked is None else (name for c in asked.clauses for name in c.controls))
    with evidence(session, rebuilds=rebuilds) as at:
        only = whole_subject(subject)
        found = {name: evaluate(CONTROLS[name], at, shown, only) for name in wanted}
        if only is not None and not any(each.population or each.left_out for each in found.values()):
            raise UnknownName("subject", only, (f"table:{row.table_name}" for row in at.tables), ("jobforge controls",))
        whole = None if asked is None else matrix(asked, found, at)
        results = tuple(found.values())
        return Scorecard(at.position, at.day, results, score(each.status for each in results), whole)


def _wanted(control: str | None, supporting: Iterable[str]) -> list[str]:
    meant = {control} if control is not None else set(supporting)
    return [name for name in CONTROLS if not meant or name in meant]


def whole_subject(subject: str | None) -> str | None:
    """Give a subject with its kind; a table and a column need not name theirs."""
    if not subject or ":" in subject:
        return subject or None
    return f"{'column' if subject.count('.') > 1 else 'table'}:{subject}"


def check_control(name: str | None) -> None:
    """Refuse a name that no control has.

    Raises:
        UnknownName: none has it.
    """
    if name is not None and name not in CONTROLS:
        raise UnknownName("control", name, CONTROLS, ("jobforge controls",))


def check_framework(name: str | None) -> None:
    """Refuse a name that no framework has.

    Raises:
        UnknownName: none has it.
    """
    if name is not None and name not in names():
        raise UnknownName("framework", name, names(), ("jobforge controls --help",))


def record(session: Session, *, rebuilds: bool = False) -> Scorecard:
    """Compute all controls and record what they came to: statuses and counts, no value of any row."""
    found = scorecard(session, rebuilds=rebuilds)
    counts = tuple(
        ControlCount(each.control.id, each.control.version, each.status, each.population, each.failing)
        for each in found.results
    )
    event = ControlsEvaluated(found.position, found.day.isoformat(), rebuilds, counts)
    return attrs.evolve(found, recorded=session.record(EVALUATIONS, [event]).last)
