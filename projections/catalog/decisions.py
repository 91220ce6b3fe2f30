"""What people decided about single rows: a line for each row of each decision, with when it began and ended to hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import attrs

from ledger.events import (
    DecisionEnded,
    ReviewApproved,
    ReviewRejected,
    ReviewRequested,
    RowsCorrected,
    RowsRejected,
    RowsReleased,
)
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

CORRECTION, RELEASE, REJECTION = "correction", "release", "rejection"
KINDS = (CORRECTION, RELEASE, REJECTION)
"""What can be decided about a row; a review of a decision has the same kind."""


@attrs.frozen
class DecisionRow:
    """A decision about one row.

    ``columns`` and ``rules`` are JSON lists. ``proposed`` is the position of its event; it holds after ``position``
    (None while a second person has not agreed) up to ``ended`` (None while it holds).
    """

    decision: str
    batch_id: str
    record: int
    kind: str
    table_name: str
    columns: str
    rules: str
    content: str
    until_day: str | None
    ticket: str | None
    basis: str
    actor: str
    reason: str
    recorded_at: str
    set_aside_at: int | None
    proposed: int
    position: int | None
    ended: int | None = None
    ended_why: str = ""

    @property
    def waived(self) -> frozenset[str]:
        """The rules that a release waives."""
        return frozenset(json.loads(self.rules))

    @property
    def column_names(self) -> tuple[str, ...]:
        """The staged columns that a correction changes."""
        return tuple(json.loads(self.columns))

    @property
    def layer(self) -> str:
        """The layer on the way into which the row was set aside, or in which it stood."""
        return self.table_name.partition(".")[0]


class DecisionsProjection:
    """Keeps ``decisions``."""

    name = "decisions"

    def create(self, db: Database) -> None:
        """Make the table."""
        keys = ("decision", "batch_id", "record")
        db.table("decisions").create(columns_of(DecisionRow), pk=keys, strict=True)
        db.table("decisions").create_index(["batch_id", "record"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Take a decision, its approval or its end."""
        match event.data:
            case RowsCorrected() as e:
                _add(db, event, e, CORRECTION, columns=_list(e.columns), content=e.content, basis=e.basis)
            case RowsReleased() as e:
                _add(db, event, e, RELEASE, rules=_list(e.rules), until_day=e.until)
            case RowsRejected() as e:
                _add(db, event, e, REJECTION)
            case ReviewRequested(kind=kind, subject=subject) if kind in KINDS:
                db.execute("UPDATE decisions SET position = NULL WHERE decision = ?", (subject,))
            case ReviewApproved(kind=kind, subject=subject) if kind in KINDS:
                sql = "UPDATE decisions SET position = ? WHERE decision = ? AND ended IS NULL"
                db.execute(sql, (event.position, subject))
            case ReviewRejected(kind=kind, subject=subject) if kind in KINDS:
                _end(db, event.position, subject, "declined")
            case DecisionEnded(decision=decision, batch_id=None, why=why):
                _end(db, event.position, decision, why)
            case DecisionEnded(decision=decision, batch_id=batch, records=records, why=why):
                for record in records:
                    _end(db, event.position, decision, why, "AND batch_id = ? AND record = ?", (batch, record))
            case _:
                pass


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)


def _add(
    db: Connection, event: RecordedEvent, e: RowsCorrected | RowsReleased | RowsRejected, kind: str, **facts: Any
) -> None:
    empty = {"columns": "[]", "rules": "[]", "content": "", "until_day": None, "basis": "steward"}
    row = DecisionRow(
        decision=e.decision,
        batch_id=e.batch_id,
        record=0,
        kind=kind,
        table_name=e.table,
        ticket=e.ticket,
        actor=event.actor,
        reason=event.metadata.reason or "",
        recorded_at=event.recorded_at.isoformat(),
        set_aside_at=e.set_aside_at,
        proposed=event.position,
        position=event.position,
        **(empty | facts),
    )
    for record in e.records:
        put(db, "decisions", attrs.evolve(row, record=record))


def _end(
    db: Connection, position: Position, decision: str, why: str, more: str = "", values: tuple[Any, ...] = ()
) -> None:
    sql = f"UPDATE decisions SET ended = ?, ended_why = ? WHERE decision = ? AND ended IS NULL {more}"
    db.execute(sql, (position, why, decision, *values))


_ORDER = "ORDER BY position, proposed, record"


def decisions(db: Connection, where: str = "1", values: tuple[Any, ...] = ()) -> list[DecisionRow]:
    """Give decisions, oldest first; whether they hold or not."""
    return rows_of(db, DecisionRow, "decisions", f"{where} ORDER BY proposed, batch_id, record", values)


def holding(db: Connection, batch_id: str, at: Position | None = None) -> tuple[DecisionRow, ...]:
    """Give the decisions about rows of a batch in the order in which they began to hold.

    Args:
        db: the read models.
        batch_id: of the batch.
        at: those that an event at this position had to heed; None for now.
    """
    when, values = "position IS NOT NULL AND ended IS NULL", (batch_id,)
    if at is not None:
        when, values = "position < ?2 AND (ended IS NULL OR ended > ?2)", (batch_id, at)  # type: ignore[assignment] # a pair of other types
    found = rows_of(db, DecisionRow, "decisions", f"batch_id = ?1 AND {when} {_ORDER}", values)
    return tuple(row for row in found if _counts(row.kind, row.table_name))


def _counts(kind: str, table: str) -> bool:
    """Tell whether a decision changes what is built: a record that cannot be read is refused without one as well."""
    return kind != REJECTION or not table.startswith("staged.")


def fingerprint(rows: Iterable[DecisionRow]) -> str | None:
    """Give what stands for some decisions in an event; None for none."""
    return _hash((row.decision, row.record) for row in rows)


def _hash(rows: Iterable[tuple[str, int]]) -> str | None:
    told = sorted(rows)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest() if told else None


def fingerprints(db: Connection) -> dict[str, str]:
    """Give the fingerprint of what holds now, by batch; a batch of which nothing was decided lacks."""
    found: dict[str, list[tuple[str, int]]] = {}
    sql = "SELECT batch_id, decision, record, kind, table_name FROM decisions WHERE position NOT NULL AND ended IS NULL"
    for batch_id, decision, record, kind, table in db.execute(sql):
        if _counts(kind, table):
            found.setdefault(batch_id, []).append((decision, record))
    return {batch_id: str(_hash(rows)) for batch_id, rows in found.items()}
