"""What a review is about: the hash of what is to be agreed to, and who made it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ledger.names import Sha256
from projections.catalog import statements
from projections.catalog.decisions import KINDS as DECISIONS
from projections.catalog.decisions import decisions

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ledger.definitions import Statement
    from projections.catalog.reviews import ReviewRow

TERM = "term"
BESIDE = ("deprecated", "replaced_by")
"""What is said of a term that is no longer used; what it means stays agreed to."""


def content_of_decision(decision: str, rows: Iterable[tuple[str, int]]) -> Sha256:
    """Hash a decision by the rows that it still speaks of: batch and record; what it says of them never changes."""
    return _hash([decision, sorted(rows)])


def content_of_term(said: Iterable[Statement]) -> Sha256:
    """Hash what holds of a term."""
    kept = (each for each in said if each.name not in BESIDE)
    return _hash(sorted([each.subject, each.name, each.language or "", list(each.values)] for each in kept))


def content_of(db: Connection, kind: str, subject: str) -> Sha256 | None:
    """Hash what a review of a kind is about as it is now; None where only who asked can tell, or nothing is left."""
    if kind in DECISIONS:
        rows = [(r.batch_id, r.record) for r in decisions(db, "decision = ? AND ended IS NULL", (subject,))]
        return content_of_decision(subject, rows) if rows else None
    if kind == TERM:
        held = statements.about(db, TERM, subject)
        return content_of_term(row.statement for row in held) if held else None
    return None


def is_changed(db: Connection, row: ReviewRow) -> bool:
    """Tell whether what a review is about is no more as it was when it was asked for."""
    own = row.kind in DECISIONS or row.kind == TERM
    return own and row.content is not None and content_of(db, row.kind, row.subject) != row.content


def authors_of(db: Connection, row: ReviewRow) -> list[str]:
    """Name who made what a review is about, and who asked for it; none of them can agree to it.

    Of a term they are those who changed it since it was last agreed to; of a contract or a model those who put it
    forward since: what was refused may stand in what was put forward next.
    """
    made: list[str] = []
    since = last_approved(db, row)
    if row.kind in DECISIONS:
        made = [each.actor for each in decisions(db, "decision = ?", (row.subject,))]
    elif row.kind == TERM:
        made = _changed_by(db, row.subject, since)
    else:
        sql = "SELECT author FROM reviews WHERE kind = ? AND subject = ? AND position > ? AND position < ? ORDER BY 1"
        made = [author for (author,) in db.execute(sql, (row.kind, row.subject, since, row.position))]
    return [*dict.fromkeys([*made, row.author])]


def last_approved(db: Connection, row: ReviewRow) -> int:
    """Give the position at which the subject of a review was last agreed to before it; 0 where it never was."""
    sql = "SELECT max(concluded) FROM reviews WHERE kind = ? AND subject = ? AND outcome = 'approved' AND position < ?"
    (position,) = db.execute(sql, (row.kind, row.subject, row.position)).fetchone()
    return position or 0


def _changed_by(db: Connection, term: str, since: int) -> list[str]:
    said = [row for row in statements.history(db, TERM, term) if row.name not in BESIDE]
    added = [row.actor for row in said if row.position > since]
    return [*added, *(row.ended_by for row in said if row.until is not None and row.until > since)]


def _hash(value: list[Any]) -> Sha256:
    return Sha256(hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest())
