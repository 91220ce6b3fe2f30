"""Why a row was set aside, in one sentence that holds no value of the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ledger.definitions import Column, Rule
from projections.layers.columns import digits, fraction
from projections.layers.formats import DATE_FORMAT, TIMESTAMP_FORMAT


def reason(rule: Rule, columns: Mapping[str, Column]) -> str:
    """Say what a row that breaks the rule has done. For keys and unique values, the judge names the other row."""
    say = SAID.get(rule.kind)
    return "shared with another row" if say is None else say(rule, columns)


def _pattern(rule: Rule, _: Mapping[str, Column]) -> str:
    return f"does not match the pattern {rule.pattern}"


def _type(rule: Rule, columns: Mapping[str, Column]) -> str:
    column = columns[rule.columns[0]]
    return f"not {FORMS[column.type](column)}{_grouped(column)}"


def _decimal(column: Column) -> str:
    whole = digits(column) - fraction(column)
    return f"a number with at most {whole} digits before and {fraction(column)} after the mark {column.decimal_mark!r}"


def _boolean(column: Column) -> str:
    return f"one of the words {', '.join(map(repr, (*column.true_words, *column.false_words)))}"


def _grouped(column: Column) -> str:
    return f", thousands parted by {column.thousands!r} or not at all" if column.thousands else ""


def _interval(rule: Rule) -> str:
    """Say between what a value must lie."""
    parts = []
    if rule.minimum is not None:
        parts.append(f"{'above' if rule.exclusive_minimum else 'at least'} {rule.minimum}")
    if rule.maximum is not None:
        parts.append(f"{'below' if rule.exclusive_maximum else 'at most'} {rule.maximum}")
    return " and ".join(parts)


SAID: Final[dict[str, Callable[[Rule, Mapping[str, Column]], str]]] = {
    "type": _type,
    "required": lambda *_: "missing, and the column is required",
    "pattern": _pattern,
    "length": lambda rule, _: f"its length is not {_interval(rule)} characters",
    "range": lambda rule, _: f"not {_interval(rule)}",
    "allowed": lambda rule, _: f"not one of the {len(rule.values)} allowed values",
    "reference": lambda rule, _: f"occurs in no row of {rule.reference}",
    "row": lambda rule, _: f"the condition does not hold: {rule.sql}",
}

FORMS: Final[dict[str, Callable[[Column], str]]] = {
    "string": lambda _: "text",
    "integer": lambda _: "a whole number of at most 64 bits",
    "decimal": _decimal,
    "double": lambda column: f"a finite number with the mark {column.decimal_mark!r}",
    "boolean": _boolean,
    "date": lambda column: f"a date written as {column.format or DATE_FORMAT}",
    "timestamp": lambda column: f"a time written as {column.format or TIMESTAMP_FORMAT}",
}
