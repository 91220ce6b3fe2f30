"""The history of one row: when it was set aside and why, what people decided, when it was accepted; oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from jobforge_es.commands.deciding.fate import broken_rules, held_rows
from jobforge_es.commands.deciding.finding import promising
from jobforge_es.commands.pending import bronze_of
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog.batches import BatchRow
from projections.catalog.decisions import DecisionRow, decisions
from projections.runner import recorded
from projections.storage.manifest import FileInEffect

What = Literal["set aside", "accepted", "correction", "release", "rejection", "approved", "ended"]


@attrs.frozen
class Moment:
    """Something that happened to a row.

    Attributes:
        position: of its event.
        recorded_at: ISO 8601, UTC.
        by: who.
        what: happened.
        table: into which the row came, or on the way into which it was set aside.
        rules: that it broke, or that were waived.
        columns: that were corrected.
        decision: by which, or which it was.
        reason: why, as its actor said.
        ticket: where it is written about.
        note: how a decision ended, or until when it holds.
    """

    position: Position
    recorded_at: str
    by: str
    what: What
    table: str
    rules: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    decision: str | None = None
    reason: str = ""
    ticket: str | None = None
    note: str = ""


def history(session: Session, batch: BatchRow, record: int) -> tuple[Moment, ...]:
    """Tell what happened to a row, as of the position that the session reads.

    Args:
        session: to read.
        batch: whose row.
        record: its number in the source file.
    """
    moments = list(_decided(session, batch, record))
    moments += _passed(session, batch.table_name, batch, record)
    for row, _ in promising(session, batch):
        for table in (bronze_of(row.table_name), row.table_name):
            moments += _passed(session, table, batch, record)
    return tuple(sorted(moments, key=lambda moment: moment.position))


def _decided(session: Session, batch: BatchRow, record: int) -> Iterator[Moment]:
    for row in decisions(session.db, "batch_id = ? AND record = ?", (batch.batch_id, record)):
        yield _moment(session, row.proposed, row.kind, row)  # type: ignore[arg-type] # a kind of decision is a word of it
        if row.position is not None and row.position != row.proposed:
            yield _moment(session, row.position, "approved", row)
        if row.ended is not None:
            yield _moment(session, row.ended, "ended", row, row.ended_why)


def _moment(session: Session, position: int, what: What, row: DecisionRow, note: str = "") -> Moment:
    event = recorded(session.store, Position(position))
    said = event.metadata.reason or ""
    until = f"until {row.until_day}" if what == "release" else ""
    facts = (row.table_name, tuple(sorted(row.waived)), row.column_names, row.decision, said, row.ticket)
    return Moment(event.position, event.recorded_at.isoformat(), event.actor, what, *facts, note or until)


def _passed(session: Session, table: str, batch: BatchRow, record: int) -> Iterator[Moment]:
    """Give the events by which the row came into a table or was set aside, where that was otherwise before."""
    files: dict[Position, dict[str, FileInEffect]] = {}
    for file in session.manifest.every_file():
        if file.table == table and file.batch_id == batch.batch_id:
            files.setdefault(file.position, {})[file.file.kind] = file
    before: tuple[str, tuple[str, ...]] | None = None
    for position, kinds in sorted(files.items()):
        now = _stands(session, kinds, record)
        if now is not None and now != before:
            event = recorded(session.store, position)
            what: What = "set aside" if now[0] == "set aside" else "accepted"
            yield Moment(position, event.recorded_at.isoformat(), event.actor, what, table, now[1])
        before = now


def _stands(session: Session, kinds: dict[str, FileInEffect], record: int) -> tuple[str, tuple[str, ...]] | None:
    """Tell where a row is among the files of one event; None where it is in none of them."""
    aside, data = kinds.get("quarantine"), kinds.get("data")
    if aside is not None:
        broken = broken_rules(session, aside, frozenset((record,)))
        if record in broken:
            return "set aside", broken[record]
    if data is not None and held_rows(session, data, [record]):
        return "accepted", ()
    return None
