"""A file that is refused: its bytes are kept, its reason is recorded, nothing is landed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.handed import Handed
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.sidecars import rows_differ
from jobforge_es.errors import LimitPassed
from jobforge_es.session import Session
from ledger.definitions import Source
from ledger.errors import JobForgeError
from ledger.events import BatchRejected, Event
from ledger.events.parts import Built
from ledger.names import Sha256
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow

if TYPE_CHECKING:
    from projections.layers.arrival import Arrival
    from projections.layers.staged import Staged
    from projections.readers.drift import Finding


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


def rejected_before(handed: Handed, batch: BatchRow) -> Outcome:
    """Tell that the same bytes were refused before; nothing is recorded."""
    error = Refused(batch.reason, batch.code)
    note = "refused before, and its source says the same as then"
    return Outcome("ingest", handed.name, "rejected", batch_id=batch.batch_id, error=error, note=note)


def reject(
    session: Session,
    handed: Handed,
    row: SourceRow,
    arrival: Arrival,
    error: JobForgeError,
    findings: Sequence[Finding] = (),
) -> Outcome:
    """Record that a file cannot be read as its source says, and which columns have changed where that is why."""
    reason = error.what if error.where is None else f"{error.what} ({error.where})"
    event = _rejection(handed, row, arrival, error.code, reason)
    return _record(session, handed, row, event, error, [f.event(row.name, arrival.batch_id) for f in findings])


def reject_other_rows(
    session: Session, handed: Handed, row: SourceRow, arrival: Arrival, staged: Staged, built: Built
) -> Outcome:
    """Record that a file has another number of records than the file beside it declares."""
    records = staged.balance.read - staged.balance.skipped.total
    error = rows_differ(handed.file, handed.rows or 0, records)
    event = _rejection(handed, row, arrival, error.code, error.what)
    return _record(session, handed, row, _counted(session, event, staged, built), error)


def reject_over_limit(
    session: Session,
    handed: Handed,
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
        where=handed.name,
        why=f"{row.path} allows a share of {source.quarantine_limit} (quarantine_limit)",
        written="its bytes and the refused records are kept; nothing was landed",
        mend=(f"jobforge quarantine show {arrival.batch_id}", f"revise {row.path}, then jobforge run"),
    )
    event = _rejection(handed, row, arrival, error.code, error.what)
    return _record(session, handed, row, _counted(session, event, staged, built), error)


def _counted(session: Session, event: BatchRejected, staged: Staged, built: Built) -> BatchRejected:
    """Add what was counted; of the files only the refused records stay."""
    kept = session.lake.keep_only(staged.files, "quarantine")
    return attrs.evolve(event, balance=staged.balance, files=kept, built=built)


def _rejection(handed: Handed, row: SourceRow, arrival: Arrival, code: str, reason: str) -> BatchRejected:
    return BatchRejected(
        batch_id=arrival.batch_id,
        source=row.name,
        source_file=handed.name,
        file_sha256=handed.sha256,
        file_size=handed.size,
        ingested_at=arrival.ingested_at,
        period=handed.facts.period,
        definition=Sha256(row.definition),
        code=code,
        reason=reason,
        member=handed.part.member,
        sheet=handed.part.sheet,
        published=handed.facts.published,
        edition=handed.facts.edition,
        delivery=handed.delivery,
        sidecar=handed.sidecar,
    )


def _record(
    session: Session,
    handed: Handed,
    row: SourceRow,
    event: BatchRejected,
    error: JobForgeError,
    more: Sequence[Event] = (),
) -> Outcome:
    appended = session.record(f"batch-{event.batch_id}", [event, *more], expected=0, caused_by=row.position)
    error.written = "its bytes are kept; nothing was landed"
    return Outcome(
        "ingest", handed.name, "rejected", appended.first, event.batch_id, event.balance, error=error, note=error.what
    )
