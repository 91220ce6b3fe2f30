"""How events change the tables of batches, deliveries and promotions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ledger.events import (
    BatchIngested,
    BatchPromoted,
    BatchReinstated,
    BatchRejected,
    BatchWithdrawn,
    DeliveryRepeated,
    PromotionRejected,
    TableBuilt,
)
from ledger.events.parts import Balance
from ledger.names import Position
from projections.catalog.batches import BatchRow, DeliveryRow, PromotionRow
from projections.catalog.rows import columns_of, put

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

TABLES = {
    "batches": (BatchRow, "batch_id"),
    "deliveries": (DeliveryRow, "position"),
    "promotions": (PromotionRow, "position"),
}


class BatchesProjection:
    """Keeps ``batches``, ``deliveries`` and ``promotions``."""

    name = "batches"

    def create(self, db: Database) -> None:
        """Make the tables."""
        for table, (row_type, key) in TABLES.items():
            db.table(table).create(columns_of(row_type), pk=key, strict=True)
        db.table("batches").create_index(["source", "position"])
        db.table("promotions").create_index(["awaits"])
        db.table("batches").create_index(["source", "delivery"])
        db.table("promotions").create_index(["table_name", "batch_id", "current"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add a batch, a delivery or a promotion."""
        match event.data:
            case BatchIngested() as e:
                put(db, "batches", _ingested(event, e))
            case BatchRejected() as e:
                put(db, "batches", _rejected(event, e))
            case DeliveryRepeated() as e:
                put(
                    db, "deliveries", DeliveryRow(event.position, e.batch_id, e.source_file, e.delivered_at.isoformat())
                )
            case BatchPromoted() | PromotionRejected() as e:
                promotion = attrs.evolve(_promotion(event, e), awaits=_awaits(db, e))
                _former(db, "table_name = ? AND batch_id = ?", e.table, e.batch_id)
                if isinstance(e, BatchPromoted) and e.replaces == "table":
                    _former(db, "table_name = ? AND outcome = 'promoted'", e.table)
                put(db, "promotions", promotion)
                _outdate(db, event.position, e.outdates)
            case BatchWithdrawn() as e:
                _stand(db, e.batch_id, "withdrawn", event.position)
                _former(db, "batch_id = ?", e.batch_id)
                _outdate(db, event.position, e.outdates)
                _bereave(db, event.position, e.source)
            case TableBuilt(outdates=outdates):
                _outdate(db, event.position, outdates)
            case BatchReinstated() as e:
                _stand(db, e.batch_id, "in_effect", None)
                _outdate(db, event.position, e.outdates)
            case _:
                pass


def _stand(db: Connection, batch_id: str, status: str, withdrawn: Position | None) -> None:
    db.execute("UPDATE batches SET status = ?, withdrawn = ? WHERE batch_id = ?", (status, withdrawn, batch_id))


def _former(db: Connection, where: str, *values: str) -> None:
    """Let promotions count no more."""
    db.execute(f"UPDATE promotions SET current = 0 WHERE current AND {where}", values)


def _outdate(db: Connection, position: Position, promotions: tuple[Position, ...]) -> None:
    sql = "UPDATE promotions SET outdated = ? WHERE position = ?"
    db.executemany(sql, [(position, each) for each in promotions])


def _bereave(db: Connection, position: Position, source: str) -> None:
    """Let promotions of other sources that a withdrawal has outdated await what takes the place of its rows."""
    db.execute(
        "UPDATE promotions SET awaits = quarantined WHERE outdated = ? AND batch_id NOT IN"
        " (SELECT batch_id FROM batches WHERE source = ?)",
        (position, source),
    )


def _awaits(db: Connection, e: BatchPromoted | PromotionRejected) -> int | None:
    """Tell whether a promotion still awaits rows, see ``PromotionRow``.

    The one that is made right after the withdrawal does, where rows are set aside; those after it while more are than
    before.
    """
    found = db.execute(
        "SELECT awaits, outdated IN (SELECT withdrawn FROM batches) FROM promotions"
        " WHERE table_name = ? AND batch_id = ? AND current AND awaits IS NOT NULL",
        (e.table, e.batch_id),
    ).fetchone()
    if found is None:
        return None
    before, is_first = found
    aside = e.balance.quarantined
    return int(before) if aside > before or (is_first and aside) else None


def _ingested(event: RecordedEvent, e: BatchIngested) -> BatchRow:
    times = (e.ingested_at.isoformat(), e.effective_at.isoformat())
    facts = (e.batch_id, e.source, e.table, e.source_file, e.file_sha256, e.file_size, *times, e.period, e.generation)
    state = (e.definition, e.layout, "in_effect", "", "")
    about = (e.member, e.sheet, e.published, e.edition, e.delivery, e.sidecar)
    return BatchRow(*facts, *state, *_counts(e.balance), event.position, event.actor, *about)


def _rejected(event: RecordedEvent, e: BatchRejected) -> BatchRow:
    time = e.ingested_at.isoformat()
    facts = (e.batch_id, e.source, "", e.source_file, e.file_sha256, e.file_size, time, time, e.period, 0)
    state = (e.definition, "", "rejected", e.code, e.reason)
    about = (e.member, e.sheet, e.published, e.edition, e.delivery, e.sidecar)
    return BatchRow(*facts, *state, *_counts(e.balance), event.position, event.actor, *about)


def _counts(balance: Balance | None) -> tuple[int, int, int, int]:
    if balance is None:
        return 0, 0, 0, 0
    return balance.read, balance.accepted, balance.quarantined, balance.skipped.total


def _promotion(event: RecordedEvent, e: BatchPromoted | PromotionRejected) -> PromotionRow:
    rejected = isinstance(e, PromotionRejected)
    facts = (e.table, e.batch_id, e.from_table, e.from_position, e.contract, e.contract_version, e.generation)
    outcome = ("rejected", e.code) if isinstance(e, PromotionRejected) else ("promoted", "")
    counts = (e.balance.read, 0 if rejected else e.balance.accepted, e.balance.quarantined, e.balance.deduplicated)
    closes = isinstance(e, BatchPromoted) and e.closes
    time, said = event.recorded_at.isoformat(), e.applied.decisions if e.applied else None
    return PromotionRow(event.position, *facts, *outcome, *counts, True, time, closes=closes, decisions=said)
