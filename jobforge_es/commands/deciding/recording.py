"""How a decision is recorded: values to the vault, then its events, and the request for a second person with them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from jobforge_es.errors import ReasonMissing
from jobforge_es.session import Session
from ledger.definitions import Corrections
from ledger.events import Event, ReviewRequested
from ledger.names import Position, Sha256
from projections.catalog.reviewed import content_of_decision

MOST = 2_000
"""Rows in one event: an entry of the ledger has at most 60,000 bytes."""

Texts = Mapping[str, str | None]


@attrs.frozen
class Decided:
    """A decision that was recorded.

    Attributes:
        decision: its id.
        kind: ``correction``, ``release`` or ``rejection``.
        position: of its last event.
        rows: how many it is about.
        batches: whose rows, by id.
        waits: whether a second person has to agree first.
        is_end: whether an earlier decision was taken back.
    """

    decision: str
    kind: str
    position: Position
    rows: int
    batches: tuple[str, ...]
    waits: bool
    is_end: bool = False


@attrs.frozen
class About:
    """Rows of one batch that are decided about together.

    Attributes:
        batch_id: of the batch.
        table: on the way into which they were set aside, or in which they stand.
        set_aside_at: the event that set them aside; None where they stand.
        rules: that are waived for them.
    """

    batch_id: str
    table: str
    set_aside_at: Position | None
    rules: tuple[str, ...] = ()


def check_reason(session: Session, command: str) -> None:
    """Refuse to decide without a reason; to try it out needs none.

    Raises:
        ReasonMissing: none was given.
    """
    if session.reason is None and not session.dry:
        raise ReasonMissing("a decision about rows", f"jobforge {command}")


def record(
    session: Session,
    kind: str,
    title: str,
    rows: Mapping[About, Sequence[int]],
    event: Callable[[str, About, tuple[int, ...]], Event],
) -> Decided:
    """Record one decision, all of it or nothing.

    Args:
        session: of the command.
        kind: of the decision.
        title: what a second person is shown of it.
        rows: numbers of records by what they belong to; at least one.
        event: makes the event of some rows, by the id of the decision.
    """
    decision = session.new_id("d")
    events = [event(decision, about, part) for about, part in _parts(rows)]
    waits = kind in session.config.second_person
    if waits:
        spoken_of = [(about.batch_id, record) for about, records in rows.items() for record in records]
        events.append(ReviewRequested(kind, decision, title, content_of_decision(decision, spoken_of)))
    appended = session.record(f"decision-{decision}", events, expected=0)
    count = sum(map(len, rows.values()))
    batches = tuple(sorted({about.batch_id for about in rows}))
    return Decided(decision, kind, appended.last, count, batches, waits)


def _parts(rows: Mapping[About, Sequence[int]]) -> Iterator[tuple[About, tuple[int, ...]]]:
    for about, records in rows.items():
        ordered = sorted(records)
        for start in range(0, len(ordered), MOST):
            yield about, tuple(ordered[start : start + MOST])


def keep_texts(session: Session, texts: Mapping[int, Texts]) -> Sha256:
    """Keep corrected values in the vault, salted."""
    rows = {str(record): dict(values) for record, values in texts.items()}
    return session.keep(Corrections(secrets.token_hex(16), rows))
