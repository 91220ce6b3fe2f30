"""Promote: move batches up by contract, staged to bronze to silver."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.deciding.release import lapse
from jobforge_es.commands.failure import fail
from jobforge_es.commands.order import in_order
from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.commands.pending import Due, bronze_of, due_for_bronze, due_for_silver, standing
from jobforge_es.commands.promotion_told import outcome, over_limit
from jobforge_es.commands.referring import outdated_by_change
from jobforge_es.commands.replacing import ROWS, Replaced, going, outdated, replaces, superseded
from jobforge_es.commands.trying import policy_of, trying
from jobforge_es.libraries import libraries
from jobforge_es.session import Session
from ledger.definitions import Contract, Source
from ledger.errors import JobForgeError
from ledger.events import BatchPromoted, PromotionRejected
from ledger.events.parts import Built, TableAt
from ledger.names import Position, Sha256
from projections.catalog import batches, definitions
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from projections.layers.promotion import Promotion

__all__ = ["Due", "bronze_of", "due_for_bronze", "due_for_silver", "promote"]


def promote(session: Session, tables: tuple[str, ...] = (), only: frozenset[str] | None = None) -> Iterator[Outcome]:
    """Move up what is due to silver, table by table, batch by batch in the order in which batches count; no model runs.

    Args:
        session: of the command.
        tables: ``layer.name`` of those to bring up to date; all when empty.
        only: ids of the batches that move, with those that have to be made again because of them; None for all.
    """
    lapse(session)
    promised = contracts(session)
    for table in in_order({table: parents(contract) for table, (_, contract) in promised.items()}):
        if wants(promised[table][0], tables):
            yield from promote_table(session, *promised[table], "silver", only)


def contracts(session: Session) -> dict[str, tuple[ContractRow, Contract]]:
    """Give the contracts by which batches move, by silver table."""
    rows = (row for row in definitions.contracts(session.db) if row.source is not None)
    return {row.table_name: (row, session.recall(row.definition, Contract)) for row in rows}


def parents(contract: Contract) -> tuple[str, ...]:
    """Name the other tables that rows of a table refer to."""
    return tuple(r.reference for r in contract.rules if r.reference and r.reference != contract.table)


def wants(row: ContractRow, tables: tuple[str, ...]) -> bool:
    """Tell whether what a contract makes is among some tables; none means all."""
    return not tables or row.table_name in tables or bronze_of(row.table_name) in tables


def promote_table(
    session: Session,
    row: ContractRow,
    contract: Contract,
    to: str,
    only: frozenset[str] | None,
    anew: frozenset[str] = frozenset(),
) -> Iterator[Outcome]:
    """Move up what is due for one table and the bronze table below it; arguments are those of ``bring_up``."""
    for due in due_for_bronze(session, row, anew):
        if only is None or due.batch.batch_id in only:
            yield _promote_batch(session, due, _applied(session, due, row, contract), frozenset())
    if to != "bronze":
        yield from _promote_to_silver(session, row, contract, only)


def _promote_to_silver(
    session: Session, row: ContractRow, contract: Contract, only: frozenset[str] | None
) -> Iterator[Outcome]:
    """Promote what is due in the order in which batches count, and what becomes due by that: it always counts later.

    In mode ``replace`` a delivery that is refused leaves the table to the one before, which may be due then.
    """
    due = _due_for_silver(session, row, contract, only)
    if not due:
        return
    if lacking := _unbuilt(session, contract):
        yield Outcome("promote", row.table_name, "waiting", note=f"waits for {', '.join(lacking)}")
        return
    statuses = set()
    for batch in standing(session, row, contract):
        if batch.batch_id not in due:
            continue
        moves = due.pop(batch.batch_id)
        done = _promote_batch(session, moves, _applied(session, moves, row, contract), frozenset(due))
        statuses.add(done.status)
        yield done
        if batches.outdated(session.db, row.table_name) - due.keys():
            due = _due_for_silver(session, row, contract, only) | due
    if contract.mode == "replace" and statuses == {"rejected"}:
        yield from _promote_to_silver(session, row, contract, None)


def _unbuilt(session: Session, contract: Contract) -> list[str]:
    """Name the tables that rows refer to and that a model makes which has never run."""
    made = {row.table_name for row in definitions.models(session.db)}
    return [table for table in parents(contract) if table in made and not session.manifest.position(table)]


def _due_for_silver(
    session: Session, row: ContractRow, contract: Contract, only: frozenset[str] | None
) -> dict[str, Due]:
    due = {each.batch.batch_id: each for each in due_for_silver(session, row, contract)}
    return {b: each for b, each in due.items() if only is None or b in only or each.outdated is not None}


def _applied(session: Session, due: Due, row: ContractRow, contract: Contract) -> Contract:
    """Give the contract by which a batch moves up: today's, or the one that it stands by."""
    if due.contract.definition == row.definition:
        return contract
    return session.recall(due.contract.definition, Contract)


