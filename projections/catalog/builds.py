"""What models built, and which steps failed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.events import (
    BatchPromoted,
    BatchWithdrawn,
    ContractAdopted,
    ModelAdopted,
    SourceAdopted,
    StepFailed,
    StepRecovered,
    TableBuilt,
)
from ledger.events.parts import TableAt
from ledger.names import Position
from projections.catalog.rows import columns_of, one_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


UNTRACED = ("fetch", "ingest", "export")
"""Steps that leave no event of their own subject when they go well; ``StepRecovered`` tells it."""


@attrs.frozen
class BuildRow:
    """A build of a model. ``inputs`` is a JSON list of [table, position, rows]; ``current`` is the newest."""

    position: Position
    table_name: str
    model: str
    contract: str | None
    inputs: str
    rows: int
    changed: bool
    current: bool
    recorded_at: str

    @property
    def input_tables(self) -> tuple[TableAt, ...]:
        """What it read."""
        return tuple(TableAt(table, Position(position), rows) for table, position, rows in json.loads(self.inputs))


@attrs.frozen
class FailureRow:
    """A step that failed.

    ``mended`` is the position at which its subject succeeded afterwards or its batch was withdrawn, or None;
    ``attempts`` how often it was tried.
    """

    position: Position
    step: str
    subject: str
    code: str
    reason: str
    attempt: str
    batch_id: str | None
    recorded_at: str
    mended: int | None = None
    attempts: int = 1


class BuildsProjection:
    """Keeps ``builds`` and ``failures``."""

    name = "builds"

    def create(self, db: Database) -> None:
        """Make the tables."""
        db.table("builds").create(columns_of(BuildRow), pk="position", strict=True)
        db.table("builds").create_index(["table_name", "current"])
        db.table("failures").create(columns_of(FailureRow), pk="position", strict=True)
        db.table("failures").create_index(["subject", "mended"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add a build or a failure; a success mends the failures of its subject."""
        time = event.recorded_at.isoformat()
        match event.data:
            case TableBuilt() as e:
                db.execute("UPDATE builds SET current = 0 WHERE table_name = ?", (e.table,))
                inputs = json.dumps([[i.table, i.position, i.rows] for i in e.inputs])
                made = (e.table, e.model, e.contract, inputs, e.rows, e.changed)
                put(db, "builds", BuildRow(event.position, *made, True, time))
                _mend(db, event.position, "build", e.table)
            case StepFailed() as e:
                if e.step in UNTRACED:  # each failure of these takes the place of the one before
                    _mend(db, event.position, e.step, e.subject)
                facts = (e.step, e.subject, e.code, e.reason, e.attempt, e.batch_id)
                put(db, "failures", FailureRow(event.position, *facts, time, attempts=e.attempts))
            case StepRecovered(step=step, subject=subject):
                _mend(db, event.position, step, subject)
            case BatchPromoted(table=subject, batch_id=batch):
                _mend(db, event.position, "promote", subject, batch)
            case BatchWithdrawn(batch_id=batch):
                db.execute(
                    "UPDATE failures SET mended = ? WHERE batch_id = ? AND mended IS NULL", (event.position, batch)
                )
            case SourceAdopted(path=subject) | ContractAdopted(path=subject) | ModelAdopted(path=subject):
                _mend(db, event.position, "apply", subject)
            case _:
                pass


def _mend(db: Connection, position: Position, step: str, subject: str, batch: str | None = None) -> None:
    db.execute(
        "UPDATE failures SET mended = ? WHERE step = ? AND subject = ? AND batch_id IS ? AND mended IS NULL",
        (position, step, subject, batch),
    )


def builds(db: Connection) -> dict[str, BuildRow]:
    """Give the newest build of each table."""
    return {row.table_name: row for row in rows_of(db, BuildRow, "builds", "current ORDER BY table_name")}


def failures(db: Connection, *, open_only: bool = True) -> list[FailureRow]:
    """Give failures, oldest first; those that nothing has mended, or all."""
    where = "mended IS NULL" if open_only else "1"
    return rows_of(db, FailureRow, "failures", f"{where} ORDER BY position")


def build_at(db: Connection, table: str, at: Position) -> BuildRow | None:
    """Give the newest build of a table as of a position, or None."""
    where = "table_name = ? AND position <= ? ORDER BY position DESC"
    return one_of(db, BuildRow, "builds", where, (table, at))
