"""Reads what a SELECT gives, and what chooses and orders its rows, once its sources are known."""

from __future__ import annotations

from sqlglot import exp

from projections.engines.allowed import AGGREGATES
from projections.lineage.columns.scope import Rows, Scope
from projections.lineage.columns.uses import NONE, Uses, indirectly
from projections.lineage.columns.values import together, value
from projections.lineage.rewriting import scopes


def results(select: exp.Select, scope: Scope) -> Rows:
    """Give the columns of the answer, before anything chose or ordered its rows."""
    columns = [value(column, scope) for column in select.expressions]
    if any(_is_open(column) for column in select.expressions):
        return Rows((), (), NONE, scope.tables, frozenset().union(*columns))
    return Rows(scopes.output_names(select), columns, NONE, scope.tables)


def chosen(select: exp.Select, scope: Scope) -> Uses:
    """Give what puts rows together, keeps some of them, or orders them."""
    result, found = scope.outputs, NONE
    assert result is not None, "the results come first"  # noqa: S101 - for the type checker
    group, distinct, order = (select.args.get(name) for name in ("group", "distinct", "order"))
    if group is not None:
        found |= indirectly(together(group.iter_expressions(), scope), "group")
        if group.args.get("all"):
            keys = (v for column, v in zip(select.expressions, result.values, strict=False) if _is_key(column))
            found |= indirectly(frozenset().union(*keys, result.otherwise or NONE), "group")
    if distinct is not None:
        on = distinct.args.get("on")
        found |= indirectly(result.everything if on is None else value(on, scope), "distinct")
    return found | (NONE if order is None else ordered_by(order, result, scope))


def ordered_by(order: exp.Expr, result: Rows, scope: Scope) -> Uses:
    """Give what an ORDER BY looks at: columns of the answer by number or name, all of them, or values."""
    found = NONE
    for ordered in order.expressions:
        key = ordered.this
        if isinstance(key, exp.Literal) and key.name.isdecimal() and 0 < int(key.name) <= len(result.values):
            found |= result.values[int(key.name) - 1]
        elif isinstance(key, exp.Var | exp.Literal):
            found |= result.everything
        else:
            found |= value(key, scope)
    return indirectly(found, "sort")


def beside(operation: exp.SetOperation, left: Rows, right: Rows) -> Rows:
    """Put the columns of two sides into the same places; EXCEPT shows values of its left side only."""
    rows, tables = left.rows | right.rows, left.tables | right.tables
    if isinstance(operation, exp.Except):
        return Rows(left.names, left.values, rows, tables, left.otherwise)
    if operation.args.get("by_name") and left.otherwise is None and right.otherwise is None:
        names = list(dict.fromkeys([*left.names, *right.names]))
        sides = [{*side.names} for side in (left, right)]
        columns = [
            frozenset().union(*(s.column(n) for s, known in zip((left, right), sides, strict=True) if n in known))
            for n in names
        ]
        return Rows(names, columns, rows, tables)
    if left.otherwise is not None or right.otherwise is not None or len(left.values) != len(right.values):
        return Rows((), (), rows, tables, left.everything | right.everything)
    return Rows(left.names, [a | b for a, b in zip(left.values, right.values, strict=True)], rows, tables)


def _is_open(column: exp.Expr) -> bool:
    """Tell whether a result column may stand for several."""
    stars = (piece for piece in scopes.in_scope(column) if isinstance(piece, exp.Star | exp.Columns))
    return any(not isinstance(star.parent, exp.Count) for star in stars)


def _is_key(column: exp.Expr) -> bool:
    """Tell whether GROUP BY ALL groups by a result column: no aggregate is in it."""
    return not any(type(piece) in AGGREGATES or isinstance(piece, exp.AggFunc) for piece in scopes.in_scope(column))
