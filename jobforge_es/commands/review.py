"""Review: what waits for a second person, whatever it is."""

from __future__ import annotations

from typing import Literal

import attrs

from jobforge_es.commands.deciding.errors import UNCHANGED, ChangedSince, SamePerson
from jobforge_es.errors import ReasonMissing, UnknownName
from jobforge_es.session import Session
from ledger.events import Event, ReviewApproved, ReviewRejected
from ledger.names import Position, Sha256
from projections.catalog.decisions import KINDS as DECISIONS
from projections.catalog.parties import Directory
from projections.catalog.reviewed import authors_of, is_changed
from projections.catalog.reviews import ReviewRow, reviews
from projections.read_models import checkpoint

VERBS = {"approved": "approve", "rejected": "reject"}
OPEN = ("waiting", "changed")
"""Outcomes of a review about which something is still to be done."""


@attrs.frozen
class Reviews:
    """What waits, or ever waited, at a position."""

    position: Position
    reviews: tuple[ReviewRow, ...]


def waiting(session: Session, *, every: bool = False) -> Reviews:
    """Tell what waits for a second person; or everything that ever did, with what became of it.

    Of what waits and is no more as it was put forward, the outcome is ``changed``.
    """
    found = (_as_it_is(session, row) for row in reviews(session.db, every=every))
    return Reviews(checkpoint(session.db), tuple(found))


def _as_it_is(session: Session, row: ReviewRow) -> ReviewRow:
    changed = row.outcome == "waiting" and is_changed(session.db, row)
    return attrs.evolve(row, outcome="changed") if changed else row


def conclude(session: Session, wanted: str, outcome: Literal["approved", "rejected"]) -> ReviewRow:
    """Record that a second person agrees, or that somebody does not; an author may take it back like this.

    Args:
        session: of the command; to refuse needs a reason.
        wanted: the subject, with its kind before a colon where that is needed; the beginning of an id is enough.
        outcome: of the review.

    Raises:
        UnknownName: nothing of that name waits, or it names several.
        SamePerson: who approves is one of its authors, and the project has more than one person.
        ChangedSince: it is no more what was put forward.
        ReasonMissing: it is refused without saying why.
    """
    row = meant(reviews(session.db), wanted, VERBS[outcome])
    alone = outcome == "approved" and _check_second(session, row)
    if outcome == "approved" and is_changed(session.db, row):
        again = ("jobforge glossary submit " + row.subject,) if row.kind == "term" else ()
        raise ChangedSince(
            f"{row.subject} is no more what {row.author} put forward at position {row.position}",
            why="who agrees, agrees to what was put forward and to nothing else",
            written=UNCHANGED,
            mend=(*again, "jobforge review list"),
        )
    if outcome == "rejected" and session.reason is None and not session.dry:
        raise ReasonMissing("to refuse a proposal", f"jobforge review reject {row.subject}")
    last = session.record(row.stream, [_concluded(row, outcome, alone=alone)]).last
    row = attrs.evolve(row, outcome=outcome, concluded=last, concluded_by=session.actor)
    return attrs.evolve(row, said=session.reason or "", alone=alone)


def _concluded(row: ReviewRow, outcome: Literal["approved", "rejected"], *, alone: bool) -> Event:
    content = None if row.content is None else Sha256(row.content)
    if outcome == "approved":
        return ReviewApproved(row.kind, row.subject, content, alone)
    return ReviewRejected(row.kind, row.subject, content)


def meant(waits: list[ReviewRow], wanted: str, verb: str) -> ReviewRow:
    """Give the one review that is named: by its subject, with its kind before a colon, or a decision by the beginning.

    Raises:
        UnknownName: it names none or several.
    """
    kind, colon, subject = wanted.partition(":")
    named = [r for r in waits if r.subject == wanted or (colon and (r.kind, r.subject) == (kind, subject))]
    near = named or [row for row in waits if row.kind in DECISIONS and row.subject.startswith(wanted)]
    if len(near) == 1:
        return near[0]
    mend = tuple(f"jobforge review {verb} {row.kind}:{row.subject}" for row in near[:5])
    raise UnknownName("review", wanted, (row.subject for row in waits), mend or ("jobforge review list",))


def _check_second(session: Session, row: ReviewRow) -> bool:
    """Refuse an author as the second person; tell whether an author agrees, where there is nobody else."""
    authors = authors_of(session.db, row)
    directory = Directory(session.db)
    if not any(directory.is_one(session.actor, each) for each in authors):
        return False
    if session.config.single_person:
        return True
    raise SamePerson(
        f"{row.subject} was written or proposed by {', '.join(authors)}; none of them can also agree to it",
        why="a second person is asked so that two have looked",
        written=UNCHANGED,
        mend=(
            f"let somebody else run: jobforge review approve {row.subject}",
            "where there is only one person: [review] single_person = true in jobforge.toml; it is recorded",
        ),
    )
