"""Bytes of the vault that were disposed of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ledger.events import ObjectDisposed
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class DisposalRow:
    """An object that was disposed of. ``batches`` are the ids of those whose bytes they were, with spaces between."""

    sha256: str
    position: Position
    size: int
    authority: str
    batches: str
    actor: str
    recorded_at: str


class DisposalsProjection:
    """Keeps ``disposals``."""

    name = "disposals"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("disposals").create(columns_of(DisposalRow), pk="sha256", strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add what was disposed of."""
        if isinstance(event.data, ObjectDisposed):
            e, by = event.data, (event.actor, event.recorded_at.isoformat())
            put(db, "disposals", DisposalRow(e.sha256, event.position, e.size, e.authority, " ".join(e.batches), *by))


def disposals(db: Connection) -> list[DisposalRow]:
    """Give everything that was disposed of, oldest first."""
    return rows_of(db, DisposalRow, "disposals", "1 ORDER BY position")
