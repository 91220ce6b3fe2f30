"""References: which batches hold a row that refers to one of some rows of another table, or that lacked it so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.definitions import Contract, Rule
from ledger.events.parts import FileRecord, TableAt
from ledger.names import BATCH_ID, Position
from projections.engines.quoting import identifier
from projections.engines.relation import Relation
from projections.engines.sandbox import Sandbox
from projections.layers.columns import sql_type
from projections.layers.late import LATER, Later, bronze_rows
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

PARENTS: Final = "silver.parents"
FORMER: Final = "silver.former"


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
    if not (files and some):
        return frozenset()
    return _asked(workshop, contract, at, {PARENTS: workshop.relation(at, files)}, some)


def finding(
    workshop: Workshop, contract: Contract, at: TableAt, new: Sequence[FileRecord], some: Sequence[Later]
) -> frozenset[str]:
    """Name the batches that hold a row which refers to a row of files to come, and to none of the table before them.

    Args:
        workshop: files and limits.
        contract: of the table into which the batches were promoted.
        at: the other table, as it is before.
        new: its files to come.
        some: the promotions that are asked about.
    """
    coming = [FileInEffect(at.table, None, Position(at.position + 1), None, file, "") for file in new]
    tables = {PARENTS: workshop.relation(at, coming), FORMER: workshop.relation(at)}
    return _asked(workshop, contract, at, tables, some)


def _asked(
    workshop: Workshop, contract: Contract, at: TableAt, parents: dict[str, Relation], some: Sequence[Later]
) -> frozenset[str]:
    rules = [rule for rule in contract.rules if rule.kind == "reference" and rule.reference == at.table]
    if not rules:
        return frozenset()
    tables = {LATER: bronze_rows(workshop, contract, some), **parents}
    with Sandbox(tables, workshop.limits) as engine:
        found = engine.table(" UNION ".join(_question(contract, rule, lacking=FORMER in parents) for rule in rules))
        return frozenset(found[0].to_pylist())


def _question(contract: Contract, rule: Rule, *, lacking: bool) -> str:
    types = {column.name: sql_type(column) for column in contract.columns}
    pairs = zip(rule.columns, rule.reference_columns, strict=True)
    on = " AND ".join(
        f"b.{identifier(mine)} = TRY_CAST(p.{identifier(theirs)} AS {types[mine]})" for mine, theirs in pairs
    )
    rows = f"(SELECT b.* FROM {LATER} b ANTI JOIN {FORMER} p ON {on})" if lacking else LATER
    return f"SELECT b.{BATCH_ID} FROM {rows} b SEMI JOIN {PARENTS} p ON {on}"
