"""When business questions were verified, and what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.events import QuestionVerified
from ledger.names import Position
from projections.catalog.rows import columns_of, one_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class VerifiedRow:
    """One verification; ``unmet`` is a JSON list, ``rows`` and ``digest`` are missing where there was no answer."""

    question: str
    position: Position
    outcome: str
    sql: str
    expectation: str
    unmet: str
    rows: int | None
    digest: str | None
    error: str | None
    actor: str
    recorded_at: str

    @property
    def unmet_parts(self) -> tuple[str, ...]:
        """The parts of the expectation that did not hold."""
        return tuple(json.loads(self.unmet))


class VerifiedProjection:
    """Keeps ``verified``."""

    name = "verified-questions"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("verified").create(columns_of(VerifiedRow), pk=("question", "position"), strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Keep a verification."""
        match event.data:
            case QuestionVerified() as e:
                unmet, at = json.dumps(e.unmet, ensure_ascii=False), event.recorded_at.isoformat()
                said = (e.question, event.position, e.outcome, e.sql, e.expectation, unmet)
                put(db, "verified", VerifiedRow(*said, e.rows, e.digest, e.error, event.actor, at))
            case _:
                pass


def last_verified(db: Connection, question: str) -> VerifiedRow | None:
    """Give the newest verification of a question; None where it was never verified."""
    return one_of(db, VerifiedRow, "verified", "question = ? ORDER BY position DESC", (question,))


def failing(db: Connection) -> list[VerifiedRow]:
    """Give the newest verification of each question where it is not passed, by question."""
    newest = "position = (SELECT max(position) FROM verified v WHERE v.question = verified.question)"
    return rows_of(db, VerifiedRow, "verified", f"outcome != 'passed' AND {newest} ORDER BY question")
