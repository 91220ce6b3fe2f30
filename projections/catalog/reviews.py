"""What waits for a second person, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ledger.events import DecisionEnded, ReviewApproved, ReviewRejected, ReviewRequested
from ledger.names import Position
from projections.catalog.decisions import KINDS as DECISIONS
from projections.catalog.rows import columns_of, one_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class ReviewRow:
    """A review.

    ``outcome`` is ``waiting``, ``approved``, ``rejected``, ``replaced`` by a later request, or ``withdrawn`` with its
    subject; commands say of one that still waits that it ``changed``. ``content`` is the hash of what is put forward;
    ``alone`` tells that its author agreed, because there is nobody else.
    """

    position: Position
    kind: str
    subject: str
    title: str
    stream: str
    author: str
    reason: str
    recorded_at: str
    content: str | None = None
    outcome: str = "waiting"
    concluded: int | None = None
    concluded_by: str = ""
    said: str = ""
    alone: bool = False


class ReviewsProjection:
    """Keeps ``reviews``."""

    name = "reviews"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("reviews").create(columns_of(ReviewRow), pk="position", strict=True)
        db.table("reviews").create_index(["kind", "subject"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add what waits, or conclude it."""
        said = event.metadata.reason or ""
        match event.data:
            case ReviewRequested(kind=kind, subject=subject, title=title, content=content):
                _conclude(db, (kind, subject), "replaced", event, said)
                facts = (kind, subject, title, event.stream, event.actor, said, event.recorded_at.isoformat(), content)
                put(db, "reviews", ReviewRow(event.position, *facts))
            case ReviewApproved(kind=kind, subject=subject, alone=alone):
                _conclude(db, (kind, subject), "approved", event, said, alone=alone)
            case ReviewRejected(kind=kind, subject=subject):
                _conclude(db, (kind, subject), "rejected", event, said)
            case DecisionEnded(decision=decision, batch_id=None):
                for kind in DECISIONS:
                    _conclude(db, (kind, decision), "withdrawn", event, said)
            case _:
                pass


def _conclude(
    db: Connection, subject: tuple[str, str], outcome: str, event: RecordedEvent, said: str, *, alone: bool = False
) -> None:
    db.execute(
        "UPDATE reviews SET outcome = ?, concluded = ?, concluded_by = ?, said = ?, alone = ?"
        " WHERE kind = ? AND subject = ? AND outcome = 'waiting'",
        (outcome, event.position, event.actor, said, alone, *subject),
    )


def reviews(db: Connection, *, every: bool = False) -> list[ReviewRow]:
    """Give what waits, oldest first; or everything that ever did."""
    which = "1" if every else "outcome = 'waiting'"
    return rows_of(db, ReviewRow, "reviews", f"{which} ORDER BY position")


def last_review(db: Connection, kind: str, subject: str) -> ReviewRow | None:
    """Give the newest review of a subject; None where there never was one."""
    return one_of(db, ReviewRow, "reviews", "kind = ? AND subject = ? ORDER BY position DESC", (kind, subject))
