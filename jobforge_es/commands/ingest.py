"""Ingest: land source files in staged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs

from jobforge_es.commands.outcome import Outcome
from jobforge_es.errors import LimitPassed, UnknownName
from jobforge_es.session import Session, libraries
from ledger.definitions import Layout, Source
from ledger.errors import JobForgeError
from ledger.events import BatchIngested, BatchRejected, DeliveryRepeated
from ledger.events.parts import Balance, Built, FileRecord
from ledger.names import Sha256
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow
from projections.catalog.rows import rows_of

if TYPE_CHECKING:
    from projections.layers.arrival import Arrival


@attrs.frozen
class Delivery:
    """A file as it was handed over.

    Attributes:
        name: as it is remembered; bytes that are not UTF-8 are percent-encoded.
        sha256, size: of its bytes, which the vault holds.
        period: as declared, or None.
    """

    name: str
    sha256: Sha256
    size: int
    period: str | None


def ingest(session: Session, path: Path, source_name: str, *, period: str | None = None, said: bool = True) -> Outcome:
    """Land one file.

    Args:
        session: of the command.
        path: the file.
        source_name: the adopted source that says how it is read.
        period: which period it is about, when that is known.
        said: True when a person named the file, so that a repeated delivery is worth an event.

    Raises:
        UnknownName: there is no such source.
        JobForgeError: the file cannot be read at all (a folder, missing, changing); nothing was recorded.
    """
    row = definitions.source(session.db, source_name)
    if row is None:
        known = [s.name for s in definitions.sources(session.db)]
        raise UnknownName("source", source_name, known, ("jobforge source show", "jobforge apply"))
    session.progress.step(f"keep {path.name}", None)
    kept = session.vault.keep(path)
    session.progress.done()
    delivery = Delivery(remembered_name(path), kept.sha256, kept.size, period)
    return land(session, delivery, row, said=said)


def ingest_all(session: Session, paths: Sequence[Path], source: str, *, period: str | None = None) -> Iterator[Outcome]:
    """Land files one after the other; one that cannot be read does not stop the others."""
    for path in paths:
        try:
            yield ingest(session, path, source, period=period)
        except UnknownName:
            raise
        except JobForgeError as error:
            yield Outcome("ingest", remembered_name(path), "failed", error=error)


def land(session: Session, delivery: Delivery, row: SourceRow, *, said: bool) -> Outcome:
    """Land bytes that the vault holds, unless they are known."""
    same = [b for b in _batches_of(session, delivery) if b.source == row.name and b.period == delivery.period]
    for batch in same:
        if batch.status == "in_effect":
            return _repeated(session, delivery, batch, said=said)
        if batch.definition == row.definition:
            return _rejected_before(delivery, batch)
    return _land(session, delivery, row, generation=1)


def remembered_name(path: Path) -> str:
    """Give the name of a file as text; undecodable bytes are percent-encoded."""
    name = path.name
    try:
        name.encode()
    except UnicodeEncodeError:
        return quote(os.fsencode(name), safe=" ")
    return name


def _batches_of(session: Session, delivery: Delivery) -> list[BatchRow]:
    return rows_of(session.db, BatchRow, "batches", "file_sha256 = ? ORDER BY position DESC", (delivery.sha256,))


def _repeated(session: Session, delivery: Delivery, batch: BatchRow, *, said: bool) -> Outcome:
    note = f"the same bytes are in effect as {batch.batch_id}"
    if not said:
        return Outcome("ingest", delivery.name, "repeated", batch_id=batch.batch_id, note=note)
    event = DeliveryRepeated(batch.batch_id, batch.source, delivery.name, delivery.sha256, session.now())
    appended = session.record(f"batch-{batch.batch_id}", [event], caused_by=batch.position)
    return Outcome("ingest", delivery.name, "repeated", appended.last, batch.batch_id, note=note)


def _rejected_before(delivery: Delivery, batch: BatchRow) -> Outcome:
    error = Refused(batch.reason, batch.code)
    note = "refused before, and its source says the same as then"
    return Outcome("ingest", delivery.name, "rejected", batch_id=batch.batch_id, error=error, note=note)


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


def _land(session: Session, delivery: Delivery, row: SourceRow, generation: int) -> Outcome:
    from projections.layers.arrival import Arrival  # noqa: PLC0415 - loads the data libraries
    from projections.layers.promotion import within_limit  # noqa: PLC0415 - loads the data libraries
    from projections.layers.staged import stage  # noqa: PLC0415

    source = session.recall(row.definition, Source)
    arrival = Arrival(session.new_id("b"), delivery.name, session.now())
    started = time.perf_counter()
    session.progress.step(f"stage {delivery.name}", delivery.size)
    try:
        raw = session.vault.path(delivery.sha256)
        staged = stage(raw, source, arrival, session.lake, _header(session, source), session.progress.advance)
    except JobForgeError as error:
        if error.exit_code != 1:
            raise
        return _reject(session, delivery, row, arrival, error)
    finally:
        session.progress.done()
    built = Built(libraries(), seconds_since(started))
    if not within_limit(staged.balance, source.quarantine_limit):
        return _reject_over_limit(session, delivery, row, arrival, source, staged.balance, staged.files, built)
    event = BatchIngested(
        batch_id=arrival.batch_id,
        source=row.name,
        table=f"staged.{row.name}",
        source_file=delivery.name,
        file_sha256=delivery.sha256,
        file_size=delivery.size,
        ingested_at=arrival.ingested_at,
        effective_at=arrival.ingested_at,
        period=delivery.period,
        generation=generation,
        definition=Sha256(row.definition),
        layout=session.keep(staged.layout),
        balance=staged.balance,
        files=staged.files,
        built=built,
    )
    key = f"ingest:{row.name}:{delivery.sha256}:{delivery.period or ''}:{generation}"
    appended = session.record(f"batch-{arrival.batch_id}", [event], expected=0, key=key, caused_by=row.position)
    return Outcome(
        "ingest", delivery.name, "done", appended.last, arrival.batch_id, staged.balance, seconds=built.seconds
    )


def _header(session: Session, source: Source) -> tuple[str, ...]:
    """Give the header of the first batch, which is the rule where the source declares none."""
    if source.csv.columns:
        return ()
    earlier = batches.in_effect(session.db, source.name)
    if not earlier:
        return ()
    return tuple(c.header for c in session.recall(earlier[0].layout, Layout).columns)


def _reject(session: Session, delivery: Delivery, row: SourceRow, arrival: Arrival, error: JobForgeError) -> Outcome:
    reason = error.what if error.where is None else f"{error.what} ({error.where})"
    event = _rejection(delivery, row, arrival, error.code, reason)
    return _record_rejection(session, delivery, row, event, error)


def _reject_over_limit(
    session: Session,
    delivery: Delivery,
    row: SourceRow,
    arrival: Arrival,
    source: Source,
    balance: Balance,
    files: tuple[FileRecord, ...],
    built: Built,
) -> Outcome:
    records = balance.read - balance.skipped.total
    error = LimitPassed(
        f"{balance.quarantined} of {records} records cannot be read",
        where=delivery.name,
        why=f"{row.path} allows a share of {source.quarantine_limit} (quarantine_limit)",
        written="its bytes and the refused records are kept; nothing was landed",
        mend=(f"jobforge quarantine show {arrival.batch_id}", f"revise {row.path}, then jobforge run"),
    )
    kept = session.lake.keep_only(files, "quarantine")
    event = attrs.evolve(
        _rejection(delivery, row, arrival, error.code, error.what), balance=balance, files=kept, built=built
    )
    return _record_rejection(session, delivery, row, event, error)


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
    )


def _record_rejection(
    session: Session, delivery: Delivery, row: SourceRow, event: BatchRejected, error: JobForgeError
) -> Outcome:
    appended = session.record(f"batch-{event.batch_id}", [event], expected=0, caused_by=row.position)
    error.written = "its bytes are kept; nothing was landed"
    return Outcome(
        "ingest", delivery.name, "rejected", appended.last, event.batch_id, event.balance, error=error, note=error.what
    )


def seconds_since(started: float) -> Decimal:
    """Tell the wall time since a reading of ``time.perf_counter``, in seconds with three places."""
    return Decimal(f"{time.perf_counter() - started:.3f}")
