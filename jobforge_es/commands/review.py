"""Review: what waits for a second person, whatever it is."""

from __future__ import annotations

from typing import Literal

import attrs

from jobforge_es.commands.deciding.errors import UNCHANGED, SamePerson
from jobforge_es.errors import ReasonMissing, UnknownName
from jobforge_es.session import Session
from ledger.events import ReviewApproved, ReviewRejected
from ledger.names import Position
from projections.catalog.reviews import ReviewRow, reviews
from projections.read_models import checkpoint

VERBS = {"approved": "approve", "rejected": "reject"}


@attrs.frozen
class Reviews:
    """What waits, or ever waited, at a position."""

    position: Position
    reviews: tuple[ReviewRow, ...]


def waiting(session: Session, *, every: bool = False) -> Reviews:
    """Tell what waits for a second person; or everything that ever did, with what became of it."""
    return Reviews(checkpoint(session.db), tuple(reviews(session.db, every=every)))


def conclude(session: Session, wanted: str, outcome: Literal["approved", "rejected"]) -> ReviewRow:
    """Record that a second person agrees, or does not.

    Args:
        session: of the command; to refuse needs a reason.
        wanted: the subject, or the beginning of its id where that names one.
        outcome: of the review.

    Raises:
        UnknownName: nothing of that name waits.
        SamePerson: who acts is who proposed it.
        ReasonMissing: it is refused without saying why.
    """
    waits = reviews(session.db)
    near = [row for row in waits if row.subject.startswith(wanted)]
    exact = [row for row in near if row.subject == wanted] or near
    if len(exact) != 1:
        raise UnknownName("review", wanted, (row.subject for row in waits), ("jobforge review list",))
    row = exact[0]
    if row.author.casefold() == session.actor.casefold():
        raise SamePerson(
            f"{row.subject} was proposed by {row.author}, who cannot also conclude its review",
            why="a second person is asked so that two have looked",
            written=UNCHANGED,
            mend=(f"let somebody else run: jobforge review {VERBS[outcome]} {row.subject}",),
        )
    if outcome == "rejected" and session.reason is None and not session.dry:
        raise ReasonMissing("to refuse a proposal", f"jobforge review reject {row.subject}")
    kind = ReviewApproved if outcome == "approved" else ReviewRejected
    appended = session.record(row.stream, [kind(row.kind, row.subject)])
    return attrs.evolve(
        row, outcome=outcome, concluded=appended.last, concluded_by=session.actor, said=session.reason or ""
    )
