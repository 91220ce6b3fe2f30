"""Promote: move batches up by contract, staged to bronze to silver."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.failure import fail
from jobforge_es.commands.order import in_order
from jobforge_es.commands.outcome import Outcome, seconds_since
from jobforge_es.errors import LimitPassed
from jobforge_es.session import Session, libraries
from ledger.definitions import Contract
from ledger.errors import JobForgeError
from ledger.events import BatchPromoted, PromotionRejected
from ledger.events.parts import Built, TableAt
from ledger.names import Position, Sha256
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow, PromotionRow
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from projections.layers.promotion import Promotion


@attrs.frozen
class Due:
    """A batch that is to move up.

    Attributes:
        table: where to.
        from_table: where from.
        from_position: since when it stands there.
        batch: the batch.
        contract: the contract that is applied.
    """

    table: str
    from_table: str
    from_position: Position
    batch: BatchRow
    contract: ContractRow


def promote(session: Session, tables: tuple[str, ...] = (), to: str = "silver") -> Iterator[Outcome]:
    """Move up what is due, table by table, batch by batch in the order in which batches count.

    Args:
        session: of the command.
        tables: ``layer.name`` of those to bring up to date; all when empty.
        to: the highest layer to move into, ``bronze`` or ``silver``.
    """
    rows = {row.table_name: row for row in definitions.contracts(session.db) if row.source is not None}
    contracts = {table: session.recall(row.definition, Contract) for table, row in rows.items()}
    for table in in_order({t: _parents(contract) for t, contract in contracts.items()}):
        if _wanted(rows[table], tables):
            yield from _promote_table(session, rows[table], contracts[table], to)


def _parents(contract: Contract) -> tuple[str, ...]:
    return tuple(r.reference for r in contract.rules if r.reference and r.reference != contract.table)


def _wanted(row: ContractRow, tables: tuple[str, ...]) -> bool:
    return not tables or row.table_name in tables or bronze_of(row.table_name) in tables


def bronze_of(table: str) -> str:
    """Give the bronze table that stands below a silver one."""
    return f"bronze.{table.partition('.')[2]}"


def _promote_table(session: Session, row: ContractRow, contract: Contract, to: str) -> Iterator[Outcome]:
    for due in due_for_bronze(session, row):
        yield _promote_batch(session, due, contract)
    if to == "silver":
        for due in due_for_silver(session, row, contract):
            yield _promote_batch(session, due, contract)


def due_for_bronze(session: Session, row: ContractRow) -> list[Due]:
    """Give the landed batches that bronze lacks, or holds by an older contract while silver still waits for them."""
    table = bronze_of(row.table_name)
    done = batches.promotions(session.db, table)
    above = batches.promotions(session.db, row.table_name)
    landed = batches.in_effect(session.db, row.source or "")
    wanted = landed[-1:] if session.recall(row.definition, Contract).mode == "replace" else landed
    return [
        Due(table, batch.table_name, batch.position, batch, row)
        for batch in landed
        if _is_due(done.get(batch.batch_id), batch.position, row)
        or (batch in wanted and _is_outdated(done[batch.batch_id], above.get(batch.batch_id), row))
    ]


def _is_outdated(bronze: PromotionRow, silver: PromotionRow | None, row: ContractRow) -> bool:
    """Tell whether a batch stands in bronze by an older contract and silver has not taken it from there."""
    taken = silver is not None and silver.from_position == bronze.position
    return bronze.contract != row.definition and not taken


def due_for_silver(session: Session, row: ContractRow, contract: Contract) -> list[Due]:
    """Give the bronze batches that silver lacks, or holds from an older promotion.

    In mode ``replace`` only the newest counts. After a batch that is due again, those behind it are due as well: what
    they were compared with has changed.
    """
    below = batches.promotions(session.db, bronze_of(row.table_name))
    done = batches.promotions(session.db, row.table_name)
    standing = [b for b in batches.in_effect(session.db, row.source or "") if _promoted(below.get(b.batch_id))]
    if contract.mode == "replace":
        standing = standing[-1:]
    due: list[Due] = []
    for batch in standing:
        from_position = below[batch.batch_id].position
        compared = bool(due) and bool(contract.key)
        if compared or _is_due(done.get(batch.batch_id), from_position, row):
            due.append(Due(row.table_name, bronze_of(row.table_name), from_position, batch, row))
    return due


def _promoted(promotion: PromotionRow | None) -> bool:
    return promotion is not None and promotion.outcome == "promoted"


def _is_due(promotion: PromotionRow | None, from_position: Position, row: ContractRow) -> bool:
    if promotion is None or promotion.from_position != from_position or promotion.generation < row.generation:
        return True
    return promotion.outcome == "rejected" and promotion.contract != row.definition


def _promote_batch(session: Session, due: Due, contract: Contract) -> Outcome:
    from projections.layers.promoting import promote_batch  # noqa: PLC0415 - loads the data libraries

    version = session.store.version(f"table-{due.table}")
    basis = _basis(session, due, contract)
    started = time.perf_counter()
    session.progress.step(f"{due.table} {due.batch.source_file}", None)
    try:
        promotion = promote_batch(session.workshop, due.table, due.batch.batch_id, due.from_position, contract, basis)
    except JobForgeError as problem:
        inputs = (due.contract.definition, due.batch.batch_id, str(due.from_position), str(basis))
        return fail(session, "promote", due.table, problem, inputs, batch_id=due.batch.batch_id)
    finally:
        session.progress.done()
    built = Built(libraries(), seconds_since(started))
    replaces = "table" if contract.mode == "replace" and due.table.startswith("silver.") else "batch"
    facts = {
        "table": due.table,
        "batch_id": due.batch.batch_id,
        "from_table": due.from_table,
        "from_position": due.from_position,
        "contract": Sha256(due.contract.definition),
        "contract_version": due.contract.version,
        "generation": due.contract.generation,
        "basis": basis,
        "balance": attrs.evolve(promotion.balance, superseded=_superseded(session, due, promotion, replaces)),
        "rules": promotion.rules,
        "built": built,
    }
    error = _over_limit(due, contract, not promotion.is_rejected, promotion.balance.quarantined, promotion.balance.read)
    if error is None:
        event = BatchPromoted(**facts, replaces=replaces, files=promotion.files)  # type: ignore[arg-type] # by name
    else:
        limit = contract.quarantine_limit or ""
        event = PromotionRejected(**facts, code=error.code, limit=limit, files=promotion.files)  # type: ignore[arg-type,assignment] # by name
    appended = session.record(f"table-{due.table}", [event], expected=version, caused_by=due.from_position)
    status = "done" if error is None else "rejected"
    return Outcome(
        "promote",
        due.table,
        status,  # type: ignore[arg-type] # one of two literals
        appended.last,
        due.batch.batch_id,
        promotion.balance,
        rules=promotion.rules,
        seconds=built.seconds,
        error=error,
        note=due.batch.source_file,
    )


def _superseded(session: Session, due: Due, promotion: Promotion, replaces: str) -> int:
    """Count the rows of the target that go out of effect."""
    if promotion.is_rejected:
        return 0
    standing = session.manifest.in_effect(due.table)
    return sum(f.file.rows for f in standing if replaces == "table" or f.batch_id == due.batch.batch_id)


def _basis(session: Session, due: Due, contract: Contract) -> tuple[TableAt, ...]:
    """Name what the batch is compared with: the table itself where keys must differ, and the tables it refers to."""
    if due.table.startswith("bronze."):
        return ()
    tables = {rule.reference for rule in contract.rules if rule.reference}
    compares = contract.mode == "append" and any(rule.kind in ("key", "unique") for rule in contract.rules)
    if compares:
        tables.add(due.table)
    manifest = session.manifest
    return tuple(TableAt(table, manifest.position(table), manifest.rows(table)) for table in sorted(tables))


def _over_limit(due: Due, contract: Contract, within: bool, quarantined: int, read: int) -> LimitPassed | None:  # noqa: FBT001
    if within:
        return None
    return LimitPassed(
        f"{quarantined} of {read} rows broke the contract of {due.contract.table_name}",
        where=f"{due.table}, batch {due.batch.batch_id} ({due.batch.source_file})",
        why=f"{due.contract.path} allows a share of {contract.quarantine_limit} (jobforge.quarantineLimit)",
        written=f"the refused rows are kept; {due.table} is as it was",
        mend=(f"jobforge quarantine list --table {due.table}", f"revise {due.contract.path}, then jobforge run"),
    )
