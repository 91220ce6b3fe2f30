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
from projections.layers.clashes import KEY, Candidates, Clash, Settled, settle
from projections.layers.decided import NOTHING, REFUSED, REFUSED_REASON, Decided
from projections.layers.keys import KeyFile
from projections.layers.reasons import reason
from projections.layers.rules import TABLE_RULES
from projections.layers.standing import Standing
from projections.layers.verdicts import Verdicts

Parents = Mapping[str, Relation]
"""The tables that references name, as they were when the batch was promoted."""


Partners = Mapping[str, Mapping[int, str]]
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
        keys: of its rows, as they will be; None where no rows are compared.
        standing: the rows of the table that are compared with.
        parents: the tables that references name.
        decided: what people decided about single rows.
    """

    contract: Contract
    bronze: Relation
    keys: KeyFile | None
    standing: Standing
    parents: Parents
    decided: Decided = NOTHING

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What rows can break."""
        return (*table_rules(self.contract), *((REFUSED,) if self.decided else ()))

    def verdicts(self) -> Verdicts:
        """Give verdicts of which nothing is known yet."""
        return Verdicts(self.rules, self.decided.waivers)

    @property
    def tables(self) -> dict[str, Relation]:
        """The tables that are asked, by the names that the questions use, but for ``KEYS``: they are made of these."""
        tables = {ask.BATCH: self.bronze}
        if self.keys is not None:
            tables[ask.STANDING] = self.standing.rows(self.contract)
        if self.standing.gone:
            tables[ask.ENDED] = self.standing.none_any_more()
        return tables | {self.parent(name): self.parents[name] for name in self._referred()}

    @property
    def compared(self) -> ask.Compared:
        """How rows are compared with those that stand."""
        return compared(self.contract, self.keys, self.standing)

    def judge(self, engine: Sandbox) -> Verdicts:
        """Give what is known of the rows; each step leaves alone what the ones before it decided."""
        verdicts = self.verdicts()
        self.rows_alone(engine, verdicts)
        if not self.standing.keys:
            self._inside_the_batch(engine, verdicts, {})
        else:
            self._keys_that_stand(engine, verdicts)
            self._inside_the_batch(engine, verdicts, self._values_that_stand(engine, verdicts))
        return verdicts

    def rows_alone(self, engine: Sandbox, verdicts: Verdicts) -> None:
        """Set aside the rows that no other row of the batch can save: refused, a key with a gap, a missing parent."""
        if self.decided:
            verdicts.spoken_of |= set(engine.table(ask.rows_among(self.decided.records))[0].to_pylist())
            verdicts.all_break(sorted(self.decided.rejected & verdicts.spoken_of), REFUSED, REFUSED_REASON)
        columns = {column.name: column for column in self.contract.columns}
        for rule in table_rules(self.contract):
            if rule.kind == "key":
                found = engine.table(ask.without_key(rule.columns))
                verdicts.all_break(found[0].to_pylist(), rule, "a part of the key is missing")
            elif rule.kind == "reference":
                found = engine.table(ask.without_parent(rule, columns, self._parents_of(rule)))
                verdicts.all_break(found[0].to_pylist(), rule, reason(rule, columns))

    def _keys_that_stand(self, engine: Sandbox, verdicts: Verdicts) -> None:
        for rule in table_rules(self.contract):
            if rule.kind == "key":
                for row, same, partner in tuples(engine, self.compared.key_stands()):
                    if verdicts.knows(row):
                        continue
                    if same or self.contract.on_conflict != "quarantine":
                        verdicts.left_out.add(row)
                    else:
                        verdicts.breaks(row, rule, f"the key stands, with other content, in batch {partner}")

    def _values_that_stand(self, engine: Sandbox, verdicts: Verdicts) -> Partners:
        """Give the standing row that has the unique values of a row, by rule and row."""
        return {
            rule.id: {
                row: partner
                for row, partner in tuples(engine, self.compared.value_stands(rule))
                if row not in verdicts.left_out
            }
            for rule in table_rules(self.contract)
            if rule.kind == "unique"
        }

    def _inside_the_batch(self, engine: Sandbox, verdicts: Verdicts, standing: Partners) -> None:
        if not self._by_place():
            return
        sharing = engine.table(ask.sharing_rows(self.contract, self.unique_rules()))
        self.tell(verdicts, self.settled(undecided(sharing, verdicts), standing), standing)

    def unique_rules(self) -> list[Rule]:
        """Give the rules that values occur once."""
        return [rule for rule in self.contract.rules if rule.kind == "unique"]

    def settled(self, candidates: Candidates, standing: Partners) -> Settled:
        """Decide which rows of the batch stay.

        Args:
            candidates: those that share something.
            standing: rows whose unique values stand; where that is an error they cannot stay.
        """
        policy = "last" if self.contract.merges else self.contract.on_conflict
        lenient = frozenset(place for place, rule in self._by_place().items() if rule.severity == "warning")
        errors = (rule for rule in self.unique_rules() if rule.severity == "error")
        waivers = self.decided.waivers
        barred = {
            row for rule in errors for row in standing.get(rule.id, ()) if rule.id not in waivers.get(row, frozenset())
        }
        places = {rule.id: place for place, rule in self._by_place().items()}
        excused = {(row, places[rule]) for row, rules in waivers.items() for rule in rules if rule in places}
        return settle(candidates, policy, lenient, barred, excused)

    def tell(self, verdicts: Verdicts, settled: Settled, standing: Partners) -> None:
        """Note what was decided, and why."""
        by_place = self._by_place()
        verdicts.left_out |= settled.deduplicated
        for clash in settled.clashes:
            rule = by_place[clash.rule]
            if clash.row not in standing.get(rule.id, ()):
                verdicts.breaks(clash.row, rule, said(clash))
        for rule in self.unique_rules():
            for row, partner in standing.get(rule.id, {}).items():
                if row not in settled.deduplicated:
                    verdicts.breaks(row, rule, f"the value stands in batch {partner}")

    def _by_place(self) -> dict[int, Rule]:
        keys = ((KEY, rule) for rule in table_rules(self.contract) if rule.kind == "key")
        return dict([*enumerate(self.unique_rules()), *keys])

    def _referred(self) -> list[str]:
        """Name the parent tables, without the table itself."""
        named = {rule.reference for rule in self.contract.rules if rule.kind == "reference" and rule.reference}
        return sorted(named - {self.contract.table})

    def parent(self, table: str) -> str:
        """Name a parent in the engine, apart from the tables that are always there."""
        return f"gold.parent{self._referred().index(table)}"

    def _parents_of(self, rule: Rule) -> list[str]:
        """Give the tables whose rows count; a table that refers to itself finds parents in its own batch as well."""
        if rule.reference != self.contract.table:
            return [self.parent(str(rule.reference))]
        return [ask.BATCH, self.compared.standing_rows()] if self.standing.keys else [ask.BATCH]


def compared(contract: Contract, keys: KeyFile | None, standing: Standing) -> ask.Compared:
    """Tell how the rows of a batch are compared with those that stand."""
    content = keys.content if keys is not None else ()
    return ask.Compared(contract, content, standing.others(content), bool(standing.gone))


def said(clash: Clash) -> str:
    """Say what a row shares with another of its file."""
    shared = "the key, with other content," if clash.rule == KEY else "the value"
    return f"{shared} stands in record {clash.partner} of the same file"


def undecided(sharing: pa.Table, verdicts: Verdicts) -> Candidates:
    """Give the rows that share something and of which nothing is known yet, in the order of the contract."""
    columns = [pc.fill_null(column, 0).to_numpy() for column in sharing.columns]
    order = np.argsort(columns[-1])
    order = order[~np.isin(columns[0][order], verdicts.decided())]
    rows, keys, contents, *unique = (column[order].tolist() for column in columns[:-1])
    return Candidates(rows, keys, contents, tuple(unique))


def tuples(engine: Sandbox, sql: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of an answer one by one."""
    for batch in engine.stream(sql):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
