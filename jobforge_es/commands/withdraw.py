"""Withdraw and reinstate: take a batch out of effect and back; everything above is made again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.referring import outdated_by_loss, outdated_by_return
from jobforge_es.commands.replacing import files_of, outdated_without
from jobforge_es.commands.run import promote_and_build
from jobforge_es.errors import NeverLanded, SameBytesInEffect, UnknownName
from jobforge_es.session import Session
from ledger.disposal import disposal
from ledger.events import BatchReinstated, BatchWithdrawn
from ledger.events.withdrawal import RowsOf
from ledger.names import Position, Sha256
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.catalog.rows import rows_of
from projections.lineage.graph import edges, reach
from projections.readers.parts import Part

if TYPE_CHECKING:
    from ledger.store import Appended


def withdraw(session: Session, batch_id: str) -> Iterator[Outcome]:
    """Take a batch out of effect and make again what stands above it; one that is withdrawn stays as it is.

    Raises:
        UnknownName: there is no such batch.
        NeverLanded: it was refused when it came.
    """
    batch = landed_batch(session, batch_id)
    if batch.status == "withdrawn":
        yield _unchanged("withdraw", batch, f"it was withdrawn at position {batch.withdrawn}")
    else:
        held = held_by(session, batch)
        outdates = {p for each in held for p in _outdated(session, each.table, batch)}
        event = BatchWithdrawn(batch.batch_id, batch.source, held, tuple(sorted(outdates)))
        appended = _record(session, batch, event, batch.position)
        rows = ", ".join(f"{each.rows:,} rows of {each.table}" for each in held)
        yield Outcome("withdraw", batch.source_file, "done", appended.last, batch.batch_id, note=rows)
    yield from promote_and_build(session, above(session, batch))


def reinstate(session: Session, batch_id: str) -> Iterator[Outcome]:
    """Bring a withdrawn batch back and make again what stands above it; one that is in effect stays as it is.

    Raises:
        UnknownName: there is no such batch.
        NeverLanded: it was refused when it came.
        SameBytesInEffect: its bytes were landed again meanwhile.
        Disposed: its bytes were disposed of.
    """
    batch = landed_batch(session, batch_id)
    if batch.withdrawn is None:
        yield _unchanged("reinstate", batch, "it is in effect")
    else:
        for other in same_delivery(session, batch):
            if other.status == "in_effect":
                raise SameBytesInEffect(batch.batch_id, other.batch_id)
        if (gone := disposal(session.store, Sha256(batch.file_sha256))) is not None:
            raise gone
        outdates = tuple(sorted(outdated_by_return(session, batch)))
        event = BatchReinstated(batch.batch_id, batch.source, Position(batch.withdrawn), outdates)
        appended = _record(session, batch, event, Position(batch.withdrawn))
        note = f"withdrawn at position {batch.withdrawn}"
        yield Outcome("reinstate", batch.source_file, "done", appended.last, batch.batch_id, note=note)
    yield from promote_and_build(session, above(session, batch))


def landed_batch(session: Session, batch_id: str) -> BatchRow:
    """Give a batch that was landed, whether it is in effect or withdrawn.

    Raises:
        UnknownName: there is no such batch.
        NeverLanded: it was refused when it came.
    """
    batch = batches.batch(session.db, batch_id)
    if batch is None:
        known = (b.batch_id for b in batches.batches(session.db))
        raise UnknownName("batch", batch_id, known, ("jobforge source show", "jobforge log --type batch-ingested"))
    if batch.status == "rejected":
        raise NeverLanded(batch_id, batch.source_file)
    return batch


def held_by(session: Session, batch: BatchRow) -> tuple[RowsOf, ...]:
    """Tell which tables hold rows of a batch, from staged on; empty for one that is withdrawn."""
    sql = (
        "SELECT table_name, sum(rows) FROM files WHERE batch_id = ? AND kind = 'data' AND until IS NULL"
        " GROUP BY table_name HAVING sum(rows) ORDER BY min(position)"
    )
    return tuple(RowsOf(table, rows) for table, rows in session.db.execute(sql, (batch.batch_id,)))


def above(session: Session, batch: BatchRow) -> tuple[str, ...]:
    """Name the staged table of a batch and every table that is made from it or compared with it, sorted."""
    reached = reach(edges(session.db), batch.table_name, up=False)
    return tuple(sorted({batch.table_name, *(edge.downstream for edge in reached)}))


def same_delivery(session: Session, batch: BatchRow) -> list[BatchRow]:
    """Give the other batches of the same part of the same bytes, oldest first; for another period they are others."""
    found = rows_of(session.db, BatchRow, "batches", "file_sha256 = ? ORDER BY position", (batch.file_sha256,))
    return [b for b in found if b.batch_id != batch.batch_id and _is_same(b, batch)]


def _is_same(one: BatchRow, other: BatchRow) -> bool:
    if (one.source, Part(one.member, one.sheet)) != (other.source, Part(other.member, other.sheet)):
        return False
    return one.period is None or other.period is None or one.period == other.period


def _outdated(session: Session, table: str, batch: BatchRow) -> tuple[Position, ...]:
    if not table.startswith("silver.") or not files_of(session, table, batch.batch_id):
        return ()
    return outdated_without(session, table, batch) + outdated_by_loss(session, table, batch)


def _record(
    session: Session, batch: BatchRow, event: BatchWithdrawn | BatchReinstated, caused_by: Position
) -> Appended:
    return session.record(f"batch-{batch.batch_id}", [event], caused_by=caused_by)


def _unchanged(step: str, batch: BatchRow, note: str) -> Outcome:
    return Outcome(step, batch.source_file, "unchanged", batch_id=batch.batch_id, note=note)  # type: ignore[arg-type] # both are steps
