"""What refers to a batch: promotions into other tables that were compared with its rows."""

from __future__ import annotations

from collections.abc import Iterator

from jobforge_es.commands.replacing import files_of
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.events.parts import TableAt
from ledger.names import Position
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow, PromotionRow
from projections.runner import recorded
from projections.storage.manifest import FileInEffect


def outdated_by_loss(session: Session, table: str, batch: BatchRow) -> tuple[Position, ...]:
    """Tell which promotions into tables that refer to a silver table are made again once a batch is not in it.

    Those that were compared with it while the batch was there, where a row refers to one of its rows or where rows were
    set aside: a row of an earlier delivery that was hidden by it may count again.
    """
    files = [file for file in files_of(session, table, batch.batch_id) if file.file.kind == "data"]
    return tuple(p for child, contract in _children(session, {table}) for p in _lost(session, child, contract, files))


def outdated_by_return(session: Session, batch: BatchRow) -> tuple[Position, ...]:
    """Tell which promotions into tables that refer to those of a withdrawn batch are made again when it is back.

    Those that were compared with them while it was away.
    """
    fed = {row.table_name for row in definitions.contracts(session.db) if row.source == batch.source}
    return tuple(
        promotion.position
        for child, _ in _children(session, fed)
        for promotion in batches.promotions(session.db, child).values()
        if promotion.position > (batch.withdrawn or 0)
    )


def outdated_by_rows(session: Session, table: str) -> tuple[Position, ...]:
    """Tell which promotions into tables that refer to a silver table await rows of it since a batch was withdrawn."""
    waiting = batches.awaiting(session.db)
    children = {child for child, _ in _children(session, {table})} if waiting else set()
    return tuple(promotion.position for promotion in waiting if promotion.table_name in children)


def _children(session: Session, tables: set[str]) -> Iterator[tuple[str, Contract]]:
    """Give the tables that refer to others, with their contracts; a table that refers to itself is none."""
    for row in definitions.contracts(session.db):
        contract = session.recall(row.definition, Contract)
        referred = {rule.reference for rule in contract.rules if rule.kind == "reference"}
        if row.source is not None and row.table_name not in tables and referred & tables:
            yield row.table_name, contract


def _lost(session: Session, child: str, contract: Contract, files: list[FileInEffect]) -> Iterator[Position]:
    if not files:
        return
    from projections.layers.late import Later  # loads the engine
    from projections.layers.referring import referring

    lost = files[0]
    saw = [p for p in batches.promotions(session.db, child).values() if _saw(session, p, lost)]
    some = [Later(p.batch_id, p.position, Position(p.from_position), bool(p.closes)) for p in saw]
    at = TableAt(lost.table, session.manifest.position(lost.table), 0)
    sharing = referring(session.workshop, contract, at, files, some)
    for promotion in saw:
        if promotion.quarantined or promotion.batch_id in sharing:
            yield promotion.position


def _saw(session: Session, promotion: PromotionRow, lost: FileInEffect) -> bool:
    """Tell whether a promotion was compared with a table while a batch was in it."""
    basis: tuple[TableAt, ...] = getattr(recorded(session.store, promotion.position).data, "basis", ())
    seen = (f for at in basis if at.table == lost.table for f in session.manifest.in_effect(at.table, at=at.position))
    return any(file.batch_id == lost.batch_id for file in seen)
