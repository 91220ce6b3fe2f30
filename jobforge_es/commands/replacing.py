"""What a promotion puts out of effect: files of its table, rows in others, promotions that were compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from jobforge_es.commands.pending import Due
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.events.parts import FileRecord, TableAt
from ledger.names import Position
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow

if TYPE_CHECKING:
    from projections.layers.promotion import Promotion
    from projections.storage.manifest import FileInEffect

Replaced = Literal["batch", "table"]
"""Whose files go out of effect: former ones of the batch, or all of the table."""

ROWS = ("data", "superseded", "closed")
"""The kinds of files that make the rows of a table."""


def replaces(session: Session, due: Due, contract: Contract) -> Replaced:
    """Tell what goes out of effect: former files of the batch, or the whole table.

    In mode ``replace`` the first batch of a delivery takes the place of all others, and its mates stand beside it.
    """
    if contract.mode != "replace" or due.table.startswith("bronze."):
        return "batch"
    mates = {b.batch_id for b in batches.delivered_with(session.db, due.batch)}
    return "batch" if all(f.batch_id in mates for f in session.manifest.in_effect(due.table)) else "table"


def going(session: Session, due: Due, promotion: Promotion, replaced: Replaced) -> tuple[FileInEffect, ...]:
    """Give the files that make rows of the target and go out of effect with a promotion."""
    if promotion.is_rejected:
        return files_of(session, due.table, due.batch.batch_id) if due.outdated else ()
    return files_of(session, due.table, None if replaced == "table" else due.batch.batch_id)


def superseded(session: Session, due: Due, promotion: Promotion, replaced: Replaced) -> int:
    """Count the rows of the target that go out of effect, or get an end."""
    gone = sum(f.file.rows for f in going(session, due, promotion, replaced) if f.file.kind == "data")
    return gone if promotion.is_rejected else gone + promotion.balance.superseded


def outdated(
    session: Session, due: Due, contract: Contract, promotion: Promotion, waiting: frozenset[str]
) -> tuple[Position, ...]:
    """Tell which promotions of later batches have to be made again once this one holds.

    Args:
        session: of the command.
        due: the batch that is promoted.
        contract: that was applied.
        promotion: what came out.
        waiting: ids of later batches that are due in any case.
    """
    if due.table.startswith("bronze.") or (promotion.is_rejected and due.outdated is None):
        return ()
    new = () if promotion.is_rejected else tuple(f for f in promotion.files if f.kind in ROWS)
    change = _Change(due.table, due.batch, new, due.contract.definition)
    return _outdated(session, change, contract, waiting)


def outdated_without(session: Session, table: str, batch: BatchRow) -> tuple[Position, ...]:
    """Tell which promotions into a silver table have to be made again once the rows of a batch are not in it."""
    row = definitions.last_contract(session.db, table)
    if row is None:
        return ()
    change = _Change(table, batch, (), row.definition)
    return _outdated(session, change, session.recall(row.definition, Contract), frozenset())


@attrs.frozen
class _Change:
    """What becomes of the rows of a batch in a table: which files make them from now on, by which contract."""

    table: str
    batch: BatchRow
    new: tuple[FileRecord, ...]
    contract: str


def _outdated(session: Session, change: _Change, contract: Contract, waiting: frozenset[str]) -> tuple[Position, ...]:
    done = batches.promotions(session.db, change.table)
    here = (change.batch.effective_at, change.batch.position)
    after = [b for b in batches.in_effect(session.db, change.batch.source) if (b.effective_at, b.position) > here]
    if contract.mode == "replace":
        mates = {b.batch_id for b in batches.delivered_with(session.db, change.batch)}
        after = [b for b in after if b.batch_id in mates]
    known = [done[b.batch_id] for b in after if b.batch_id in done and b.batch_id not in waiting]
    if not known:
        return ()
    from projections.layers import late  # loads the engine

    manifest = session.manifest
    at = TableAt(change.table, manifest.position(change.table), manifest.rows(change.table))
    old = files_of(session, change.table, change.batch.batch_id)
    changed = late.Change(change.batch, at, old, change.new, change.contract)
    some = [late.Later(p.batch_id, p.position, Position(p.from_position), bool(p.closes)) for p in known]
    return late.outdated(session.workshop, contract, changed, some)


def files_of(session: Session, table: str, batch_id: str | None) -> tuple[FileInEffect, ...]:
    """Give the files of a batch, or of all, that are in effect and make rows of a table."""
    return tuple(
        file
        for kind in ROWS
        for file in session.manifest.in_effect(table, kind)  # type: ignore[arg-type] # the words are kinds
        if batch_id is None or file.batch_id == batch_id
    )
