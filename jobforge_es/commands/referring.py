"""What refers to a batch: promotions into other tables that were compared with its rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from jobforge_es.commands.replacing import files_of
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.events.parts import FileRecord, RuleCount, TableAt
from ledger.names import Position
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow, PromotionRow
from projections.runner import recorded
from projections.storage.manifest import FileInEffect

if TYPE_CHECKING:
    from projections.layers.late import Later


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


def outdated_by_change(
    session: Session, table: str, new: Sequence[FileRecord], gone: Sequence[FileInEffect]
) -> tuple[Position, ...]:
    """Tell which promotions into tables that refer to a silver table are made again once rows of it came and went.

    Those that await rows since a batch was withdrawn, those that set a row aside because its parent was not there,
    where the parent is one of the new rows, and those with a row whose parent is there no more.

    Args:
        session: of the command.
        table: that changes.
        new: files that make its rows from now on.
        gone: files in effect that do so no more.
    """
    awaiting = {promotion.position for promotion in batches.awaiting(session.db)} if new else set()
    manifest = session.manifest
    at = TableAt(table, manifest.position(table), manifest.rows(table))
    found: set[Position] = set()
    for child, contract in _children(session, {table}):
        made = batches.promotions(session.db, child).values()
        found |= {promotion.position for promotion in made if promotion.position in awaiting}
        known = [promotion for promotion in made if promotion.outdated is None]
        rows = [file for file in new if file.kind == "data"]
        found |= _found(session, contract, at, rows, [promotion for promotion in known if promotion.quarantined])
        found |= _orphaned(session, contract, at, gone, new, known)
    return tuple(sorted(found))


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
    from projections.layers.referring import referring  # loads the engine

    lost = files[0]
    saw = [p for p in batches.promotions(session.db, child).values() if _saw(session, p, lost)]
    at = TableAt(lost.table, session.manifest.position(lost.table), 0)
    sharing = referring(session.workshop, contract, at, files, [_later(promotion) for promotion in saw])
    for promotion in saw:
        if promotion.quarantined or promotion.batch_id in sharing:
            yield promotion.position


def _found(
    session: Session, contract: Contract, at: TableAt, new: Sequence[FileRecord], some: Sequence[PromotionRow]
) -> frozenset[Position]:
    """Give the promotions, of some, with a row whose parent was missing and is there now."""
    rules = {
        r.id for r in contract.rules if r.kind == "reference" and r.reference == at.table and r.severity == "error"
    }
    lacking = {p.batch_id: p for p in some if new and _broke(session, p, rules)}
    if not lacking:
        return frozenset()
    from projections.layers.referring import finding  # loads the engine

    asked = [_later(promotion) for promotion in lacking.values()]
    return frozenset(lacking[batch].position for batch in finding(session.workshop, contract, at, new, asked))


def _orphaned(
    session: Session,
    contract: Contract,
    at: TableAt,
    gone: Sequence[FileInEffect],
    new: Sequence[FileRecord],
    some: Sequence[PromotionRow],
) -> frozenset[Position]:
    """Give the promotions, of some, with a row whose parent goes and is not among those that come or stay."""
    holding = {promotion.batch_id: promotion for promotion in some if promotion.accepted}
    if not holding:
        return frozenset()
    parent = definitions.last_contract(session.db, at.table)
    key = () if parent is None else session.recall(parent.definition, Contract).key
    referred = {name for rule in contract.rules if rule.reference == at.table for name in rule.reference_columns}
    if referred <= set(key):  # a row that takes the place of another has its key
        new = [file for file in new if file.kind != "superseded"]
    if not gone and all(file.kind != "superseded" for file in new):
        return frozenset()
    from projections.layers.referring import losing  # loads the engine

    asked = [_later(promotion) for promotion in holding.values()]
    return frozenset(holding[batch].position for batch in losing(session.workshop, contract, at, gone, new, asked))


def _broke(session: Session, promotion: PromotionRow, rules: Collection[str]) -> bool:
    counts: tuple[RuleCount, ...] = getattr(recorded(session.store, promotion.position).data, "rules", ())
    return any(count.rule in rules and count.rows for count in counts)


def _later(promotion: PromotionRow) -> Later:
    from projections.layers.late import Later  # loads the engine

    return Later(promotion.batch_id, promotion.position, Position(promotion.from_position), bool(promotion.closes))


def _saw(session: Session, promotion: PromotionRow, lost: FileInEffect) -> bool:
    """Tell whether a promotion was compared with a table while a batch was in it."""
    basis: tuple[TableAt, ...] = getattr(recorded(session.store, promotion.position).data, "basis", ())
    seen = (f for at in basis if at.table == lost.table for f in session.manifest.in_effect(at.table, at=at.position))
    return any(file.batch_id == lost.batch_id for file in seen)
