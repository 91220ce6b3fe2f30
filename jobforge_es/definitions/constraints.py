"""Compile what a property promises of its values into rules."""

from __future__ import annotations

import attrs

from jobforge_es.definitions.draft import SEVERITIES, Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.nodes import Many, Map, Mark, Text
from jobforge_es.definitions.ranges import range_rule
from jobforge_es.definitions.relationships import column_references
from jobforge_es.definitions.values import canonical_value
from ledger.definitions import Column, Rule
from ledger.definitions.contract import Severity
from ledger.errors import JobForgeError

SEVERITY_OF = "jobforge.severity."
LONGEST = 1_000_000_000


def add_constraints(draft: Draft, column: Column, fields: Fields, own: Fields) -> None:
    """Add the rules of one column: required, pattern, length, range, allowed, unique and reference."""
    node = fields.node("logicalTypeOptions")
    options = Fields.of(node, draft.findings) if isinstance(node, Map) else Fields({}, fields.mark, draft.findings)
    found = [
        _flagged(fields, column, "required", default=fields.flag("primaryKey", default=False)),
        pattern_rule(column, options, "pattern"),
        _length(column, options) if column.type == "string" else None,
        range_rule(draft, column, options),
        _allowed(draft, column, fields),
        _flagged(fields, column, "unique", default=False),
    ]
    rules = [rule for rule in found if rule is not None] + column_references(draft, column, fields)
    for rule in _weighed(rules, column, fields, own):
        draft.add(rule, fields.mark)
    if column.type == "boolean":
        options.refuse_unknown((), " of a boolean")
    if column.type == "string" and "format" in options:
        draft.leave_unchecked(f"format {options.text('format')} of column {column.name}: write a pattern to check it")
    _multiple(draft, column, options)


def pattern_rule(column: Column, fields: Fields, key: str) -> Rule | None:
    """Compile a regular expression that the whole value matches, after trying it on the engine."""
    from projections.layers.rules import check_pattern  # loads the data libraries

    pattern = fields.text(key) if column.type == "string" else None
    if pattern is None:
        return None
    rule = Rule(f"{column.name}.pattern", "pattern", (column.name,), pattern=pattern)
    try:
        check_pattern(pattern, rule.id)
    except JobForgeError as error:
        fields.wrong(key, f"{quoted(pattern)} is not a regular expression", error.mend, why=error.why)
    return rule


def allowed_rule(draft: Draft, column: Column, items: list[Text], mark: Mark) -> Rule | None:
    """Compile a list of allowed values into canonical form."""
    values: dict[str, None] = {}
    for item in items:
        try:
            value = canonical_value(item.text, column)
        except ValueError as error:
            what = f"{quoted(item.text)} is no value of {quoted(column.name)}, {column.type}"
            draft.findings.add(item.mark, what, why=str(error), mend="correct or remove it")
            continue
        if value in values:
            draft.findings.add(item.mark, f"{quoted(item.text)} is allowed twice", mend="keep one of them")
        values[value] = None
    if not items:
        draft.findings.add(mark, f"{quoted(column.name)} allows no value", mend="list the allowed values")
    return Rule(f"{column.name}.allowed", "allowed", (column.name,), values=tuple(values)) if values else None


def _flagged(fields: Fields, column: Column, kind: str, *, default: bool) -> Rule | None:
    if not fields.flag(kind, default=default):
        return None
    return Rule(f"{column.name}.{kind}", "required" if kind == "required" else "unique", (column.name,))


def _length(column: Column, options: Fields) -> Rule | None:
    least = options.whole("minLength", 0, 0, LONGEST) if "minLength" in options else None
    most = options.whole("maxLength", LONGEST, 0, LONGEST) if "maxLength" in options else None
    if least is None and most is None:
        return None
    if least is not None and most is not None and least > most:
        options.wrong("minLength", f"`minLength` {least} is above `maxLength` {most}", "swap them")
    bounds = (None if bound is None else str(bound) for bound in (least, most))
    minimum, maximum = bounds
    return Rule(f"{column.name}.length", "length", (column.name,), minimum=minimum, maximum=maximum)


def _allowed(draft: Draft, column: Column, fields: Fields) -> Rule | None:
    node = fields.node("enum")
    if not isinstance(node, Many):
        return None
    items: list[Text] = []
    for item in node.items:
        value = item.pairs["value"].node if isinstance(item, Map) else item
        if not isinstance(value, Text) or value.value is None:
            mend = "leave it out: a missing value is refused by `required: true` only; a word null needs quotes"
            draft.findings.add(value.mark, "an allowed value is missing", mend=mend)
        else:
            items.append(value)
    return allowed_rule(draft, column, items, node.mark) if len(items) == len(node.items) else None


def _multiple(draft: Draft, column: Column, options: Fields) -> None:
    """``multipleOf`` becomes a condition on the row; of a double it would be a guess."""
    step = options.scalar("multipleOf") if "multipleOf" in options else None
    if step is None:
        return
    if column.type == "double":
        draft.leave_unchecked(f"multipleOf of column {column.name}: a double holds no exact multiples")
        return
    try:
        value = canonical_value(step.text, column)
    except ValueError as error:
        options.wrong("multipleOf", f"{quoted(step.text)} is no value of {quoted(column.name)}", why=str(error))
        return
    rule = Rule(f"{column.name}.multiple", "row", (column.name,), sql=f'"{column.name}" % {value} = 0')
    draft.add(rule, step.mark)


def _weighed(rules: list[Rule], column: Column, fields: Fields, own: Fields) -> list[Rule]:
    """Give the rules the severities that the properties ``jobforge.severity.<kind>`` set."""
    weights: dict[str, Severity] = {}
    for key in own.pairs:
        if not key.startswith(SEVERITY_OF):
            continue
        kind = key.removeprefix(SEVERITY_OF)
        if not any(rule.kind == kind for rule in rules):
            what = f"{quoted(column.name)} has no rule of kind {quoted(kind)}"
            own.wrong(key, what, "remove it, or declare the rule")
        if kind == "required" and fields.flag("primaryKey", default=False):
            own.wrong(key, "a column of the primary key is always required", "remove it")
        weights[kind] = own.choice(key, SEVERITIES, "error")
    return [attrs.evolve(rule, severity=weights.get(rule.kind, rule.severity)) for rule in rules]
