"""Looks for absent rows among the batches of a contract: set aside, the same as another, replaced or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlglot import exp

from ledger.definitions import Contract, Layout
from ledger.events.parts import TableAt
from ledger.names import BATCH_ID, PROVENANCE, SOURCE_ROW, VALID_FROM, VALID_TO, Position, split_table
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Sandbox
from projections.layers.bronze import UnknownColumn, origins
from projections.layers.casting import cleaned, typed
from projections.layers.workshop import Workshop
from projections.lineage.absence.relaxing import replaced
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.witnesses.values import as_literal
from projections.storage.manifest import FileInEffect
from projections.tracing.aside import SetAside, set_aside
from projections.tracing.findings import Finding, Seen, seen
from projections.tracing.rows import Opened, Row, opened
from projections.tracing.unread import unread
from projections.tracing.wanted import Condition, wanted_rows

SHOWN = 5
"""Rows that are given as evidence of one reason."""

_OF_SILVER = {VALID_FROM, VALID_TO}
"""Columns that bronze has not."""

Conditions = Sequence[exp.Expr]


@attrs.frozen
class InBatches:
    """The tables that one contract feeds, as of a position.

    Attributes:
        workshop: files and limits.
        silver: the table that promises.
        at: the position.
    """

    workshop: Workshop
    silver: str
    at: Position

    @property
    def bronze(self) -> str:
        """The table below."""
        return f"bronze.{split_table(self.silver)[1]}"

    def findings(self, conditions: Conditions) -> Iterator[Finding]:
        """Give why rows that meet conditions are not in silver."""
        asked = [c for c in conditions if not {column.name for column in c.find_all(exp.Column)} & _OF_SILVER]
        rows = self._rows(opened(self.workshop, self.bronze, self.at), asked)
        for row in rows:
            yield self._after_bronze(row)
        if not rows:
            yield from self.below_silver(asked)

    def below_silver(self, conditions: Conditions) -> Iterator[Finding]:
        """Give why rows that meet conditions are not in bronze."""
        contract = self._contract()
        found = []
        if contract is not None and contract.source is not None:
            for batch in batches.batches(self.workshop.db, contract.source):
                found += list(self._in_batch(batch, contract, conditions))
        yield from found
        if not found:
            yield from unread(self.workshop, contract, self.silver, conditions)

    def _contract(self) -> Contract | None:
        row = definitions.contract(self.workshop.db, self.silver)
        return None if row is None else self.workshop.recall(row.definition, Contract)

    def _rows(self, table: Opened, conditions: Conditions) -> list[Row]:
        tree = exp.and_(*(c.copy() for c in conditions)) if conditions else exp.true()
        return wanted_rows(self.workshop, table, Condition("", tree), SHOWN)[1]

    def _after_bronze(self, row: Row) -> Finding:
        """Tell what became of a row of bronze."""
        batch_id, number = row[BATCH_ID], row[SOURCE_ROW]
        for aside in set_aside(self.workshop, {batch_id: [number]}):
            if aside.table == self.silver and aside.until is None:
                return _set_aside(aside)
        if (ended := self._ended(batch_id)) is not None:
            said = "a later delivery takes the place of its batch"
            evidence = (seen(row), *map(seen, self._standing(row)))
            return Finding("replaced", self.silver, said, position=ended, evidence=evidence)
        promotion = batches.promotions(self.workshop.db, self.silver).get(batch_id)
        if promotion is None or promotion.outcome != "promoted":
            what = "was not promoted yet" if promotion is None else f"was refused whole ({promotion.code})"
            position = None if promotion is None else promotion.position
            said = f"its batch {what} on the way into {self.silver}"
            return Finding("not_promoted", self.silver, said, position=position, evidence=(seen(row),))
        evidence = (seen(row), *map(seen, self._standing(row)))
        file = [f for f in self.workshop.manifest.in_effect(self.silver, at=self.at) if f.batch_id == batch_id]
        if file and self._is_superseded(file[0], number):
            said = "a newer row with its key takes its place"
            return Finding("superseded", self.silver, said, position=promotion.position, evidence=evidence)
        said = "it is the same as a row that was accepted"
        return Finding("deduplicated", self.silver, said, position=promotion.position, evidence=evidence)

    def _ended(self, batch_id: str) -> Position | None:
        """Tell which event put the rows of a batch out of effect; None where none did, or they came back."""
        found = [
            file
            for file in self.workshop.manifest.every_file()
            if (file.table, file.batch_id, file.file.kind) == (self.silver, batch_id, "data")
        ]
        until = found[-1].until if found else None
        return until if until is not None and until <= self.at else None

    def _standing(self, row: Row) -> list[Row]:
        """Give the rows of silver with the key of a row; without a key those with its content."""
        contract = self._contract()
        names = (contract.key if contract is not None else ()) or tuple(row.own)
        tests = [
            exp.NullSafeEQ(this=exp.column(name, quoted=True), expression=exp.Var(this=as_literal(row[name])))
            for name in names
        ]
        return self._rows(opened(self.workshop, self.silver, self.at), tests)

    def _is_superseded(self, file: FileInEffect, number: int) -> bool:
        relation = self.workshop.relation(TableAt(self.silver, self.at, 0), [file])
        with Sandbox({"silver.one": relation}, self.workshop.limits) as sandbox:
            (count,) = sandbox.one(f"SELECT count(*) FROM silver.one WHERE {SOURCE_ROW} = {int(number)}")
        return bool(count)

    def _in_batch(self, batch: BatchRow, contract: Contract, conditions: Conditions) -> Iterator[Finding]:
        """Look in one landed batch: among what was set aside on the way into bronze, or in staged itself."""
        if batch.status == "rejected" or batch.position > self.at:
            return
        layout = self.workshop.recall(batch.layout, Layout)
        try:
            values = _as_promised(contract, layout, self.workshop.source_of(batch).null_words)
        except UnknownColumn:
            return
        file = self._staged(batch)
        tests = [replaced(c, values) for c in conditions if _is_known(c, values)]
        if file is None or len(tests) < len(conditions):
            return
        relation = self.workshop.relation(TableAt(batch.table_name, self.at, 0), [file])
        where = " AND ".join(f"({as_sql(test)})" for test in tests) or "true"
        sql = f"SELECT * FROM staged.rows WHERE {where} ORDER BY {SOURCE_ROW} LIMIT {SHOWN}"
        with Sandbox({"staged.rows": relation}, self.workshop.limits) as sandbox:
            found = sandbox.table(sql).to_pylist()
        for row in found:
            yield self._after_staged(batch, row)

    def _staged(self, batch: BatchRow) -> FileInEffect | None:
        """Give the staged file of a batch; of a withdrawn one that which it had."""
        files = [
            f
            for f in self.workshop.manifest.every_file()
            if f.table == batch.table_name and f.batch_id == batch.batch_id and f.file.kind == "data"
        ]
        return files[-1] if files else None

    def _after_staged(self, batch: BatchRow, row: dict[str, object]) -> Finding:
        number = row[SOURCE_ROW]
        assert isinstance(number, int), "every row of staged has its number"  # noqa: S101 - for the type checker
        own = {name: value for name, value in row.items() if name not in PROVENANCE}
        evidence = (Seen(f"{batch.batch_id}/{batch.table_name}/{number}", batch.table_name, own),)
        if batch.status == "withdrawn":
            said = f"the file {batch.source_file} was withdrawn"
            position = None if batch.withdrawn is None else Position(batch.withdrawn)
            return Finding("withdrawn", batch.table_name, said, position=position, evidence=evidence)
        for aside in set_aside(self.workshop, {batch.batch_id: [number]}):
            if aside.table == self.bronze and aside.until is None:
                return _set_aside(aside)
        promotion = batches.promotions(self.workshop.db, self.bronze).get(batch.batch_id)
        refused = promotion is not None and promotion.outcome != "promoted"
        what = f"was refused whole ({promotion.code})" if promotion is not None and refused else "was not promoted yet"
        said = f"its batch {what} on the way into {self.bronze}"
        position = None if promotion is None else promotion.position
        return Finding("not_promoted", self.bronze, said, position=position, evidence=evidence)


def _as_promised(contract: Contract, layout: Layout, null_words: tuple[str, ...]) -> dict[str, exp.Expr]:
    """Give each promised column as what bronze makes of the text in staged."""
    found: dict[str, exp.Expr] = {}
    for column, name in zip(contract.columns, origins(contract, layout), strict=True):
        found[column.name] = exp.Var(this=typed(column, cleaned(column, null_words, f'"{name}"')))
    return found | {name: exp.Var(this=name) for name in PROVENANCE}


def _is_known(condition: exp.Expr, values: dict[str, exp.Expr]) -> bool:
    return all(column.name in values for column in condition.find_all(exp.Column))


def _set_aside(aside: SetAside) -> Finding:
    row = aside.row
    rule = "; ".join(f"{broken.rule}: {broken.reason}" for broken in row.broken)
    evidence = (Seen(row.quarantine_id, aside.table, dict(row.row or {})),)
    return Finding(
        "quarantined", aside.table, f"set aside on the way into {aside.table}", rule, aside.position, evidence
    )
