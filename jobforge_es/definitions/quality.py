"""Compile the ``quality`` of a contract.

Checked are: ``type: custom`` with ``engine: jobforge``, a condition in SQL on the row; and of the standard's library,
as far as the promise is that no row breaks it (``mustBe: 0``), nullValues, missingValues, invalidValues with
validValues or pattern, and duplicateValues. Everything else is recorded as not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from jobforge_es.definitions.about import keep
from jobforge_es.definitions.constraints import allowed_rule, pattern_rule
from jobforge_es.definitions.draft import SEVERITIES, Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.named import check_name
from jobforge_es.definitions.nearest import nearest
from jobforge_es.definitions.nodes import Many, Map, Mark, Text
from jobforge_es.definitions.row_refused import RowRuleRefused
from jobforge_es.definitions.row_rules import compile_row_rule
from ledger.definitions import Column, Rule

ENGINE = "jobforge"
KEPT = ("dimension", "businessImpact", "method", "tags")
"""What is said about a rule, for the catalog: ``rule.<id>.<key>``."""


def read_quality(draft: Draft, fields: Fields, column: Column | None) -> None:
    """Add the rules of a ``quality`` list, of a column or, without one, of the table."""
    node = fields.node("quality")
    for item in node.items if isinstance(node, Many) else ():
        if not isinstance(item, Map):
            continue
        check = Fields.of(item, draft.findings)
        for rule in _rules(draft, check, column):
            _add(draft, check, rule)


def _rules(draft: Draft, check: Fields, column: Column | None) -> Iterator[Rule]:
    kind = check.text("type") or "library"
    engine = check.text("engine") if kind == "custom" else None
    if engine == ENGINE:
        yield from _row_rule(draft, check)
        return
    if engine and nearest(engine, [ENGINE], 0.8):
        check.wrong("engine", f"unknown engine {quoted(engine)} (did you mean `{ENGINE}`?)", f"engine: {ENGINE}")
        return
    rules = list(_library(draft, check, column)) if kind == "library" and _is_none_allowed(check) else []
    if not rules:
        of = f" of column {column.name}" if column else ""
        called = next((t for t in map(check.text, ("name", "metric", "description")) if t), "without a name")
        draft.leave_unchecked(f"quality {called}{of}: a rule of type {engine or kind} that nothing here runs")
    yield from rules


def _is_none_allowed(check: Fields) -> bool:
    """Tell whether the promise is that not a single row breaks it."""
    for key, most in (("mustBe", 0), ("mustBeLessOrEqualTo", 0), ("mustBeLessThan", 1)):
        node = check.node(key)
        if isinstance(node, Text) and node.plain and node.text in (str(most), f"{most}.0"):
            return key != "mustBeLessThan" or check.text("unit") in (None, "rows")
    return False


def _library(draft: Draft, check: Fields, column: Column | None) -> Iterator[Rule]:
    node = check.node("arguments")
    arguments = Fields.of(node, draft.findings) if isinstance(node, Map) else Fields({}, check.mark, draft.findings)
    metric = check.text("metric")
    if column is None:
        if metric == "duplicateValues":
            yield from _unique_together(draft, arguments)
    elif metric == "nullValues":
        yield Rule(f"{column.name}.required", "required", (column.name,))
    elif metric == "duplicateValues" and not arguments.pairs:
        yield Rule(f"{column.name}.unique", "unique", (column.name,))
    elif metric == "missingValues":
        yield from _missing(column, arguments)
    elif metric == "invalidValues":
        yield from _invalid(draft, column, arguments)


def _unique_together(draft: Draft, arguments: Fields) -> Iterator[Rule]:
    names = arguments.words("properties")
    unknown = [name for name in names if name not in draft.columns]
    if unknown:
        arguments.wrong("properties", f"{quoted(unknown[0])} is no column of this contract", "correct its name")
    elif names:
        yield Rule(f"unique.{'.'.join(names)}", "unique", names)


def _missing(column: Column, arguments: Fields) -> Iterator[Rule]:
    """What counts as missing must not occur: null as ``required``, words as a condition on the row."""
    node = arguments.node("missingValues")
    items = [item for item in node.items if isinstance(item, Text)] if isinstance(node, Many) else []
    words = [item.text for item in items if item.value is not None]
    if len(words) < len(items):
        yield Rule(f"{column.name}.required", "required", (column.name,))
    if words and column.type == "string":
        listed = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
        yield Rule(f"{column.name}.missing", "row", (column.name,), sql=f'NOT "{column.name}" IN ({listed})')
    elif words:
        yield Rule(f"{column.name}.missing", "row", (column.name,), sql="TRUE")


def _invalid(draft: Draft, column: Column, arguments: Fields) -> Iterator[Rule]:
    node = arguments.node("validValues")
    if isinstance(node, Many):
        items = [item for item in node.items if isinstance(item, Text)]
        rule = allowed_rule(draft, column, items, node.mark)
        if rule:
            yield rule
    rule = pattern_rule(column, arguments, "pattern")
    if rule:
        yield rule


def _row_rule(draft: Draft, check: Fields) -> Iterator[Rule]:
    name, sql = check.text("name"), check.text("implementation")
    if name is None:
        check.wrong("name", "a rule of the engine jobforge needs a name", "name: wage_is_positive", why=_why_name())
        return
    if not check_name(name, "rule", draft.findings, check.mark_of("name"), _why_name()):
        return
    if name == "key":
        check.wrong("name", "`key` is the rule of the primary key", "give this rule another name")
        return
    if sql is None:
        return
    try:
        condition = compile_row_rule(sql, {c.name: c.type for c in draft.columns.values()})
    except RowRuleRefused as error:
        check.wrong("implementation", f"the rule {quoted(name)} cannot be checked: {error}", error.mend, why=error.why)
        return
    yield Rule(name, "row", condition.columns, sql=condition.sql)


def _why_name() -> str:
    return "a row that breaks it is shown with the rule's name"


def _add(draft: Draft, check: Fields, rule: Rule) -> None:
    weight = check.choice("severity", SEVERITIES, "error")
    draft.add(attrs.evolve(rule, severity=weight, description=check.text("description") or ""), _mark(check))
    for key in KEPT:
        node = check.node(key)
        if node is not None:
            keep(draft.about, f"rule.{rule.id}.{key}", node)
    for key in ("schedule", "scheduler"):
        if key in check:
            draft.leave_unchecked(f"{key} of rule {rule.id}: it is checked whenever rows are promoted")


def _mark(check: Fields) -> Mark:
    return check.mark_of("name" if "name" in check else "metric")
