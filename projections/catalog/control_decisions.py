"""What people decided about controls: what does not apply, what is accepted for a time, what they vouch for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs

from ledger.events import ControlAttested, ControlDecisionEnded, ControlScoped, ControlWaived
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

SCOPE, ATTESTATION, WAIVER = "scope", "attestation", "waiver"
ALL = ""
"""Stands for all subjects of a control."""


@attrs.frozen
class ControlDecisionRow:
    """A decision about a control, a clause (``framework:clause``) or a framework.

    ``kind`` is ``scope``, ``attestation`` or ``waiver``; ``subject`` has its kind, or is empty for all of them.
    ``until`` is the last day on which it holds, empty for none; ``level`` that of a framework which applies;
    ``evidence`` the hash and ``name`` the name of a file that was handed in. ``ended`` is the position of what took its
    place or took it back, or None.
    """

    position: Position
    kind: str
    control: str
    subject: str
    until: str
    level: str
    name: str
    evidence: str
    actor: str
    reason: str
    recorded_at: str
    ended: int | None = None

    def is_in_force(self, day: date) -> bool:
        """Tell whether it holds on a day; the last day counts."""
        return not self.until or day.isoformat() <= self.until


class ControlDecisionsProjection:
    """Keeps ``control_decisions``."""

    name = "control-decisions"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("control_decisions").create(columns_of(ControlDecisionRow), pk="position", strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Take a decision in place of the one before it, or its end."""
        match event.data:
            case ControlScoped() as e:
                _decide(db, event, SCOPE, e.control, e.subject or ALL, until=e.until, level=e.level or "")
            case ControlWaived() as e:
                _decide(db, event, WAIVER, e.control, e.subject or ALL, until=e.until)
            case ControlAttested() as e:
                told = {"until": e.until or "", "name": e.name, "evidence": e.evidence}
                _decide(db, event, ATTESTATION, e.control, ALL, **told)
            case ControlDecisionEnded() as e:
                _end(db, event, e.decision, e.control, e.subject or ALL)
            case _:
                pass


def _decide(db: Connection, event: RecordedEvent, kind: str, control: str, subject: str, **told: str) -> None:
    _end(db, event, kind, control, subject)
    texts = {"until": "", "level": "", "name": "", "evidence": "", **told}
    by = (event.actor, event.metadata.reason or "", event.recorded_at.isoformat())
    row = ControlDecisionRow(
        event.position, kind, control, subject, texts["until"], texts["level"], texts["name"], texts["evidence"], *by
    )
    put(db, "control_decisions", row)


def _end(db: Connection, event: RecordedEvent, kind: str, control: str, subject: str) -> None:
    sql = "UPDATE control_decisions SET ended = ? WHERE kind = ? AND control = ? AND subject = ? AND ended IS NULL"
    db.execute(sql, (event.position, kind, control, subject))


def control_decisions(db: Connection, *, every: bool = False) -> list[ControlDecisionRow]:
    """Give the decisions that nobody took back, oldest first, those whose last day has passed too; or all ever."""
    where = "1" if every else "ended IS NULL"
    return rows_of(db, ControlDecisionRow, "control_decisions", f"{where} ORDER BY position")
