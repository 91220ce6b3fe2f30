"""Judges the rows of one batch by the rules across rows, asking only for rows that clash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.definitions import Contract, Rule
from projections.engines.sandbox import Relation, Sandbox
from projections.layers import silver_query as ask
from projections.layers.clashes import KEY, Candidates, Clash, settle
from projections.layers.reasons import reason
from projections.layers.rules import TABLE_RULES
from projections.layers.verdicts import Verdicts

Parents = Mapping[str, Relation]
"""The tables that references name, as they were when the batch was promoted."""


Standing = Mapping[str, Mapping[int, str]]
"""By unique rule and row of the batch the row that stands with the same values."""


def table_rules(contract: Contract) -> tuple[Rule, ...]:
    """Give the rules across rows in the order of the contract; a key always has one."""
    rules = tuple(rule for rule in contract.rules if rule.kind in TABLE_RULES)
    if contract.key and all(rule.kind != "key" for rule in rules):
        return (Rule("key", "key", contract.key), *rules)
    return rules


@attrs.frozen
class Judge:
    """Judges the rows of one batch.

    Attributes:
        contract: what is promised.
        bronze: the one bronze file of the batch.
        standing: the rows of the table that are compared with; None where none are.
        parents: the tables that references name.
    """

    contract: Contract
    bronze: Relation
    standing: Relation | None
    parents: Parents

    @property
    def tables(self) -> dict[str, Relation]:
        """The tables that are asked, by the names that the questions use."""
        tables = {ask.BATCH: self.bronze}
        if self.standing is not None:
            tables[ask.STANDING] = self.standing
        return tables | {self._parent(name): self.parents[name] for name in self._referred()}

    def judge(self, engine: Sandbox) -> Verdicts:
        """Give what is known of the rows; each step leaves alone what the ones before it decided."""
        verdicts = Verdicts(table_rules(self.contract))
        self._rows_alone(engine, verdicts)
        if self.standing is None or not self.standing.files:
            self._inside_the_batch(engine, verdicts, {})
        else:
            held = ask.held_columns(self.contract, self.standing.columns)
            self._keys_that_stand(engine, held, verdicts)
            self._inside_the_batch(engine, verdicts, self._values_that_stand(engine, held, verdicts))
        return verdicts

    def _rows_alone(self, engine: Sandbox, verdicts: Verdicts) -> None:
        columns = {column.name: column for column in self.contract.columns}
        for rule in table_rules(self.contract):
            if rule.kind == "key":
                found = engine.table(ask.without_key(rule.columns))
                verdicts.all_break(found[0].to_pylist(), rule, "a part of the key is missing")
            elif rule.kind == "reference":
                found = engine.table(ask.without_parent(rule, columns, self._parents_of(rule)))
                verdicts.all_break(found[0].to_pylist(), rule, reason(rule, columns))

    def _keys_that_stand(self, engine: Sandbox, held: ask.Held, verdicts: Verdicts) -> None:
        for rule in table_rules(self.contract):
            if rule.kind == "key":
                for row, same, partner in _tuples(engine, ask.key_stands(self.contract, held)):
                    if verdicts.knows(row):
                        continue
                    if same or self.contract.on_conflict != "quarantine":
                        verdicts.left_out.add(row)
                    else:
                        verdicts.breaks(row, rule, f"the key stands, with other content, in batch {partner}")

    def _values_that_stand(self, engine: Sandbox, held: ask.Held, verdicts: Verdicts) -> Standing:
        """Give the standing row that has the unique values of a row, by rule and row."""
        return {
            rule.id: {
                row: partner
                for row, partner in _tuples(engine, ask.value_stands(rule, held))
                if row not in verdicts.left_out
            }
            for rule in table_rules(self.contract)
            if rule.kind == "unique"
        }

    def _inside_the_batch(self, engine: Sandbox, verdicts: Verdicts, standing: Standing) -> None:
        rules = table_rules(self.contract)
        unique = [rule for rule in rules if rule.kind == "unique"]
        by_place = dict([*enumerate(unique), *((KEY, rule) for rule in rules if rule.kind == "key")])
        if not by_place:
            return
        lenient = frozenset(place for place, rule in by_place.items() if rule.severity == "warning")
        barred = {row for rule in unique if rule.severity == "error" for row in standing.get(rule.id, ())}
        undecided = _undecided(engine.table(ask.sharing_rows(self.contract, unique)), verdicts)
        settled = settle(undecided, self.contract.on_conflict, lenient, barred)
        verdicts.left_out |= settled.deduplicated
        for clash in settled.clashes:
            rule = by_place[clash.rule]
            if clash.row not in standing.get(rule.id, ()):
                verdicts.breaks(clash.row, rule, _said(clash))
        for rule in unique:
            for row, partner in standing.get(rule.id, {}).items():
                if row not in settled.deduplicated:
                    verdicts.breaks(row, rule, f"the value stands in batch {partner}")

    def _referred(self) -> list[str]:
        """Name the parent tables, without the table itself."""
        named = {rule.reference for rule in self.contract.rules if rule.kind == "reference" and rule.reference}
        return sorted(named - {self.contract.table})

    def _parent(self, table: str) -> str:
        """Name a parent in the engine, apart from the two tables that are always there."""
        return f"gold.parent{self._referred().index(table)}"

    def _parents_of(self, rule: Rule) -> list[str]:
        """Give the tables whose rows count; a table that refers to itself finds parents in its own batch as well."""
        if rule.reference != self.contract.table:
            return [self._parent(str(rule.reference))]
        return [ask.BATCH] if self.standing is None else [ask.BATCH, ask.STANDING]


def _said(clash: Clash) -> str:
    shared = "the key, with other content," if clash.rule == KEY else "the value"
    return f"{shared} stands in record {clash.partner} of the same file"


def _undecided(sharing: pa.Table, verdicts: Verdicts) -> Candidates:
    """Give the rows that share something and of which nothing is known yet, in source order."""
    columns = [pc.fill_null(column, 0).to_numpy() for column in sharing.columns]
    order = np.argsort(columns[0])
    order = order[~np.isin(columns[0][order], verdicts.decided())]
    rows, keys, contents, *unique = (column[order].tolist() for column in columns)
    return Candidates(rows, keys, contents, tuple(unique))


def _tuples(engine: Sandbox, sql: str) -> Iterator[tuple[Any, ...]]:
    for batch in engine.stream(sql):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
