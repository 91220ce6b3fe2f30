"""Looks for the reason why a row is absent: down through models by their SQL, then through batches to the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlglot import exp

from ledger.definitions import Model
from ledger.events import TableBuilt
from ledger.names import Position, split_table
from projections.catalog import builds, definitions
from projections.engines.gate import parse_query
from projections.engines.sandbox import Sandbox
from projections.layers.workshop import Workshop
from projections.lineage.absence.found import Below, Kept, Otherwise, Reason
from projections.lineage.absence.reasons import Search
from projections.lineage.rewriting.surroundings import as_sql
from projections.runner import recorded
from projections.tracing.built import inputs_of
from projections.tracing.findings import Finding, Kind, Seen, seen
from projections.tracing.in_batches import InBatches
from projections.tracing.rows import Opened, opened
from projections.tracing.wanted import Condition, wanted_rows

SHOWN = 5
"""Rows that are given as evidence."""

Conditions = Sequence[exp.Expr]


@attrs.define
class Absence:
    """Looks for rows that are not there; each table is asked once for the same.

    Attributes:
        workshop: files and limits; its read models stand at the position that is asked about.
    """

    workshop: Workshop
    _asked: set[tuple[str, str]] = attrs.field(factory=set)

    def findings(self, table: str, at: Position, conditions: Conditions) -> Iterator[Finding]:
        """Give why a table has no row that meets all conditions, as of a position.

        Where it has one, nothing is found here.
        """
        said = " AND ".join(as_sql(condition) for condition in conditions) or "true"
        if (table, said) in self._asked:
            return
        self._asked.add((table, said))
        if self._is_there(table, at, conditions):
            return
        for finding in self._below(table, at, conditions):
            yield attrs.evolve(finding, looked_for=said.replace('"', "")) if not finding.looked_for else finding

    def _is_there(self, table: str, at: Position, conditions: Conditions) -> bool:
        total, _ = wanted_rows(self.workshop, opened(self.workshop, table, at), together(conditions), 1)
        return total > 0

    def _below(self, table: str, at: Position, conditions: Conditions) -> Iterator[Finding]:
        if any(model.table_name == table for model in definitions.models(self.workshop.db)):
            yield from self._made(table, at, conditions)
        elif split_table(table)[0] == "silver":
            yield from InBatches(self.workshop, table, at).findings(conditions)
        else:
            low = InBatches(self.workshop, f"silver.{split_table(table)[1]}", at)
            yield from low.below_silver(conditions)

    def _made(self, table: str, at: Position, conditions: Conditions) -> Iterator[Finding]:
        build = builds.build_at(self.workshop.db, table, at)
        if build is None:
            yield Finding("not_built", table, f"{table} was not built yet")
            return
        built = recorded(self.workshop.store, build.position).data
        assert isinstance(built, TableBuilt), "the read models name the event of each build"  # noqa: S101 - for the type checker
        model = self.workshop.recall(built.model, Model)
        inputs = inputs_of(self.workshop, built, model)
        with Sandbox({name: input_.relation for name, input_ in inputs.items()}, self.workshop.limits) as sandbox:
            search = Search(model.inputs, lambda sql: sandbox.table(sql).to_pylist())
            reasons = list(search.reasons(parse_query(model.executed), conditions))
        found = [f for reason in reasons for f in self._told(table, build.position, inputs, reason)]
        yield from found
        if not found:
            yield Finding(
                "not_together",
                table,
                "each of its inputs has rows that fit, but no combination of them does",
                position=build.position,
            )

    def _told(self, table: str, position: Position, inputs: dict[str, Opened], reason: Reason) -> Iterator[Finding]:
        match reason:
            case Kept(demands=demands, evidence=evidence):
                tables = list(inputs)
                rows = [
                    row
                    for place, numbers in evidence.items()
                    for row in inputs[tables[place]].rows(self.workshop, numbers[:SHOWN]).values()
                ]
                rule = "; ".join(demand.rule for demand in demands)
                lost = [demand.side for demand in demands if demand.kind == "join"]
                said = f"no partner in {' and '.join(lost)}" if lost else f"the model of {table} leaves such rows out"
                kind: Kind = "no_partner" if lost else "filtered"
                yield Finding(kind, table, said, rule, position, tuple(map(seen, rows)))
            case Otherwise(conditions=conditions, values=values):
                said, rule = "the row is there with other values", " AND ".join(conditions)
                yield Finding("other_values", table, said, rule, position, (Seen("as made", table, values),))
            case Below(table=below, conditions=conditions):
                yield from self.findings(below, inputs[below].at, conditions)


def together(conditions: Conditions) -> Condition:
    """Put conditions together to one."""
    return Condition("", exp.and_(*(c.copy() for c in conditions)) if conditions else exp.true())
