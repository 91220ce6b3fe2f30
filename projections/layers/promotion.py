"""A promotion: what moving one batch up one layer gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import attrs

from ledger.definitions import Rule
from ledger.events.parts import Applied, Balance, FileRecord, RuleCount


@attrs.frozen
class Promotion:
    """What moving one batch up one layer gave.

    Attributes:
        balance: the books.
        rules: rows per broken rule in the order of the contract; errors went to quarantine, warnings stayed. Rules
            that no row broke are left out.
        files: the data file, then the one that ends rows of other batches, where it ends any, then the quarantine file
            where rows were set aside. Over the limit there is the last alone.
        is_rejected: whether more rows were set aside than the contract allows.
        applied: what came of what people decided about single rows.
    """

    balance: Balance
    rules: tuple[RuleCount, ...]
    files: tuple[FileRecord, ...]
    is_rejected: bool
    applied: Applied | None = None


def within_limit(balance: Balance, limit: str | None, refused: int = 0) -> bool:
    """Tell whether the share of quarantined rows is at most the limit; the declared skips are not rows.

    Args:
        balance: the books.
        limit: a decimal such as ``0.01``; None refuses nothing.
        refused: quarantined rows that a person has looked at and refused for good; nobody has to be warned of them.
    """
    if limit is None:
        return True
    rows = balance.read - balance.skipped.total
    return balance.quarantined - refused <= Fraction(limit) * rows


def rule_counts(rules: Iterable[Rule], rows: Counter[str]) -> tuple[RuleCount, ...]:
    """Give the rows per broken rule in the order of the rules."""
    return tuple(RuleCount(rule.id, rule.severity, rows[rule.id]) for rule in rules if rows[rule.id])
