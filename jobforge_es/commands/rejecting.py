"""A file that is refused: its bytes are kept, its reason is recorded, nothing is landed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.delivery import Delivery
from jobforge_es.commands.outcome import Outcome
from jobforge_es.errors import LimitPassed
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.errors import JobForgeError
from ledger.events import BatchRejected
from ledger.events.parts import Built
from ledger.names import Sha256
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow

if TYPE_CHECKING:
    from projections.layers.arrival import Arrival
    from projections.layers.staged import Staged


class Refused(JobForgeError):
    """A file that was refused before with this code."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(
            reason,
            written="its bytes are kept; nothing was landed",
            mend=("revise its source under sources/ and run again", "jobforge log --type batch-rejected"),
        )
        self.code = code  # type: ignore[misc] # this condition has the code of the one it repeats
        self.exit_code = LimitPassed.exit_code if code == LimitPassed.code else 1  # type: ignore[misc] # as above


def rejected_before(delivery: Delivery, batch: BatchRow) -> Outcome:
    """Tell that the same bytes were refused before; nothing is recorded."""
    error = Refused(batch.reason, batch.code)
    note = "refused before, and its source says the same as then"
    return Outcome("ingest", delivery.name, "rejected", batch_id=batch.batch_id, error=error, note=note)


def reject(session: Session, delivery: Delivery, row: SourceRow, arrival: Arrival, error: JobForgeError) -> Outcome:
    """Record that a file cannot be read as its source says."""
    reason = error.what if error.where is None else f"{error.what} ({error.where})"
    return _record(session, delivery, row, _rejection(delivery, row, arrival, error.code, reason), error)


def reject_over_limit(
    session: Session,
    delivery: Delivery,
    row: SourceRow,
    arrival: Arrival,
    source: Source,
    staged: Staged,
    built: Built,
) -> Outcome:
    """Record that more records were refused than the source allows; they are kept, the others are not."""
    balance = staged.balance
    records = balance.read - balance.skipped.total
    error = LimitPassed(
        f"{balance.quarantined} of {records} records cannot be read",
        where=delivery.name,
        why=f"{row.path} allows a share of {source.quarantine_limit} (quarantine_limit)",
        written="its bytes and the refused records are kept; nothing was landed",
        mend=(f"jobforge quarantine show {arrival.batch_id}", f"revise {row.path}, then jobforge run"),
    )
    kept = session.lake.keep_only(staged.files, "quarantine")
    event = attrs.evolve(
        _rejection(delivery, row, arrival, error.code, error.what), balance=balance, files=kept, built=built
    )
    return _record(session, delivery, row, event, error)


def _rejection(delivery: Delivery, row: SourceRow, arrival: Arrival, code: str, reason: str) -> BatchRejected:
    return BatchRejected(
        batch_id=arrival.batch_id,
        source=row.name,
        source_file=delivery.name,
        file_sha256=delivery.sha256,
        file_size=delivery.size,
        ingested_at=arrival.ingested_at,
        period=delivery.period,
        definition=Sha256(row.definition),
        code=code,
        reason=reason,
        member=delivery.part.member,
        sheet=delivery.part.sheet,
    )


def _record(
    session: Session, delivery: Delivery, row: SourceRow, event: BatchRejected, error: JobForgeError
) -> Outcome:
    appended = session.record(f"batch-{event.batch_id}", [event], expected=0, caused_by=row.position)
    error.written = "its bytes are kept; nothing was landed"
    return Outcome(
        "ingest", delivery.name, "rejected", appended.last, event.batch_id, event.balance, error=error, note=error.what
    )
