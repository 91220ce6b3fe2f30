"""What a value is made from, by the syntax that computes it.

A piece of syntax that has no rule of its own is computed from all that stands inside it, so that no column is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlglot import exp

from projections.engines.allowed import WINDOWED
from projections.engines.windows import ranked, window_parts
from projections.lineage.columns.scope import Scope
from projections.lineage.columns.uses import NONE, Uses, directly, indirectly, rows_of

NAMED_BY_ENGINE: Final = "which columns {} stands for is known to the engine only"
_NO_VALUE: Final = (exp.Literal, exp.Identifier, exp.DataType, exp.Null, exp.Boolean, exp.Var)
_AS_IT_IS: Final = (exp.Alias, exp.Paren, exp.Distinct, exp.IgnoreNulls, exp.RespectNulls)


def value(node: exp.Expr, scope: Scope) -> Uses:
    """Give what a value is made from.

    Args:
        node: in a qualified SELECT.
        scope: what its names stand for.
    """
    if isinstance(node, exp.Column):
        return scope.unresolved(NAMED_BY_ENGINE.format("*")) if node.is_star else scope.column(node)
    if isinstance(node, _NO_VALUE):
        return NONE
    rule = _RULES.get(type(node))
    if rule is not None:
        return rule(node, scope)
    if isinstance(node, exp.Query):
        inner = scope.ask(node, scope)
        return inner.everything | inner.rows
    inside = together(node.iter_expressions(), scope)
    if isinstance(node, _AS_IT_IS):
        return inside
    gathers = isinstance(node, exp.AggFunc) and type(node) not in WINDOWED
    return directly(inside, "aggregation" if gathers else "transformation")


def together(nodes: Iterable[exp.Expr | None], scope: Scope) -> Uses:
    """Give what several values are made from."""
    found = [value(node, scope) for node in nodes if node is not None]
    return found[0] if len(found) == 1 else frozenset().union(*found)


def _case(node: exp.Expr, scope: Scope) -> Uses:
    arms = node.args.get("ifs") or [node]
    conditions = [arm.this for arm in arms] + ([node.this] if isinstance(node, exp.Case) else [])
    results = [*(arm.args.get("true") for arm in arms), node.args.get("default"), node.args.get("false")]
    chosen = indirectly(together(conditions, scope), "conditional")
    return directly(together(results, scope), "transformation") | chosen


def _nullif(node: exp.Expr, scope: Scope) -> Uses:
    kept = directly(value(node.this, scope), "transformation")
    return kept | indirectly(value(node.expression, scope), "conditional")


def _exists(node: exp.Expr, scope: Scope) -> Uses:
    return scope.ask(node.this, scope).rows if isinstance(node.this, exp.Query) else value(node.this, scope)


def _filter(node: exp.Expr, scope: Scope) -> Uses:
    return value(node.this, scope) | indirectly(value(node.expression, scope), "filter")


def _order(node: exp.Expr, scope: Scope) -> Uses:
    keys = indirectly(together((key.this for key in node.expressions), scope), "sort")
    return keys if node.this is None else value(node.this, scope) | keys


def _within_group(node: exp.Expr, scope: Scope) -> Uses:
    """Give the values that are ordered as well: ``quantile_cont(0.5) WITHIN GROUP (ORDER BY x)`` shows an ``x``."""
    order = node.expression
    return directly(value(node.this, scope) | together((key.this for key in order.expressions), scope), "aggregation")


def _window(node: exp.Expr, scope: Scope) -> Uses:
    parts = window_parts(node)
    seen = value(node.this, scope) if not isinstance(node.this, exp.Identifier) else NONE
    bounds = [] if parts.frame is None else parts.frame.iter_expressions()
    over = together((*parts.partition, *(key.this for key in parts.order), *bounds), scope)
    counted = NONE if any(True for _ in ranked(node).find_all(exp.Column)) else rows_of(scope.tables)
    return seen | indirectly(over, "window") | counted


def _count(node: exp.Expr, scope: Scope) -> Uses:
    if node.this is None or isinstance(node.this, exp.Star):
        return rows_of(scope.tables)
    return directly(together(node.iter_expressions(), scope), "aggregation")


def _star(node: exp.Expr, scope: Scope) -> Uses:
    word = "COLUMNS(...)" if isinstance(node, exp.Columns) else "*" if isinstance(node, exp.Star) else "a place"
    return scope.unresolved(NAMED_BY_ENGINE.format(word))


def _whole_row(node: exp.Expr, scope: Scope) -> Uses:
    return directly(scope.column(exp.column(node.name)), "transformation")


_RULES: Final[dict[type[exp.Expr], Callable[[exp.Expr, Scope], Uses]]] = {
    exp.Case: _case,
    exp.Columns: _star,
    exp.Count: _count,
    exp.Exists: _exists,
    exp.Filter: _filter,
    exp.If: _case,
    exp.Nullif: _nullif,
    exp.Order: _order,
    exp.Parameter: _star,
    exp.Placeholder: _star,
    exp.PositionalColumn: _star,
    exp.Star: _star,
    exp.TableColumn: _whole_row,
    exp.Window: _window,
    exp.WithinGroup: _within_group,
}
