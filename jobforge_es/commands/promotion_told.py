"""What a promotion came to, as people are told it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.pending import Due
from jobforge_es.errors import LimitPassed
from jobforge_es.session import Session
from ledger.definitions import Contract

if TYPE_CHECKING:
    from decimal import Decimal

    from projections.layers.promotion import Promotion


def outcome(
    session: Session, due: Due, promotion: Promotion, error: LimitPassed | None, position: int, seconds: Decimal
) -> Outcome:
    """Tell people what became of a batch, and why it moved again where it did."""
    note = due.batch.source_file
    if due.outdated is not None:
        note += f", {_reason(session, due)}"
    return Outcome(
        "promote",
        due.table,
        "done" if error is None else "rejected",
        position,  # type: ignore[arg-type] # the store gives a position
        due.batch.batch_id,
        promotion.balance,
        rules=promotion.rules,
        seconds=seconds,
        error=error,
        note=note,
    )


def _reason(session: Session, due: Due) -> str:
    """Name the file that changed what a batch was compared with, by its promotion or by its withdrawal."""
    sql = (
        "SELECT source_file, 'after' FROM promotions JOIN batches USING (batch_id) WHERE promotions.position = ?1"
        " UNION ALL SELECT source_file, 'without' FROM batches WHERE withdrawn = ?1"
    )
    name, how = session.db.execute(sql, (due.outdated,)).fetchone() or ("a batch that is back", "with")
    return f"again {how} {name}"


def over_limit(due: Due, contract: Contract, promotion: Promotion) -> LimitPassed | None:
    """Give the error of a promotion of which too many rows broke the contract; None where it holds."""
    if not promotion.is_rejected:
        return None
    withdrawn = " again: its rows go out of effect" if due.outdated is not None else ""
    return LimitPassed(
        f"{promotion.balance.quarantined} of {promotion.balance.read} rows broke the contract of"
        f" {due.contract.table_name}{withdrawn}",
        where=f"{due.table}, batch {due.batch.batch_id} ({due.batch.source_file})",
        why=f"{due.contract.path} allows a share of {contract.quarantine_limit} (jobforge.quarantineLimit)",
        written="the refused rows are kept; " + (f"{due.table} is as it was" if not withdrawn else "the batch is not"),
        mend=(f"jobforge quarantine list --table {due.table}", f"revise {due.contract.path}, then jobforge run"),
    )
