"""References: which batches hold a row that refers to one of some rows of another table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.definitions import Contract, Rule
from ledger.events.parts import TableAt
from ledger.names import BATCH_ID
from projections.engines.quoting import identifier
from projections.engines.sandbox import Sandbox
from projections.layers.columns import sql_type
from projections.layers.late import LATER, Later, bronze_rows
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

PARENTS: Final = "silver.parents"


def referring(
    workshop: Workshop, contract: Contract, at: TableAt, files: Sequence[FileInEffect], some: Sequence[Later]
) -> frozenset[str]:
    """Name the batches that hold a row which refers to a row of some files of another table.

    Args:
        workshop: files and limits.
        contract: of the table into which the batches were promoted.
        at: the other table.
        files: its files.
        some: the promotions that are asked about.
    """
    rules = [rule for rule in contract.rules if rule.kind == "reference" and rule.reference == at.table]
    if not (rules and files and some):
        return frozenset()
    tables = {LATER: bronze_rows(workshop, contract, some), PARENTS: workshop.relation(at, files)}
    with Sandbox(tables, workshop.limits) as engine:
        found = engine.table(" UNION ".join(_question(contract, rule) for rule in rules))
        return frozenset(found[0].to_pylist())


def _question(contract: Contract, rule: Rule) -> str:
    types = {column.name: sql_type(column) for column in contract.columns}
    pairs = zip(rule.columns, rule.reference_columns, strict=True)
    on = (f"b.{identifier(mine)} = TRY_CAST(p.{identifier(theirs)} AS {types[mine]})" for mine, theirs in pairs)
    return f"SELECT b.{BATCH_ID} FROM {LATER} b SEMI JOIN {PARENTS} p ON {' AND '.join(on)}"
