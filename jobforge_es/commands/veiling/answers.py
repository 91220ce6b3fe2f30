"""Puts the veil over what commands answer: one function for each kind of answer that shows values of rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import singledispatchmethod
from typing import Any

import attrs

from jobforge_es.commands.deciding.as_it_came import staged_texts
from jobforge_es.commands.deciding.showing import Shown, ShownRow
from jobforge_es.commands.diff import Diff
from jobforge_es.commands.explain_value import ValueExplained
from jobforge_es.commands.quarantine import RowAside
from jobforge_es.commands.veiling.records import masked_text
from jobforge_es.commands.veiling.veil import MASK, Veil
from jobforge_es.commands.why_not import WhyNot
from jobforge_es.session import Session
from ledger.names import split_table
from projections.layers.quarantine import Broken, Quarantined
from projections.tracing.aside import SetAside
from projections.tracing.calculation import Contribution, Part
from projections.tracing.decided import Change, Decided
from projections.tracing.fields import Field
from projections.tracing.findings import Finding, Seen
from projections.tracing.forward import Forward, Reached
from projections.tracing.way import Trace, Traced


@attrs.frozen
class Over:
    """The veil over answers.

    Attributes:
        session: that the answer was read in.
        veil: what is masked.
    """

    session: Session
    veil: Veil

    @singledispatchmethod
    def mask(self, answer: Any) -> Any:
        """Give an answer with its personal values masked.

        Raises:
            TypeError: it is no kind of answer that is known to show values; nothing passes unseen.
        """
        raise TypeError(f"nothing is known of what {type(answer).__name__} shows")

    @mask.register
    def _(self, answer: list) -> Any:  # type: ignore[type-arg] # dispatch knows no parameters
        return [self.mask(each) for each in answer]

    @mask.register
    def _(self, answer: Trace) -> Trace:
        rows, aside, decided = (tuple(map(self.mask, each)) for each in (answer.rows, answer.aside, answer.decided))
        return attrs.evolve(answer, rows=rows, aside=aside, decided=decided)

    @mask.register
    def _(self, answer: Decided) -> Decided:
        staged = self.session.workshop.batch(answer.batch_id).table_name
        return attrs.evolve(answer, changes=tuple(self._change(staged, change) for change in answer.changes))

    def _change(self, staged: str, change: Change) -> Change:
        return attrs.evolve(change, was=MASK, now=MASK) if self.veil.hides(staged, change.column) else change

    @mask.register
    def _(self, answer: Traced) -> Traced:
        values = self.veil.values(answer.table, answer.values)
        record = answer.record
        if record is not None and answer.batch_id is not None:
            batch = self.session.workshop.batch(answer.batch_id)
            text, _ = masked_text(self.session, self.veil, batch, record.raw, record.values)
            landed = self.veil.values(answer.table, record.values)
            fields = tuple(self._field(answer.table, field) for field in record.fields)
            record = attrs.evolve(record, raw=text, values=landed, fields=fields)
        return attrs.evolve(answer, values=values, record=record)

    def _field(self, staged: str, field: Field) -> Field:
        return attrs.evolve(field, raw=MASK, value=MASK) if self.veil.hides(staged, field.column) else field

    @mask.register
    def _(self, answer: Forward) -> Forward:
        rows = tuple(Reached(self.mask(each.row), each.reached) for each in answer.rows)
        return attrs.evolve(answer, rows=rows, aside=tuple(self.mask(each) for each in answer.aside))

    @mask.register
    def _(self, answer: Seen) -> Seen:
        if "raw" in answer.values and answer.table.startswith("staged."):  # a record that could not be read
            return attrs.evolve(answer, values={"raw": self.veil.text([answer.table], answer.values["raw"])})
        return attrs.evolve(answer, values=self.veil.values(answer.table, answer.values))

    @mask.register
    def _(self, answer: WhyNot) -> WhyNot:
        return attrs.evolve(answer, findings=tuple(self.mask(each) for each in answer.findings))

    @mask.register
    def _(self, answer: Finding) -> Finding:
        asked = answer.looked_for
        if any(self.veil.hides(answer.table, name) for name in _names(asked)):
            asked = MASK
        return attrs.evolve(answer, looked_for=asked, evidence=tuple(self.mask(each) for each in answer.evidence))

    @mask.register
    def _(self, answer: ValueExplained) -> ValueExplained:
        tables = {id_: t for p in answer.parts for c in p.contributions for t, ids in c.rows.items() for id_ in ids}
        figure = MASK if self.veil.hides(answer.table, answer.column) else answer.figure
        if figure is MASK:  # a query in FROM may call what it is made of by other names
            parts = tuple(_masked(part) for part in answer.parts)
        else:
            known = {name.lower() for values in answer.rows.values() for name in values}
            parts = tuple(self._part(part, {*tables.values()}, known) for part in answer.parts)
        rows = {id_: self.veil.values(tables[id_], values) for id_, values in answer.rows.items()}
        values = self.veil.values(answer.table, answer.values)
        return attrs.evolve(answer, values=values, figure=figure, parts=parts, rows=rows)

    def _part(self, part: Part, tables: Collection[str], known: Collection[str]) -> Part:
        """Mask the terms of a step that speak of a personal column of an input, and then its figure too.

        So are terms with a name that a query in FROM gave, where an input has personal columns: it may be one of them.
        """

        def hides(sql: str) -> bool:
            renamed = any(name not in known for name in _COLUMN.findall(sql.lower()))
            if renamed and self.veil.text(tables, sql) is MASK:
                return True
            return any(self.veil.hides(table, name) for table in tables for name in _names(sql))

        shut, speaks = [hides(term) for term in part.terms], hides(part.how)
        given = tuple(
            Contribution(tuple(MASK if no else v for v, no in zip(each.values, shut, strict=True)), each.rows)
            for each in part.contributions
        )
        return attrs.evolve(part, contributions=given, figure=MASK if speaks or any(shut) else part.figure)

    @mask.register
    def _(self, answer: SetAside) -> SetAside:
        return attrs.evolve(answer, row=self._quarantined(answer.table, answer.row))

    @mask.register
    def _(self, answer: RowAside) -> RowAside:
        return attrs.evolve(answer, row=self._quarantined(answer.table, answer.row))

    @mask.register
    def _(self, answer: Shown) -> Shown:
        return attrs.evolve(answer, rows=tuple(self.mask(each) for each in answer.rows))

    @mask.register
    def _(self, answer: ShownRow) -> ShownRow:
        came = answer.came
        if came is not None:
            batch = self.session.workshop.batch(answer.found.row.batch_id)
            landed = staged_texts(self.session, batch, answer.found.row.source_row)
            text, marks = masked_text(self.session, self.veil, batch, came.text, landed, came.marks)
            came = attrs.evolve(came, text=text, marks=marks)
        return ShownRow(self.mask(answer.found), came)

    @mask.register
    def _(self, answer: Diff) -> Diff:
        values = self.veil.values
        sample = tuple(
            attrs.evolve(
                row,
                key=values(answer.table, row.key),
                before=values(answer.table, row.before),
                after=values(answer.table, row.after),
            )
            for row in answer.found.sample
        )
        return attrs.evolve(answer, found=attrs.evolve(answer.found, sample=sample))

    def _quarantined(self, table: str, row: Quarantined) -> Quarantined:
        """Mask a row that was set aside; its texts stand under the names of its own layer or of the one below."""
        staged = self.session.workshop.batch(row.batch_id).table_name
        tables = tuple(dict.fromkeys((table, f"bronze.{split_table(table)[1]}", staged)))
        raw = None if row.raw is None else self.veil.text(tables, row.raw)
        texts = None if row.row is None else self._texts(tables, row.row)
        broken = tuple(self._broken(tables, each) for each in row.broken)
        return attrs.evolve(row, raw=raw if raw != MASK else MASK.encode(), row=texts, broken=broken)

    def _texts(self, tables: Iterable[str], texts: Mapping[str, str | None]) -> dict[str, str | None]:
        return {c: MASK if any(self.veil.hides(t, c) for t in tables) else v for c, v in texts.items()}

    def _broken(self, tables: Iterable[str], broken: Broken) -> Broken:
        if broken.value is None:
            return broken
        if broken.column is None:
            return attrs.evolve(broken, value=self.veil.text(tables, broken.value))
        shut = any(self.veil.hides(table, name) for table in tables for name in broken.column.split(", "))
        return attrs.evolve(broken, value=MASK) if shut else broken


_COLUMN = re.compile(r"\w\.(\w+)")
"""A column as the SQL that ran writes it: behind the name of what it is of."""


def _names(sql: str) -> set[str]:
    """Give the words of a piece of SQL that may be names of columns."""
    return set(re.findall(r"\w+", sql.lower()))


def _masked(part: Part) -> Part:
    given = tuple(Contribution((MASK,) * len(each.values), each.rows) for each in part.contributions)
    return attrs.evolve(part, contributions=given, figure=MASK)
