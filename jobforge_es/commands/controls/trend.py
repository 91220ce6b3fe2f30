"""The trend: what recorded evaluations came to, one after the other."""

from __future__ import annotations

import attrs

from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog.evaluations import CountRow, EvaluationRow, evaluations
from projections.controls.engine import score
from projections.read_models import checkpoint


@attrs.frozen
class Change:
    """A control whose status is another than at the evaluation before; ``before`` is empty where it was not there.

    ``anew``: it looks at something else than before, so that the two statuses say nothing of one another.
    """

    control: str
    before: str
    now: str
    anew: bool


@attrs.frozen
class Point:
    """A recorded evaluation.

    Attributes:
        evaluation: who, when, of which position.
        score: share of controls that passed, in per cent; None where none counted.
        statuses: status to how many controls had it.
        changes: against the evaluation before.
    """

    evaluation: EvaluationRow
    score: int | None
    statuses: dict[str, int]
    changes: tuple[Change, ...]


@attrs.frozen
class Trend:
    """All recorded evaluations up to a position, oldest first."""

    position: Position
    points: tuple[Point, ...]


def trend(session: Session) -> Trend:
    """Give what recorded evaluations came to."""
    points: list[Point] = []
    before: dict[str, CountRow] = {}
    for row in evaluations(session.db):
        now = {each.control: each for each in row.counts}
        statuses = [each.status for each in now.values()]
        many = {status: statuses.count(status) for status in sorted(set(statuses))}
        changes = _changes(before, now) if points else ()
        points.append(Point(row, score(statuses), many, changes))
        before = now
    return Trend(checkpoint(session.db), tuple(points))


def _changes(before: dict[str, CountRow], now: dict[str, CountRow]) -> tuple[Change, ...]:
    found = []
    for name, row in now.items():
        then = before.get(name)
        if then is None or then.status != row.status:
            anew = then is not None and then.version != row.version
            found.append(Change(name, "" if then is None else then.status, row.status, anew))
    return tuple(found)