def _promote_batch(session: Session, due: Due, contract: Contract, waiting: frozenset[str]) -> Outcome:
    """Move one batch up.

    Args:
        session: of the command.
        due: the batch, and where it goes.
        contract: that is applied.
        waiting: ids of later batches that are due in any case.
    """
    from projections.layers.promoting import promote_batch  # loads the data libraries

    version = session.store.version(f"table-{due.table}")
    basis = _basis(session, due, contract)
    started = time.perf_counter()
    session.progress.step(f"{due.table} {due.batch.source_file}", None)
    arguments = (due.table, due.batch.batch_id, due.from_position, contract, basis)
    source = session.recall(due.batch.definition, Source)
    again = trying(session, "promote", due.table, policy_of(session, "promote", source), batch_id=due.batch.batch_id)
    replaced = replaces(session, due, contract)
    try:
        promotion = again(lambda: promote_batch(session.workshop, *arguments, closes=due.closes))
        later = again(lambda: _later(session, due, contract, promotion, waiting, replaced))
    except JobForgeError as problem:
        inputs = (due.contract.definition, due.batch.batch_id, str(due.from_position), str(basis))
        about = {"batch_id": due.batch.batch_id, "attempts": again.number}
        return fail(session, "promote", due.table, problem, inputs, **about)  # type: ignore[arg-type] # by name
    finally:
        session.progress.done()
    seconds = seconds_since(started)
    facts = {
        **_facts(due, promotion),
        "basis": basis,
        "balance": attrs.evolve(promotion.balance, superseded=superseded(session, due, promotion, replaced)),
        "built": Built(libraries(), seconds),
        "outdates": later,
    }
    error = over_limit(due, contract, promotion)
    event: BatchPromoted | PromotionRejected
    if error is None:
        event = BatchPromoted(**facts, replaces=replaced, closes=due.closes)  # type: ignore[arg-type] # by name
    else:
        limit, withdraws = contract.quarantine_limit or "", due.outdated is not None
        event = PromotionRejected(**facts, code=error.code, limit=limit, withdraws=withdraws)  # type: ignore[arg-type] # by name
    appended = session.record(f"table-{due.table}", [event], expected=version, caused_by=due.from_position)
    return outcome(session, due, promotion, error, appended.last, seconds)


def _later(
    session: Session, due: Due, contract: Contract, promotion: Promotion, waiting: frozenset[str], replaced: Replaced
) -> tuple[Position, ...]:
    """Tell which other promotions are made again: those that were compared with what is not so any more."""
    later = outdated(session, due, contract, promotion, waiting)
    if due.table.startswith("silver."):
        new = () if promotion.is_rejected else tuple(file for file in promotion.files if file.kind in ROWS)
        later += outdated_by_change(session, due.table, new, going(session, due, promotion, replaced))
    return tuple(sorted(set(later)))


def _facts(due: Due, promotion: Promotion) -> dict[str, object]:
    """Give what an event of a promotion says of what was due, and of what came of it."""
    return {
        "table": due.table,
        "batch_id": due.batch.batch_id,
        "from_table": due.from_table,
        "from_position": due.from_position,
        "contract": Sha256(due.contract.definition),
        "contract_version": due.contract.version,
        "generation": due.contract.generation,
        "rules": promotion.rules,
        "files": promotion.files,
        "applied": promotion.applied,
    }


def _basis(session: Session, due: Due, contract: Contract) -> tuple[TableAt, ...]:
    """Name what the batch is compared with: the table itself where keys must differ, and the tables it refers to."""
    if due.table.startswith("bronze."):
        return ()
    tables = {rule.reference for rule in contract.rules if rule.reference}
    compares = contract.merges or any(rule.kind in ("key", "unique") for rule in contract.rules)
    if compares and (contract.mode != "replace" or due.batch.delivery is not None):
        tables.add(due.table)
    if due.closes:
        tables.add(due.from_table)
    manifest = session.manifest
    return tuple(TableAt(table, manifest.position(table), manifest.rows(table)) for table in sorted(tables))
