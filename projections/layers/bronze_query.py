"""The one query that reads staged text and gives typed rows with what they broke.

Four nested selects, each on the names of the one below, so that everything is computed once:
the cleaned texts, the typed values, the casts that failed, the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from ledger.definitions import Column, Contract, Rule
from ledger.names import SOURCE_ROW
from projections.engines.quoting import identifier
from projections.layers.casting import cleaned, typed
from projections.layers.rules import ROW_RULES, condition

BROKEN: Final = "_broken"
"""NULL for a row that broke nothing, else places of the broken rules in ``BronzeQuery.rules``, NULLs between them."""

TEXTS: Final = "_texts"
"""NULL for an accepted row, else its texts in the order of the staged columns."""


@attrs.frozen
class BronzeQuery:
    """The query of one contract over one staged table.

    Attributes:
        begin, end: the SQL before and after the choice of records.
        rules: what ``_broken`` counts in.
    """

    begin: str
    end: str
    rules: tuple[Rule, ...]

    def of(self, first: int, last: int) -> str:
        """Ask for some records by their numbers, inclusive.

        Gives the contract's columns, ``_source_row``, ``_broken`` and ``_texts``, in source order.
        """
        return f"{self.begin} WHERE {SOURCE_ROW} BETWEEN {int(first)} AND {int(last)}{self.end}"


def bronze_query(
    contract: Contract,
    staged: Sequence[str],
    found: Sequence[str],
    null_words: tuple[str, ...],
    table: str,
    more: tuple[Rule, ...] = (),
    *,
    all_texts: bool = False,
) -> BronzeQuery:
    """Write the query.

    Args:
        contract: what is promised.
        staged: names of all columns of the staged table.
        found: for each promised column the staged column that feeds it.
        null_words: those of the source.
        table: SQL of the staged table.
        more: rules that no value breaks here, which have a place all the same.
        all_texts: give the texts of every row, not only of those that are set aside.

    Raises:
        UnfitRule, UnfitFormat: the contract was not checked when it was adopted.
    """
    columns = contract.columns
    rules = (*_rules(contract), *more)
    texts = {name: f"_s{place}" for place, name in enumerate(staged)}
    clean = {c.name: f"_c{place}" for place, c in enumerate(columns)}
    failed = {c.name: f"_f{place}" for place, c in enumerate(columns) if c.type != "string"}

    raw = [f"{identifier(name)} AS {text}" for name, text in texts.items()]
    cleans = [
        f"{cleaned(c, null_words, identifier(texts[origin]))} AS {clean[c.name]}"
        for c, origin in zip(columns, found, strict=True)
    ]
    values = [f"{typed(c, clean[c.name])} AS {identifier(c.name)}" for c in columns]
    fails = [f"({clean[n]} IS NOT NULL AND {identifier(n)} IS NULL) AS {flag}" for n, flag in failed.items()]
    checks = [_check(rule, {c.name: c for c in columns}, failed) for rule in _rules(contract)]
    checks += ["TRUE" for _ in more]
    good = _all(checks)
    unharmed = _all([check for check, rule in zip(checks, rules, strict=True) if _sets_aside(rule)])
    places = ", ".join(f"CASE WHEN {check} THEN NULL ELSE {place} END" for place, check in enumerate(checks))
    names = ", ".join(identifier(c.name) for c in columns)
    accepted = "FALSE" if all_texts else unharmed if unharmed != good else "_good"
    sql = f"""
SELECT {names}, {SOURCE_ROW},
    CASE WHEN _good THEN NULL ELSE [{places or "NULL"}] END AS {BROKEN},
    CASE WHEN {accepted} THEN NULL ELSE [{", ".join(texts.values())}] END AS {TEXTS}
FROM (SELECT *, {good} AS _good
FROM (SELECT {", ".join(["*", *fails])}
FROM (SELECT {", ".join(["*", *values])}
FROM (SELECT {", ".join(["*", *cleans])}
FROM (SELECT {", ".join([*raw, SOURCE_ROW])} FROM {table}"""
    return BronzeQuery(sql, ")))))", rules)


def _rules(contract: Contract) -> tuple[Rule, ...]:
    """Give the rules that can break here, a type rule for each column that has a type to fail."""
    declared = [rule for rule in contract.rules if rule.kind in ROW_RULES]
    typed_by = {rule.columns[0] for rule in declared if rule.kind == "type"}
    missing = [_type_rule(c) for c in contract.columns if c.name not in typed_by]
    texts = {c.name for c in contract.columns if c.type == "string"}
    return tuple(r for r in [*declared, *missing] if r.kind != "type" or r.columns[0] not in texts)


def _type_rule(column: Column) -> Rule:
    return Rule(f"{column.name}.type", "type", (column.name,))


def _sets_aside(rule: Rule) -> bool:
    """Tell whether breaking the rule keeps the row out; a value that cannot be read always does."""
    return rule.severity == "error" or rule.kind == "type"


def _check(rule: Rule, columns: dict[str, Column], failed: dict[str, str]) -> str:
    """Give SQL that is true, never NULL, where the rule holds or a failed cast already says what is wrong."""
    if rule.kind == "type":
        return f"NOT {failed[rule.columns[0]]}"
    check = f"({condition(rule, columns)}) IS DISTINCT FROM FALSE"
    excused = [failed[name] for name in rule.columns if name in failed and rule.kind in ("required", "row")]
    return f"({' OR '.join([*excused, check])})"


def _all(checks: Sequence[str]) -> str:
    return " AND ".join(checks) or "TRUE"
