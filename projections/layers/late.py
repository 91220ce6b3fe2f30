"""Late files: which promotions of later batches have to be made again, because what they were compared with changed.

The basis of a promotion changed for keys that its batch holds when a batch that counts before it is promoted, promoted
again or goes out of effect, and a row of that batch with such a key came, went or ended otherwise than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from ledger.definitions import Contract
from ledger.events.parts import FileRecord, TableAt
from ledger.names import BATCH_ID, SOURCE_ROW, Position
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.engines.quoting import identifier
from projections.engines.relation import Columns, Relation
from projections.engines.sandbox import Sandbox
from projections.layers.before import ENDINGS, in_effect, of_files
from projections.layers.ending import COLUMNS
from projections.layers.key_rows import HASHES
from projections.layers.keys import compared_columns
from projections.layers.promoting import one_file
from projections.layers.schemas import columns_of_contract
from projections.layers.silver_query import equal
from projections.layers.standing import ROW, Standing
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

LATER: Final = "bronze.later"
OLD, NEW, STANDS = "silver.old", "silver.new", "silver.stands"
OLD_ENDS, NEW_ENDS = "ends.old", "ends.new"


@attrs.frozen
class Later:
    """A promotion of a batch that counts after another.

    Attributes:
        batch_id: of the batch.
        position: of the promotion.
        from_position: since when its rows stand in bronze.
        closes: whether it ended keys that its delivery lacks, so that any new key concerns it.
    """

    batch_id: str
    position: Position
    from_position: Position
    closes: bool


@attrs.frozen
class Change:
    """What a promotion put in place of the former one of its batch.

    Attributes:
        batch: the batch.
        at: the table as it stands before the change.
        old: files of the batch that go out of effect.
        new: files that come into effect.
        contract_hash: of the contract by which the new ones were made.
    """

    batch: BatchRow
    at: TableAt
    old: tuple[FileInEffect, ...]
    new: tuple[FileRecord, ...]
    contract_hash: str

    @property
    def is_one(self) -> bool:
        """Tell whether the rows of the table are others than before."""
        return _digests([f.file for f in self.old]) != _digests(self.new)

    def new_in_effect(self, table: str) -> list[FileInEffect]:
        """Give the new files as they will stand in the manifest."""
        at = Position(self.at.position + 1)
        return [FileInEffect(table, self.batch.batch_id, at, None, file, self.contract_hash) for file in self.new]


def outdated(workshop: Workshop, contract: Contract, change: Change, later: Sequence[Later]) -> tuple[Position, ...]:
    """Tell which promotions of later batches are to be made again; ascending.

    Args:
        workshop: files and limits.
        contract: by which the batch was promoted.
        change: what became of its rows.
        later: promotions that may have been compared with them.
    """
    if not later or not change.is_one:
        return ()
    groups = _groups(contract)
    if any(rule.kind == "reference" and rule.reference == contract.table for rule in contract.rules):
        return tuple(sorted(each.position for each in later))
    sharing = _sharing(workshop, contract, change, later, groups) if groups else set()
    return tuple(sorted(each.position for each in later if each.closes or each.batch_id in sharing))


def _digests(files: Sequence[FileRecord]) -> set[tuple[str, str]]:
    return {(file.kind, file.digest) for file in files if file.kind in ("data", *ENDINGS)}


def _groups(contract: Contract) -> list[tuple[str, ...]]:
    """Give the columns by which rows meet: those of the key, and those of each unique rule."""
    unique = (rule.columns for rule in contract.rules if rule.kind == "unique")
    return [columns for columns in (contract.key, *unique) if columns]


def _sharing(
    workshop: Workshop, contract: Contract, change: Change, later: Sequence[Later], groups: list[tuple[str, ...]]
) -> set[str]:
    """Name the batches with a row that meets one that changed."""
    mine = change.batch.batch_id
    old = of_files(workshop, contract, list(change.old), [mine])
    new = of_files(workshop, contract, change.new_in_effect(contract.table), [mine])
    tables = {LATER: bronze_rows(workshop, contract, later), OLD: _rows(old, contract), NEW: _rows(new, contract)}
    ends = (*old.ended, *new.ended)
    if ends:
        before = [b.batch_id for b in batches.before(workshop.db, change.batch)]
        files = in_effect(workshop, change.at, "data")
        tables[STANDS] = _rows(of_files(workshop, contract, files, before), contract)
        columns = COLUMNS["closed"] if any(held != ROW for _, held in ends) else ROW
        tables |= {OLD_ENDS: _ends(old, columns), NEW_ENDS: _ends(new, columns)}
    sql = _question(compared_columns(contract), groups, ends=bool(ends))
    with Sandbox(tables, workshop.limits) as engine:
        return set(engine.table(sql)[0].to_pylist())


def bronze_rows(workshop: Workshop, contract: Contract, later: Sequence[Later]) -> Relation:
    """Give the rows of some batches as they stood below the table when they were promoted."""
    name = f"bronze.{contract.table.partition('.')[2]}"
    parts = [one_file(workshop, name, each.batch_id, each.from_position) for each in later]
    files: tuple[Path, ...] = tuple(file for part in parts for file in part.files)
    held = tuple(columns for part in parts for columns in part.held)
    return Relation(files, columns_of_contract(contract, "bronze"), held)


def _rows(standing: Standing, contract: Contract) -> Relation:
    """Give the rows of the data files themselves, of which key files may name more."""
    out = tuple(key.out for key in standing.keys if key.out is not None)
    return attrs.evolve(standing.rows(contract), superseded=out)


def _ends(standing: Standing, columns: Columns) -> Relation:
    return Relation(tuple(p for p, _ in standing.ended), columns, tuple(held for _, held in standing.ended))


def _question(compared: Sequence[str], groups: list[tuple[str, ...]], *, ends: bool) -> str:
    names = ", ".join(identifier(name) for name in compared)
    whole = f"{names}, {SOURCE_ROW}, {', '.join(HASHES)}"
    changed = f"SELECT {names} FROM ({_difference(whole, OLD, NEW)})"
    if ends:
        row = f"s.{BATCH_ID} = e.{BATCH_ID} AND s.{SOURCE_ROW} = e.{SOURCE_ROW}"
        rows = f"SELECT * FROM {STANDS} UNION ALL SELECT * FROM {OLD} UNION ALL SELECT * FROM {NEW}"
        changed += (
            f" UNION ALL SELECT {names} FROM ({rows}) s SEMI JOIN ({_difference('*', OLD_ENDS, NEW_ENDS)}) e ON {row}"
        )
    asked = (f"SELECT b.{BATCH_ID} FROM {LATER} b SEMI JOIN changed s ON {equal(columns)}" for columns in groups)
    return f"WITH changed AS MATERIALIZED ({changed}) {' UNION '.join(asked)}"


def _difference(columns: str, one: str, other: str) -> str:
    """Ask for the rows that only one of two tables has."""
    mine, theirs = f"SELECT {columns} FROM {one}", f"SELECT {columns} FROM {other}"
    return f"(({mine}) EXCEPT ({theirs})) UNION ALL (({theirs}) EXCEPT ({mine}))"
