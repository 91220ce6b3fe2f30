"""References: which batches hold a row that refers to one of some rows of another table, or that lacked it so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from ledger.definitions import Contract, Rule
from ledger.events.parts import FileKind, FileRecord, TableAt
from ledger.names import BATCH_ID, Position
from projections.engines.quoting import identifier
from projections.engines.relation import Relation
from projections.engines.sandbox import Sandbox
from projections.layers.columns import sql_type
from projections.layers.late import LATER, Later, bronze_rows
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

PARENTS: Final = "silver.parents"
OTHERS: Final = "silver.others"


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
    tables = {PARENTS: workshop.relation(at, _coming(at, new)), OTHERS: workshop.relation(at)}
    return _asked(workshop, contract, at, tables, some)


def losing(
    workshop: Workshop,
    contract: Contract,
    at: TableAt,
    gone: Sequence[FileInEffect],
    new: Sequence[FileRecord],
    some: Sequence[Later],
) -> frozenset[str]:
    """Name the batches that hold a row which refers to a row of files that go, and to none of what the table is then.

    Args:
        workshop: files and limits.
        contract: of the table into which the batches were promoted.
        at: the other table, as it is before.
        gone: its files that go out of effect, of any kind; what goes is told by those with its rows.
        new: its files to come, of any kind; where some name rows that are superseded, any row of the table may go.
        some: the promotions that are asked about.
    """
    going = [file for file in gone if file.file.kind == "data"]
    taken_over = any(file.kind == "superseded" for file in new)
    if not ((going or taken_over) and some):
        return frozenset()
    before = workshop.relation(at) if taken_over else workshop.relation(at, going)
    tables = {PARENTS: before, OTHERS: _after(workshop, at, gone, new)}
    if not _loses(workshop, contract, at, tables):
        return frozenset()
    return _asked(workshop, contract, at, tables, some)


def _loses(workshop: Workshop, contract: Contract, at: TableAt, tables: dict[str, Relation]) -> bool:
    """Tell whether any value that can be referred to really goes; where none does, no other table is read."""
    names = {r.reference_columns for r in contract.rules if r.kind == "reference" and r.reference == at.table}
    with Sandbox(tables, workshop.limits) as engine:
        for columns in sorted(names):
            on = " AND ".join(f"p.{identifier(name)} = o.{identifier(name)}" for name in columns)
            there = " AND ".join(f"p.{identifier(name)} IS NOT NULL" for name in columns)  # NULL is nobody's parent
            if engine.table(f"SELECT 1 FROM {PARENTS} p ANTI JOIN {OTHERS} o ON {on} WHERE {there} LIMIT 1").num_rows:
                return True
    return False


def _after(workshop: Workshop, at: TableAt, gone: Sequence[FileInEffect], new: Sequence[FileRecord]) -> Relation:
    """Give the table as it is once some files are gone and others have come."""
    left = {file.file.path for file in gone}
    coming = _coming(at, new)

    def of_kind(kind: FileKind) -> list[FileInEffect]:
        stays = [file for file in workshop.manifest.in_effect(at.table, kind) if file.file.path not in left]
        return [*stays, *(file for file in coming if file.file.kind == kind)]

    superseded = tuple(workshop.path(file.file) for file in of_kind("superseded"))
    return attrs.evolve(workshop.relation(at, of_kind("data")), superseded=superseded)


def _coming(at: TableAt, new: Sequence[FileRecord]) -> list[FileInEffect]:
    return [FileInEffect(at.table, None, Position(at.position + 1), None, file, "") for file in new]


def _asked(
    workshop: Workshop, contract: Contract, at: TableAt, parents: dict[str, Relation], some: Sequence[Later]
) -> frozenset[str]:
    rules = [rule for rule in contract.rules if rule.kind == "reference" and rule.reference == at.table]
    if not rules:
        return frozenset()
    tables = {LATER: bronze_rows(workshop, contract, some), **parents}
    with Sandbox(tables, workshop.limits) as engine:
        found = engine.table(" UNION ".join(_question(contract, rule, lacking=OTHERS in parents) for rule in rules))
        return frozenset(found[0].to_pylist())


def _question(contract: Contract, rule: Rule, *, lacking: bool) -> str:
    types = {column.name: sql_type(column) for column in contract.columns}
    pairs = zip(rule.columns, rule.reference_columns, strict=True)
    on = " AND ".join(
        f"b.{identifier(mine)} = TRY_CAST(p.{identifier(theirs)} AS {types[mine]})" for mine, theirs in pairs
    )
    rows = f"(SELECT b.* FROM {LATER} b ANTI JOIN {OTHERS} p ON {on})" if lacking else LATER
    return f"SELECT b.{BATCH_ID} FROM {rows} b SEMI JOIN {PARENTS} p ON {on}"
