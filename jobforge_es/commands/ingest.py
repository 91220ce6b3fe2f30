"""Ingest: land source files in staged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs

from jobforge_es.commands.delivery import Delivery
from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.commands.rejecting import reject, reject_over_limit, rejected_before
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session, libraries
from ledger.definitions import Layout, Source
from ledger.errors import JobForgeError
from ledger.events import BatchIngested, DeliveryRepeated
from ledger.events.parts import Built
from ledger.names import Sha256
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import SourceRow
from projections.catalog.rows import rows_of
from projections.readers.parts import Part

if TYPE_CHECKING:
    from projections.layers.arrival import Arrival
    from projections.layers.staged import Staged


def ingest(
    session: Session, path: Path, source_name: str, *, period: str | None = None, said: bool = True
) -> Iterator[Outcome]:
    """Land each part of one file.

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
    yield from land(session, delivery, row, said=said)


def ingest_all(session: Session, paths: Sequence[Path], source: str, *, period: str | None = None) -> Iterator[Outcome]:
    """Land files one after the other; one that cannot be read does not stop the others."""
    for path in paths:
        try:
            yield from ingest(session, path, source, period=period)
        except UnknownName:
            raise
        except JobForgeError as error:
            yield Outcome("ingest", remembered_name(path), "failed", error=error)


def land(session: Session, delivery: Delivery, row: SourceRow, *, said: bool) -> Iterator[Outcome]:
    """Land bytes that the vault holds, part by part, but for what is known."""
    from projections.readers.opening import parts_of  # noqa: PLC0415 - loads the data libraries

    source = session.recall(row.definition, Source)
    raw = session.vault.path(delivery.sha256)
    try:
        parts = parts_of(raw, source, session.lake.work)
    except JobForgeError as error:
        if error.exit_code != 1:
            raise
        known = _known(session, delivery, row, said=said)
        yield known or reject(session, delivery, row, _arrive(session, delivery), error)
        return
    for part in parts:
        some = attrs.evolve(delivery, part=part)
        yield _known(session, some, row, said=said) or _land(session, some, row, source, generation=1)


def remembered_name(path: Path) -> str:
    """Give the name of a file as text; undecodable bytes are percent-encoded."""
    name = path.name
    try:
        name.encode()
    except UnicodeEncodeError:
        return quote(os.fsencode(name), safe=" ")
    return name


def _known(session: Session, delivery: Delivery, row: SourceRow, *, said: bool) -> Outcome | None:
    """Tell what became of the same part of the same bytes before; None when it is to be landed."""
    wanted = (row.name, delivery.period, delivery.part)
    same = [b for b in _batches_of(session, delivery) if (b.source, b.period, Part(b.member, b.sheet)) == wanted]
    for batch in same:
        if batch.status == "in_effect":
            return _repeated(session, delivery, batch, said=said)
        if batch.definition == row.definition:
            return rejected_before(delivery, batch)
    return None


def _batches_of(session: Session, delivery: Delivery) -> list[BatchRow]:
    return rows_of(session.db, BatchRow, "batches", "file_sha256 = ? ORDER BY position DESC", (delivery.sha256,))


def _repeated(session: Session, delivery: Delivery, batch: BatchRow, *, said: bool) -> Outcome:
    note = f"the same bytes are in effect as {batch.batch_id}"
    if not said:
        return Outcome("ingest", delivery.name, "repeated", batch_id=batch.batch_id, note=note)
    event = DeliveryRepeated(batch.batch_id, batch.source, delivery.name, delivery.sha256, session.now())
    appended = session.record(f"batch-{batch.batch_id}", [event], caused_by=batch.position)
    return Outcome("ingest", delivery.name, "repeated", appended.last, batch.batch_id, note=note)


def _land(session: Session, delivery: Delivery, row: SourceRow, source: Source, generation: int) -> Outcome:
    from projections.layers.promotion import within_limit  # noqa: PLC0415 - loads the data libraries
    from projections.layers.staged import stage  # noqa: PLC0415

    arrival = _arrive(session, delivery)
    started = time.perf_counter()
    session.progress.step(f"stage {delivery.name}", delivery.size)
    try:
        raw, expected = session.vault.path(delivery.sha256), _header(session, source)
        staged = stage(raw, source, arrival, session.lake, expected, delivery.part, session.progress.advance)
    except JobForgeError as error:
        if error.exit_code != 1:
            raise
        return reject(session, delivery, row, arrival, error)
    finally:
        session.progress.done()
    built = Built(libraries(), seconds_since(started))
    if not within_limit(staged.balance, source.quarantine_limit):
        return reject_over_limit(session, delivery, row, arrival, source, staged, built)
    return _record(session, delivery, row, arrival, staged, built, generation)


def _record(
    session: Session,
    delivery: Delivery,
    row: SourceRow,
    arrival: Arrival,
    staged: Staged,
    built: Built,
    generation: int,
) -> Outcome:
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
        member=delivery.part.member,
        sheet=delivery.part.sheet,
    )
    key = f"ingest:{row.name}:{delivery.sha256}{delivery.part.name_in('')}:{delivery.period or ''}:{generation}"
    appended = session.record(f"batch-{arrival.batch_id}", [event], expected=0, key=key, caused_by=row.position)
    return Outcome(
        "ingest", delivery.name, "done", appended.last, arrival.batch_id, staged.balance, seconds=built.seconds
    )


def _arrive(session: Session, delivery: Delivery) -> Arrival:
    from projections.layers.arrival import Arrival  # noqa: PLC0415 - loads the data libraries

    return Arrival(session.new_id("b"), delivery.name, session.now())


def _header(session: Session, source: Source) -> tuple[str, ...]:
    """Give the header of the first batch, which is the rule where the source declares none."""
    if source.form.columns:
        return ()
    earlier = batches.in_effect(session.db, source.name)
    if not earlier:
        return ()
    return tuple(c.header for c in session.recall(earlier[0].layout, Layout).columns)
