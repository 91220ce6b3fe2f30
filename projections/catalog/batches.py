"""Batches, what was delivered again, and how far each batch came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ledger.names import Position
from projections.catalog.rows import one_of, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class BatchRow:
    """A batch. ``status`` is ``in_effect``, ``withdrawn`` or ``rejected``; a rejected one has a code and no table.

    ``withdrawn`` is the position of the withdrawal that holds, or None.
    """

    batch_id: str
    source: str
    table_name: str
    source_file: str
    file_sha256: str
    file_size: int
    ingested_at: str
    effective_at: str
    period: str | None
    generation: int
    definition: str
    layout: str
    status: str
    code: str
    reason: str
    read: int
    accepted: int
    quarantined: int
    skipped: int
    position: Position
    actor: str
    member: str | None = None
    sheet: str | None = None
    published: str | None = None
    edition: str | None = None
    delivery: str | None = None
    sidecar: str | None = None
    withdrawn: int | None = None


@attrs.frozen
class DeliveryRow:
    """The bytes of a batch that came again."""

    position: Position
    batch_id: str
    source_file: str
    delivered_at: str


@attrs.frozen
class PromotionRow:
    """A promotion that was made or refused.

    ``current`` is the newest of its batch and table, while that counts: neither was the batch withdrawn since, nor were
    its rows replaced by those of another delivery.

    ``outdated`` is the position of the event by which what it was compared with has changed, or None; ``closes`` tells
    whether it ended the keys that a full delivery lacks; ``decisions`` stands for what people decided about its rows.
    ``awaits``: it was compared with a table that a batch was withdrawn from, and is compared with it again when rows
    come; the number of rows set aside before that, or None.
    """

    position: Position
    table_name: str
    batch_id: str
    from_table: str
    from_position: int
    contract: str
    contract_version: str
    generation: int
    outcome: str
    code: str
    read: int
    accepted: int
    quarantined: int
    deduplicated: int
    current: bool
    recorded_at: str
    outdated: int | None = None
    closes: bool = False
    decisions: str | None = None
    awaits: int | None = None


def batches(db: Connection, source: str | None = None) -> list[BatchRow]:
    """Give batches in the order in which they count: by effective_at, then position; of one source or of all."""
    order = "ORDER BY effective_at, position"
    if source is None:
        return rows_of(db, BatchRow, "batches", f"1 {order}")
    return rows_of(db, BatchRow, "batches", f"source = ? {order}", (source,))


def in_effect(db: Connection, source: str) -> list[BatchRow]:
    """Give the batches of a source that were landed and not withdrawn, in the order in which they count."""
    return [b for b in batches(db, source) if b.status == "in_effect"]


def landed(db: Connection, source: str) -> list[BatchRow]:
    """Give the batches of a source that were landed, withdrawn ones too, in the order in which they count.

    Of what was in effect at some position, which may not be in effect now, the manifest knows.
    """
    return [b for b in batches(db, source) if b.status != "rejected"]


def before(db: Connection, batch: BatchRow) -> list[BatchRow]:
    """Give the landed batches of the same source that count before one, in their order."""
    here = (batch.effective_at, batch.position)
    return [b for b in landed(db, batch.source) if (b.effective_at, b.position) < here]


def delivered_with(db: Connection, batch: BatchRow) -> list[BatchRow]:
    """Give the landed batches of the delivery of one, itself among them, in their order."""
    if batch.delivery is None:
        return [batch]
    return [b for b in landed(db, batch.source) if b.delivery == batch.delivery]


def batch(db: Connection, batch_id: str) -> BatchRow | None:
    """Give one batch, or None."""
    return one_of(db, BatchRow, "batches", "batch_id = ?", (batch_id,))


def promotions(db: Connection, table: str) -> dict[str, PromotionRow]:
    """Give the current promotion of each batch of a table, made or refused, by batch id."""
    found = rows_of(db, PromotionRow, "promotions", "table_name = ? AND current ORDER BY position", (table,))
    return {row.batch_id: row for row in found}


def outdated(db: Connection, table: str) -> set[str]:
    """Name the batches whose current promotion has to be made again: what it was compared with has changed."""
    sql = "SELECT batch_id FROM promotions WHERE table_name = ? AND current AND outdated IS NOT NULL"
    return {batch_id for (batch_id,) in db.execute(sql, (table,))}


def awaiting(db: Connection) -> list[PromotionRow]:
    """Give the current promotions that await rows in place of withdrawn ones, and are not due for it yet."""
    where = "awaits IS NOT NULL AND current AND outdated IS NULL ORDER BY position"
    return rows_of(db, PromotionRow, "promotions", where)


def all_promotions(db: Connection) -> list[PromotionRow]:
    """Give the current promotions of all tables."""
    return rows_of(db, PromotionRow, "promotions", "current ORDER BY table_name, position")


def deliveries(db: Connection) -> list[DeliveryRow]:
    """Give all repeated deliveries, oldest first."""
    return rows_of(db, DeliveryRow, "deliveries", "1 ORDER BY position")
