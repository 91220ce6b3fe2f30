"""What is due for bronze and silver, and why: what ``promote`` does, and ``status`` tells the number of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.newest import closing, newest_delivery
from jobforge_es.session import Session
from ledger.definitions import Contract, Source
from ledger.names import Position
from projections.catalog import batches, decisions
from projections.catalog.batches import BatchRow, PromotionRow
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class Due:
    """A batch that is to move up.

    Attributes:
        table: where to.
        from_table: where from.
        from_position: since when it stands there.
        batch: the batch.
        contract: the contract that is applied.
        closes: whether it ends the keys that its delivery lacks.
        outdated: the event by which what its last promotion was compared with has changed, where that is why.
    """

    table: str
    from_table: str
    from_position: Position
    batch: BatchRow
    contract: ContractRow
    closes: bool = False
    outdated: Position | None = None


def bronze_of(table: str) -> str:
    """Give the bronze table that stands below a silver one."""
    return f"bronze.{table.partition('.')[2]}"


def due_for_bronze(session: Session, row: ContractRow, anew: frozenset[str] = frozenset()) -> list[Due]:
    """Give the landed batches that bronze lacks, or holds by an older contract while silver still waits for them.

    Those of whose rows a person decided something since are due as well, by the contract that they stand by.

    Args:
        session: to read.
        row: of the contract.
        anew: batches that are due as well where they stand by an older contract.
    """
    table = bronze_of(row.table_name)
    done = batches.promotions(session.db, table)
    above = batches.promotions(session.db, row.table_name)
    landed = batches.in_effect(session.db, row.source or "")
    contract = session.recall(row.definition, Contract)
    wanted = {b.batch_id for b in shown(session.db, row, landed, contract, _refused(above, done, row))}
    said = decisions.fingerprints(session.db)
    found = []
    for batch in landed:
        moves = Due(table, batch.table_name, batch.position, batch, row)
        last, silver = done.get(batch.batch_id), above.get(batch.batch_id)
        if (
            last is None
            or _is_due(last, batch.position, row)
            or (batch.batch_id in wanted and _is_outdated(last, silver, row))
        ) or (batch.batch_id in anew and last.contract != row.definition):
            found.append(moves)
        elif last.decisions != said.get(batch.batch_id):
            found.append(attrs.evolve(moves, contract=_former(row, last) if _stays(last, silver) else row))
    return found


def _is_outdated(bronze: PromotionRow, silver: PromotionRow | None, row: ContractRow) -> bool:
    """Tell whether a batch stands in bronze by an older contract and silver has not taken it from there."""
    taken = silver is not None and silver.from_position == bronze.position
    return bronze.contract != row.definition and not taken and not _stays(bronze, silver)


def _stays(bronze: PromotionRow, silver: PromotionRow | None) -> bool:
    """Tell whether a batch stands by one contract in both layers: for a single row no other is applied to all."""
    return _promoted(bronze) and silver is not None and _promoted(silver) and silver.contract == bronze.contract


def shown(
    db: Connection, row: ContractRow, batches_: list[BatchRow], contract: Contract, refused: frozenset[str]
) -> list[BatchRow]:
    """Give the batches whose rows the table shows: all, or in mode ``replace`` those of the newest whole delivery.

    Args:
        db: the read models.
        row: of the contract.
        batches_: in the order in which they count.
        contract: of the table.
        refused: ids of those that the table has refused.
    """
    return newest_delivery(db, row.source or "", batches_, refused) if contract.mode == "replace" else batches_


def _refused(done: Mapping[str, PromotionRow], below: Mapping[str, PromotionRow], row: ContractRow) -> frozenset[str]:
    """Name the batches that a table has refused as they stand below it, and is not asked about again."""
    return frozenset(
        batch_id
        for batch_id, last in done.items()
        if last.outcome == "rejected"
        and last.outdated is None
        and batch_id in below
        and not _is_due(last, below[batch_id].position, row)
    )


def standing(session: Session, row: ContractRow, contract: Contract) -> list[BatchRow]:
    """Give the batches that stand in bronze and belong into silver, in the order in which they count."""
    below = batches.promotions(session.db, bronze_of(row.table_name))
    landed = batches.in_effect(session.db, row.source or "")
    refused = _refused(batches.promotions(session.db, row.table_name), below, row)
    return shown(session.db, row, [b for b in landed if _promoted(below.get(b.batch_id))], contract, refused)


def due_for_silver(session: Session, row: ContractRow, contract: Contract) -> list[Due]:
    """Give the bronze batches that silver lacks, or holds from what has changed since, in their order.

    While they are promoted others may become due: see ``layers/late.py``.
    """
    below = batches.promotions(session.db, bronze_of(row.table_name))
    done = batches.promotions(session.db, row.table_name)
    ending = _closing(session, row, contract, done)
    due = []
    for batch in standing(session, row, contract):
        from_position, last, closes = (
            below[batch.batch_id].position,
            done.get(batch.batch_id),
            batch.batch_id in ending,
        )
        if below[batch.batch_id].generation < row.generation or _is_outdated(below[batch.batch_id], last, row):
            continue  # bronze could not be made by today's contract, which is told of it; silver waits
        keeps = last is not None and last.generation >= row.generation and _stays(below[batch.batch_id], last)
        applied = _former(row, last) if last is not None and keeps else row
        moves = Due(row.table_name, bronze_of(row.table_name), from_position, batch, applied, closes)
        if _is_due(last, from_position, row) or (last is not None and bool(last.closes) != closes and _promoted(last)):
            due.append(attrs.evolve(moves, outdated=_outdated(last)))
        elif last is not None and last.outdated is not None:
            due.append(attrs.evolve(moves, contract=_former(row, last), outdated=_outdated(last)))
    return due


def _outdated(last: PromotionRow | None) -> Position | None:
    return None if last is None or last.outdated is None else Position(last.outdated)


def _former(row: ContractRow, last: PromotionRow) -> ContractRow:
    """Give the contract by which a batch was promoted: a late file is no reason to apply another."""
    return attrs.evolve(row, definition=last.contract, version=last.contract_version, generation=last.generation)


def _closing(
    session: Session, row: ContractRow, contract: Contract, done: Mapping[str, PromotionRow]
) -> frozenset[str]:
    """Name the batches that end the keys that their delivery lacks."""
    if contract.mode != "history":
        return frozenset()
    landed = batches.in_effect(session.db, row.source or "")
    said = {each: session.recall(each, Source).snapshot for each in {b.definition for b in landed}}
    snapshots = {b.batch_id: said[b.definition] for b in landed}
    closed = {batch_id: promotion.position for batch_id, promotion in done.items() if promotion.closes}
    return closing(session.db, row.source or "", landed, snapshots, closed)


def _promoted(promotion: PromotionRow | None) -> bool:
    return promotion is not None and promotion.outcome == "promoted"


def _is_due(promotion: PromotionRow | None, from_position: Position, row: ContractRow) -> bool:
    if promotion is None or promotion.from_position != from_position or promotion.generation < row.generation:
        return True
    return promotion.outcome == "rejected" and promotion.contract != row.definition
