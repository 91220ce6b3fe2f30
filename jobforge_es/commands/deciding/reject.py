"""Reject: a row that was set aside is refused for good; its bytes are kept."""

from __future__ import annotations

from collections.abc import Sequence

from jobforge_es.commands.deciding.correct import check_open
from jobforge_es.commands.deciding.finding import found
from jobforge_es.commands.deciding.recording import About, Decided, check_reason, record
from jobforge_es.session import Session
from ledger.events import Event, RowsRejected
from projections.catalog.decisions import REJECTION


def reject(session: Session, wanted: Sequence[str], *, ticket: str | None = None) -> Decided:
    """Refuse rows for good, whatever their contract says later.

    Args:
        session: of the command; it has a reason.
        wanted: ids of rows.
        ticket: where it is written about.

    Raises:
        ReasonMissing: nobody said why.
        UnknownName: there is no such row.
        NothingToDecide: a row is refused for good already, or its file was never landed.
    """
    check_reason(session, "quarantine reject ID")
    rows: dict[About, list[int]] = {}
    for each in found(session, wanted):
        check_open(session, each)
        about = About(each.batch.batch_id, each.table, each.set_aside_at)
        rows.setdefault(about, []).append(each.row.source_row)

    def event(decision: str, about: About, records: tuple[int, ...]) -> Event:
        return RowsRejected(decision, about.batch_id, about.table, records, about.set_aside_at, ticket)

    count = sum(map(len, rows.values()))
    title = f"refuse {count:,} {'row' if count == 1 else 'rows'} for good"
    return record(session, REJECTION, title, rows, event)
