"""Compile the condition of a row rule: SQL over the contract's own columns, from a short list of means.

Allowed are comparisons, AND, OR, NOT, IS NULL, IN with a list, BETWEEN, LIKE, CASE, arithmetic, literals, dates
written ``DATE '2026-01-31'``, and the functions in ``row_means.FUNCTIONS``. What runs is written anew from the parsed
condition, with every name quoted, so that nothing can run that was not understood here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from jobforge_es.definitions.row_refused import RowRuleRefused
from ledger.definitions.contract import ColumnType

LONGEST = 5_000
"""Characters of a condition."""


@attrs.frozen
class RowRule:
    """A compiled condition; ``columns`` are those it names, in the order of the contract."""

    sql: str
    columns: tuple[str, ...]


def compile_row_rule(sql: str, columns: Mapping[str, ColumnType]) -> RowRule:
    """Compile a condition that is true for a good row.

    Args:
        sql: one boolean expression, in DuckDB's SQL.
        columns: name to type, of the contract.

    Raises:
        RowRuleRefused: it is no SQL, no condition, names something else than a column, mixes types, or uses a function
            or a construct that is not on the list.
    """
    from jobforge_es.definitions.row_types import check_condition  # loads the SQL parser

    expression = _parse(sql)
    check_condition(expression, columns)
    used = {node.name for node in expression.walk() if type(node).__name__ == "Column"}
    if not used:
        raise RowRuleRefused("it names no column", "write a condition on the columns of the contract")
    written = _written(expression)
    if _written(_parse(written)) != written:
        raise RowRuleRefused("it is ambiguous", "write it with more parentheses")
    return RowRule(written, tuple(name for name in columns if name in used))


def _written(expression: Any) -> str:
    sql: str = expression.sql(dialect="duckdb", identify=True, comments=False)
    return sql


def _parse(sql: str) -> Any:
    import sqlglot  # heavy; only a contract with row rules needs it
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    if len(sql) > LONGEST:
        raise RowRuleRefused(f"it has {len(sql)} characters, and at most {LONGEST} are read", "split it into rules")
    try:
        expression = sqlglot.parse_one(sql, dialect="duckdb", into=exp.Condition)
        return _lower_names(expression, exp)
    except (SqlglotError, ValueError) as error:
        told = [each.get("description") for each in getattr(error, "errors", ())]
        said = str(next(filter(None, told), "nothing stands there")).rstrip(".")
        raise RowRuleRefused(
            "it is no SQL condition", "write one condition, such as wage_high >= wage_low", f"the parser says: {said}"
        ) from error
    except RecursionError as error:
        raise RowRuleRefused("it is nested too deeply", "split it into rules") from error


def _lower_names(expression: Any, exp: Any) -> Any:
    """SQL does not tell ``Wage`` from ``wage``, and column names are lower-case."""
    for name in expression.find_all(exp.Identifier):
        name.set("this", name.this.lower())
        name.set("quoted", True)
    return expression
