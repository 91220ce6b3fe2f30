"""Compile the bounds of a column."""

from __future__ import annotations

import attrs

from jobforge_es.definitions.draft import Draft
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.values import canonical_bound, order_of
from ledger.definitions import Column, Rule

BOUNDED = frozenset({"integer", "decimal", "double", "date", "timestamp"})
WIDTHS = {
    "i8": (-(2**7), 2**7 - 1),
    "i16": (-(2**15), 2**15 - 1),
    "i32": (-(2**31), 2**31 - 1),
    "i64": (None, None),
    "u8": (0, 2**8 - 1),
    "u16": (0, 2**16 - 1),
    "u32": (0, 2**32 - 1),
    "u64": (0, None),
    "u128": (0, None),
    "i128": (None, None),
}
"""The standard's formats of integers; a column holds what 64 bits with a sign hold."""

WIDER = frozenset({"u64", "u128", "i128"})


def range_rule(draft: Draft, column: Column, options: Fields) -> Rule | None:
    """Compile minimum, maximum, their exclusive forms and the width of an integer into one rule, or None."""
    if column.type not in BOUNDED:
        return None
    rule = Rule(f"{column.name}.range", "range", (column.name,))
    rule = _narrowed(draft, column, options, rule)
    low, low_open = _bound(column, options, "minimum")
    high, high_open = _bound(column, options, "maximum")
    if low is not None:
        rule = _raised(column, rule, low, exclusive=low_open)
    if high is not None:
        rule = _lowered(column, rule, high, exclusive=high_open)
    if rule.minimum is None and rule.maximum is None:
        return None
    if rule.minimum is not None and rule.maximum is not None and _is_empty(column, rule):
        options.findings.add(
            options.mark,
            f"no value lies between {quoted(rule.minimum)} and {quoted(rule.maximum)}",
            mend="swap the bounds, or widen them",
        )
    return rule


def _bound(column: Column, options: Fields, side: str) -> tuple[str | None, bool]:
    """Give a bound in canonical form, and whether it lies outside itself."""
    outside = f"exclusive{side.capitalize()}"
    if side in options and outside in options:
        options.wrong(outside, f"{quoted(side)} and {quoted(outside)} both stand here", "keep one of them")
    key = outside if outside in options else side
    text = options.text(key)
    if text is None:
        return None, False
    try:
        return canonical_bound(text, column), key == outside
    except ValueError as error:
        what = f"{quoted(text)} is no value of {quoted(column.name)}, {column.type}"
        options.wrong(key, what, "correct it", why=str(error))
        return None, False


def _narrowed(draft: Draft, column: Column, options: Fields, rule: Rule) -> Rule:
    width = options.text("format") if column.type in ("integer", "decimal", "double") else None
    if width is None:
        return rule
    if width in WIDER or column.type == "decimal" or width == "f32":
        draft.leave_unchecked(f"format {width} of column {column.name}: its type says what it holds")
    if column.type != "integer":
        return rule
    low, high = WIDTHS.get(width, (None, None))
    return attrs.evolve(rule, minimum=None if low is None else str(low), maximum=None if high is None else str(high))


def _raised(column: Column, rule: Rule, low: str, *, exclusive: bool) -> Rule:
    if rule.minimum is not None and order_of(low, column) < order_of(rule.minimum, column):
        return rule
    return attrs.evolve(rule, minimum=low, exclusive_minimum=exclusive)


def _lowered(column: Column, rule: Rule, high: str, *, exclusive: bool) -> Rule:
    if rule.maximum is not None and order_of(high, column) > order_of(rule.maximum, column):
        return rule
    return attrs.evolve(rule, maximum=high, exclusive_maximum=exclusive)


def _is_empty(column: Column, rule: Rule) -> bool:
    low, high = order_of(rule.minimum or "", column), order_of(rule.maximum or "", column)
    return low > high or (low == high and (rule.exclusive_minimum or rule.exclusive_maximum))
