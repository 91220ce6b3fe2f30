"""What waits for a second person, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ledger.events import ReviewApproved, ReviewRejected, ReviewRequested
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class ReviewRow:
    """A review. ``outcome`` is ``waiting``, ``approved`` or ``rejected``; ``concluded_by`` said so."""

    position: Position
    kind: str
    subject: str
    title: str
    stream: str
    author: str
    reason: str
    recorded_at: str
    outcome: str = "waiting"
    concluded: int | None = None
    concluded_by: str = ""
    said: str = ""


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
            case ReviewRequested(kind=kind, subject=subject, title=title):
                facts = (kind, subject, title, event.stream, event.actor, said, event.recorded_at.isoformat())
                put(db, "reviews", ReviewRow(event.position, *facts))
            case ReviewApproved(kind=kind, subject=subject):
                _conclude(db, (kind, subject), "approved", event, said)
            case ReviewRejected(kind=kind, subject=subject):
                _conclude(db, (kind, subject), "rejected", event, said)
            case _:
                pass


def _conclude(db: Connection, subject: tuple[str, str], outcome: str, event: RecordedEvent, said: str) -> None:
    db.execute(
        "UPDATE reviews SET outcome = ?, concluded = ?, concluded_by = ?, said = ?"
        " WHERE kind = ? AND subject = ? AND outcome = 'waiting'",
        (outcome, event.position, event.actor, said, *subject),
    )


def reviews(db: Connection, *, every: bool = False) -> list[ReviewRow]:
    """Give what waits, oldest first; or everything that ever did."""
    which = "1" if every else "outcome = 'waiting'"
    return rows_of(db, ReviewRow, "reviews", f"{which} ORDER BY position")
