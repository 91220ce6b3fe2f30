"""The rules of a contract over a whole table that a model made."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.definitions import Contract, Rule
from ledger.events.parts import RuleCount, TableAt
from projections.engines.sandbox import Relation, Sandbox
from projections.layers.quoting import identifier
from projections.layers.rules import condition
from projections.layers.workshop import Workshop


def broken_rows(
    workshop: Workshop, table: str, contract: Contract, output: Relation, parents: tuple[TableAt, ...]
) -> Iterator[RuleCount]:
    """Count the rows that break each rule; rules that none breaks are left out.

    Args:
        workshop: where the parents are found.
        table: the table that is checked.
        contract: of the table.
        output: its rows, typed.
        parents: the tables that it refers to, as they are.
    """
    relations = {table: output} | {at.table: workshop.relation(at) for at in parents}
    columns = {column.name: column for column in contract.columns}
    with Sandbox(relations, workshop.limits) as sandbox:
        for rule in contract.rules:
            (rows,) = sandbox.one(_count(table, rule, contract, columns))
            if rows:
                yield RuleCount(rule.id, rule.severity, rows)
