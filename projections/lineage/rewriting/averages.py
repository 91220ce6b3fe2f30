"""Averages as a sum through a count: the engine works out the same average in two ways, whose last digits differ.

Which way it takes depends on what else stands in the SELECT, so that provenance columns alone could change a value. A
sum of integers or decimals is exact and one division is the same everywhere; ``check_sums`` has refused all others.
"""

from __future__ import annotations

from sqlglot import exp

from projections.engines.gate import DIALECT


def with_plain_averages(query: exp.Query) -> exp.Query:
    """Write each ``avg`` as a sum through a count, with its FILTER and its window; the query is changed in place."""
    for average in reversed(list(query.find_all(exp.Avg))):  # inner ones first
        whole: exp.Expr = average
        while isinstance(whole.parent, exp.Filter | exp.Window) and whole.arg_key == "this":
            whole = whole.parent
        whole.replace(_divided(_instead(whole, average, exp.Sum), _instead(whole, average, exp.Count)))
    return query


def _instead(whole: exp.Expr, average: exp.Avg, other: type[exp.Sum | exp.Count]) -> exp.Expr:
    """Copy an expression with another aggregate in place of its average."""
    own = average.copy()
    new = other(**own.args)
    if whole is average:
        return new
    copy = whole.copy()
    inner = copy
    while not isinstance(inner, exp.Avg):
        inner = inner.this
    inner.replace(new)
    return copy


def _divided(total: exp.Expr, count: exp.Expr) -> exp.Paren:
    return exp.Paren(this=exp.Div(this=exp.cast(total, "DOUBLE", dialect=DIALECT), expression=count))
