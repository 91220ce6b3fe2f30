"""Writes the questions that a search for an absent row asks of a SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from projections.lineage.absence.relaxing import Pushed
from projections.lineage.rewriting.surroundings import alone, as_sql
from projections.lineage.witnesses.values import as_literal

Conditions = Sequence[exp.Expr]


def before_groups(select: exp.Select, asked: Pushed) -> exp.Select:
    """Give the rows of a SELECT before they are grouped, of which something is asked."""
    own = select.copy()
    _strip(own)
    own.set("expressions", [exp.alias_(exp.Literal.number(1), "_one")])
    for condition in asked.below:
        own.where(condition.copy(), copy=False)
    return own


def rows_of(select: exp.Select, source: exp.Expr) -> exp.Select:
    """Give the rows of one table that a SELECT reads, whatever it asks of them."""
    own = select.copy()
    _strip(own)
    for name in ("where", "joins"):
        own.set(name, None)
    own.set("from_", exp.From(this=source.copy()))
    own.set("expressions", [exp.alias_(exp.Literal.number(1), "_one")])
    return own


def _strip(own: exp.Select) -> None:
    for name in ("distinct", "group", "having", "qualify", "windows", "order", "limit", "offset"):
        own.set(name, None)


def counting(select: exp.Select, rows: exp.Select) -> str:
    """Count the rows of a SELECT that was made from one that stands in a query."""
    return f"SELECT count(*) AS n FROM ({alone(select, as_sql(rows))}) AS _r"


def result(select: exp.Select, own: exp.Select, wanted: Conditions) -> str:
    """Count the rows of a result that meet conditions on its columns."""
    return f"SELECT count(*) AS n FROM ({alone(select, as_sql(own))}) AS _r WHERE {all_of(wanted)}"


def all_of(conditions: Conditions) -> str:
    """Write conditions as one; it is true where there are none."""
    return " AND ".join(f"({as_sql(condition)})" for condition in conditions) or "true"


def own_names(condition: exp.Expr) -> exp.Expr:
    """Let a condition speak of columns without the name of their table."""
    whole = exp.Paren(this=condition.copy())
    for column in whole.find_all(exp.Column):
        column.set("table", None)
    inner: exp.Expr = whole.this
    return inner


def constant(value: Any) -> exp.Expr:
    """Write a value as a literal of its type."""
    return exp.Var(this=as_literal(value))
