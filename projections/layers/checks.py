"""The rules of a contract over a whole table that a model made."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.definitions import Column, Contract, Rule
from ledger.events.parts import RuleCount, TableAt
from projections.engines.quoting import identifier
from projections.engines.sandbox import Relation, Sandbox
from projections.layers.judging import table_rules
from projections.layers.rules import TABLE_RULES, condition
from projections.layers.workshop import Workshop

OUTPUT = "made.rows"
"""The rows that are checked."""


def broken_rows(
    workshop: Workshop, contract: Contract, output: Relation, inputs: tuple[TableAt, ...]
) -> Iterator[RuleCount]:
    """Count the rows that break each rule; rules that none breaks are left out.

    Args:
        workshop: where the tables that it refers to are found.
        contract: of the table.
        output: its rows, typed.
        inputs: pinned tables, among them those that references name; the table itself may be referred to as well.
    """
    columns = {column.name: column for column in contract.columns}
    referred = {rule.reference for rule in contract.rules if rule.reference}
    relations = {at.table: workshop.relation(at) for at in inputs if at.table in referred}
    with Sandbox({OUTPUT: output, contract.table: output} | relations, workshop.limits) as sandbox:
        for rule in (*(r for r in contract.rules if r.kind not in TABLE_RULES), *table_rules(contract)):
            (rows,) = sandbox.one(_count(rule, columns))
            if rows:
                yield RuleCount(rule.id, rule.severity, rows)


def _count(rule: Rule, columns: dict[str, Column]) -> str:
    names = [identifier(name) for name in rule.columns]
    match rule.kind:
        case "key" | "unique":
            return _repeated(names, missing=rule.kind == "key")
        case "reference":
            return _orphans(rule)
        case _:
            return f"SELECT count(*) FROM {OUTPUT} WHERE ({condition(rule, columns)}) IS FALSE"


def _repeated(names: list[str], *, missing: bool) -> str:
    """Count rows beyond the first of each value, and where it is a key those that lack a part of it."""
    listed = ", ".join(names)
    lacks = " OR ".join(f"{name} IS NULL" for name in names)
    extra = f"SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM {OUTPUT} WHERE NOT ({lacks}) GROUP BY {listed})"
    without = f"SELECT count(*) FROM {OUTPUT} WHERE {lacks}" if missing else "0"
    return f"SELECT CAST(coalesce(({extra}), 0) + ({without}) AS BIGINT)"


def _orphans(rule: Rule) -> str:
    pairs = zip(rule.columns, rule.reference_columns, strict=True)
    equal = " AND ".join(f"o.{identifier(c)} = p.{identifier(r)}" for c, r in pairs)
    present = " AND ".join(f"o.{identifier(c)} IS NOT NULL" for c in rule.columns)
    layer, _, name = (rule.reference or "").partition(".")
    parent = f"{identifier(layer)}.{identifier(name)}"
    return f"SELECT count(*) FROM {OUTPUT} o WHERE {present} AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {equal})"
