"""What a revised contract does to the batches that were promoted before (DESIGN, chapter 10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ledger.definitions import Column, Contract, Rule

Scope = Literal["from_now", "rebuild"]

WHAT_VALUES_ARE = (
    "type",
    "header",
    "precision",
    "scale",
    "format",
    "decimal_mark",
    "thousands",
    "null_words",
    "trim",
    "key",
)
"""Attributes of a column that change the values that stand in its rows already."""

WHAT_TABLES_ARE = ("table", "source", "mode", "on_conflict", "order_by", "key")
"""Attributes of a contract that change which rows stand in its table."""


HOW_BATCHES_MEET = ("mode", "order_by", "key")
"""Attributes without which rows of batches before and after could not stand in one table."""


def settled_scope(old: Contract, new: Contract, said: str | None) -> str:
    """Give the scope of a revision: as its author said, else by default; another mode or key is always a rebuild.

    Args:
        old: the contract before.
        new: the contract.
        said: in the file, or None.
    """
    if any(getattr(old, each) != getattr(new, each) for each in HOW_BATCHES_MEET):
        return "rebuild"
    return said or default_scope(old, new)


def default_scope(old: Contract, new: Contract) -> Scope:
    """Tell whether rows promoted under the old contract keep the new one too.

    ``from_now``: only texts, tags, order and domain changed; columns or words were added; rules were dropped, widened
    or made warnings. ``rebuild``: anything else, such as types, formats, keys, modes, dropped columns and stricter
    rules.
    """
    if not keeps_rows(old, new) or _limit(new) < _limit(old):
        return "rebuild"
    before = {rule.id: rule for rule in old.rules}
    known = {column.name for column in old.columns}
    if any(_is_stricter(before.get(rule.id), rule, known) for rule in new.rules):
        return "rebuild"
    return "from_now"


def keeps_rows(old: Contract, new: Contract) -> bool:
    """Tell whether every row that both contracts accept says under the new one what it said."""
    if any(getattr(old, each) != getattr(new, each) for each in WHAT_TABLES_ARE):
        return False
    columns = {column.name: column for column in new.columns}
    return all(column.name in columns and _keeps_values(column, columns[column.name]) for column in old.columns)


def _limit(contract: Contract) -> Decimal:
    return Decimal(2) if contract.quarantine_limit is None else Decimal(contract.quarantine_limit)


def _keeps_values(old: Column, new: Column) -> bool:
    """Tell whether every value that was read stays what it is; more words for true and false add values only."""
    return (
        all(getattr(old, each) == getattr(new, each) for each in WHAT_VALUES_ARE)
        and set(old.true_words) <= set(new.true_words)
        and set(old.false_words) <= set(new.false_words)
    )


def _is_stricter(old: Rule | None, new: Rule, known: set[str]) -> bool:
    """Tell whether a row that kept the old rule, or had none, may break the new one and be set aside."""
    if new.severity == "warning" or new.kind == "type":
        return False
    if old is None or old.severity == "warning" or old.kind != new.kind or old.columns != new.columns:
        is_addition = not known & set(new.columns) and new.kind not in ("required", "row", "key")
        return not is_addition
    match new.kind:
        case "length" | "range":
            return _is_narrower(old, new)
        case "allowed":
            return not set(old.values) <= set(new.values)
        case _:
            parts = ("pattern", "sql", "reference", "reference_columns")
            return any(getattr(old, each) != getattr(new, each) for each in parts)


def _is_narrower(old: Rule, new: Rule) -> bool:
    if new.minimum is not None:
        if old.minimum is None or _order(new.minimum) > _order(old.minimum):
            return True
        if _order(new.minimum) == _order(old.minimum) and new.exclusive_minimum and not old.exclusive_minimum:
            return True
    if new.maximum is None:
        return False
    if old.maximum is None or _order(new.maximum) < _order(old.maximum):
        return True
    return _order(new.maximum) == _order(old.maximum) and new.exclusive_maximum and not old.exclusive_maximum


def _order(bound: str) -> tuple[Decimal, str]:
    """Give what bounds are compared by: numbers by value, dates and times as text. Types are equal here."""
    try:
        return Decimal(bound), ""
    except ArithmeticError:
        return Decimal(0), bound
