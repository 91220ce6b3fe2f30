"""Whether corrected values fit: found by the rules themselves, before anything is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jobforge_es.commands.deciding.errors import UNCHANGED, CorrectionRefused
from jobforge_es.commands.deciding.finding import promising
from jobforge_es.commands.deciding.recording import Texts
from jobforge_es.session import Session
from ledger.definitions import Contract, Layout, Rule
from projections.catalog.batches import BatchRow


def broken_rules(
    session: Session, batch: BatchRow, texts: Mapping[int, Texts], admitted: frozenset[int] = frozenset()
) -> Iterator[tuple[int, Rule, Contract]]:
    """Give the rules that would keep rows out of bronze if they said this.

    Args:
        session: to read.
        batch: whose rows.
        texts: number of the record to what it would say instead, by staged column.
        admitted: those among them that could not be read.
    """
    from projections.layers.bronze import UnknownColumn  # loads the data libraries
    from projections.layers.trying import broken_if

    for _, contract in promising(session, batch):
        rows = {record: dict(values) for record, values in texts.items()}
        try:
            for record, rule in broken_if(session.workshop, batch, contract, rows, admitted):
                if rule.severity == "error" or rule.kind == "type":
                    yield record, rule, contract
        except UnknownColumn:  # the contract does not fit the file at all, which is told when it is promoted
            continue


def promised_of(session: Session, batch: BatchRow, texts: Texts) -> set[str]:
    """Name the promised columns, of any contract of the source, that get their values from some staged columns."""
    from projections.layers.bronze import UnknownColumn, origins  # loads the data libraries

    layout = session.recall(batch.layout, Layout)
    found: set[str] = set()
    for _, contract in promising(session, batch):
        try:
            pairs = zip(contract.columns, origins(contract, layout), strict=True)
        except UnknownColumn:
            continue
        found |= {column.name for column, origin in pairs if origin in texts}
    return found


def unfit(row: str, rule: Rule, contract: Contract) -> CorrectionRefused:
    """Give the error for a value that breaks a rule."""
    from projections.layers.reasons import reason  # loads the data libraries

    columns = {column.name: column for column in contract.columns}
    return CorrectionRefused(
        f"{row} would break {rule.id} of {contract.table}",
        why=reason(rule, columns),
        written=UNCHANGED,
        mend=(f"write {', '.join(rule.columns)} as it would stand in the source file",),
    )
