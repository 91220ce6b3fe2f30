"""The rules that look at one value or one row, as SQL conditions over typed columns.

A condition is true or NULL for a good row, as in SQL's CHECK: only FALSE breaks the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from ledger.definitions import Column, Contract, Rule
from ledger.errors import JobForgeError
from projections.engines.quoting import identifier, literal
from projections.layers.bounds import bound, value_of

ROW_RULES: Final = frozenset({"type", "required", "pattern", "length", "range", "allowed", "row"})
"""Kinds that one row alone can break; they are checked at bronze."""

TABLE_RULES: Final = frozenset({"key", "unique", "reference"})
"""Kinds that look across rows; they are checked at silver."""


class UnfitRule(JobForgeError):
    """A rule can never be checked: its pattern, its bound, its value or a column is wrong."""

    code = "S-033"
    exit_code = 2


def condition(rule: Rule, columns: Mapping[str, Column]) -> str:
    """Give the SQL condition of a rule: true or NULL for a good row.

    Args:
        rule: of a kind in ``ROW_RULES``; ``type`` is true here, the cast itself decides it.
        columns: by name; the SQL refers to the typed columns by these names.

    Raises:
        UnfitRule: a column is unknown, or a bound or value is not of the column's type.
    """
    unknown = [name for name in rule.columns if name not in columns]
    if unknown:
        raise UnfitRule(f"rule {rule.id!r} names a column that the contract lacks: {', '.join(unknown)}")
    if rule.kind == "row":
        return _row(rule)
    column = columns[rule.columns[0]]
    return VALUE_RULES[rule.kind](rule, column, identifier(column.name))


def check_rule(rule: Rule, contract: Contract) -> None:
    """Refuse a rule that can never be checked, before it is adopted. Row rules are only checked for their columns.

    Raises:
        UnfitRule: see ``condition``; or the pattern is not one.
    """
    if rule.kind == "pattern":
        check_pattern(rule.pattern or "", rule.id)
    condition(rule, {column.name: column for column in contract.columns})


def check_pattern(pattern: str, rule: str) -> None:
    """Refuse a regular expression that the engine cannot read.

    Raises:
        UnfitRule: with the engine's reason.
    """
    fault = _fault(pattern)
    if fault:
        raise UnfitRule(
            f"the pattern of rule {rule!r} is not a regular expression: {pattern}",
            why=f"{fault}; patterns are RE2, without look-around and back-references",
            mend=("correct the pattern",),
        )


@cache
def _fault(pattern: str) -> str:
    """Ask the engine what is wrong with a pattern; empty when nothing is. To open an engine takes 30 ms."""
    import duckdb  # heavy, and only contracts with a pattern need it

    try:
        with duckdb.connect() as engine:
            engine.execute(f"SELECT regexp_full_match('', {literal(pattern)})").fetchall()
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return ""


def _row(rule: Rule) -> str:
    """Give the condition of a row rule; a row for which it cannot be computed breaks it."""
    if not rule.sql:
        raise UnfitRule(f"rule {rule.id!r} has no condition")
    return f"coalesce(TRY((\n{rule.sql}\n) IS DISTINCT FROM FALSE), FALSE)"


def _pattern(rule: Rule, column: Column, subject: str) -> str:
    text = subject if column.type == "string" else f"CAST({subject} AS VARCHAR)"
    return f"regexp_full_match({text}, {literal(rule.pattern or '')})"


def _length(rule: Rule, _: Column, subject: str) -> str:
    """Count characters, as Unicode code points."""
    try:
        least = None if rule.minimum is None else int(rule.minimum)
        most = None if rule.maximum is None else int(rule.maximum)
    except ValueError as error:
        raise UnfitRule(f"a bound of rule {rule.id!r} is not a whole number") from error
    parts = [f"length({subject}) {sign} {value}" for sign, value in ((">=", least), ("<=", most)) if value is not None]
    return " AND ".join(parts) or "TRUE"


def _range(rule: Rule, column: Column, subject: str) -> str:
    parts = []
    try:
        if rule.minimum is not None:
            parts.append(bound(rule.minimum, column, subject, "minimum", exclusive=rule.exclusive_minimum))
        if rule.maximum is not None:
            parts.append(bound(rule.maximum, column, subject, "maximum", exclusive=rule.exclusive_maximum))
    except ValueError as error:
        raise _unfit(rule, column, "a bound", error) from error
    return " AND ".join(parts) or "TRUE"


def _allowed(rule: Rule, column: Column, subject: str) -> str:
    if not rule.values:
        raise UnfitRule(f"rule {rule.id!r} allows no value")
    try:
        entries = ", ".join(f"{value_of(value, column)}: TRUE" for value in dict.fromkeys(rule.values))
    except ValueError as error:
        raise _unfit(rule, column, "an allowed value", error) from error
    # DuckDB 2.0 plans an IN of five values or more as a join, which costs ten times a look into a map and more
    return f"CASE WHEN {subject} IS NOT NULL THEN coalesce(map_extract_value(MAP {{{entries}}}, {subject}), FALSE) END"


def _unfit(rule: Rule, column: Column, what: str, error: ValueError) -> UnfitRule:
    return UnfitRule(f"{what} of rule {rule.id!r} is not of the type of {column.name!r}, {column.type}", why=str(error))


VALUE_RULES: Final[Mapping[str, Callable[[Rule, Column, str], str]]] = {
    "type": lambda *_: "TRUE",
    "required": lambda _, __, subject: f"{subject} IS NOT NULL",
    "pattern": _pattern,
    "length": _length,
    "range": _range,
    "allowed": _allowed,
}
