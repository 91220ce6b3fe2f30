"""One zero in texts: of 0.0 and -0.0, which are equal, a group keeps whichever comes first, and as a text they differ.

Refusing a fraction that becomes a text would need the type of every expression, which cannot be known inside a
correlated SELECT, and would refuse much that does no harm. So a value that becomes a text is asked for its type where
it stands; the engine answers that while it plans, and for all types but two nothing remains of the question.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.rewriting.surroundings import as_sql

_WRITING: Final = (exp.Cast, exp.Concat, exp.ConcatWs, exp.DPipe, exp.GroupConcat)
_TEXTS: Final = (exp.Concat, exp.ConcatWs, exp.DPipe, exp.GroupConcat, exp.Literal, exp.Lower, exp.Null, exp.Upper)


def with_one_zero(sql: str) -> str:
    """Write ``0.0`` where a query would write ``-0.0`` into a text; any other query comes back as it is."""
    query = parse_query(sql)
    found = [value for node in query.find_all(*_WRITING) for value in _written(node) if not _is_text(value)]
    if not found:
        return sql
    for value in reversed(found):  # inner ones first: they are copied with what is around them
        _replace(value)
    return as_sql(query)


def _written(node: exp.Expr) -> list[exp.Expr]:
    """Give the values that a piece of syntax turns into text."""
    match node:
        case exp.Cast():
            return [node.this] if node.args["to"].this in exp.DataType.TEXT_TYPES else []
        case exp.DPipe():
            return [node.this, node.expression]
        case exp.GroupConcat():
            value = node.this.this if isinstance(node.this, exp.Order) else node.this
            return [] if isinstance(value, exp.Distinct) else [value]
        case _:
            return list(node.expressions)


def _is_text(value: exp.Expr) -> bool:
    if isinstance(value, exp.Paren):
        return _is_text(value.this)
    if isinstance(value, exp.Cast):
        return value.args["to"].this in exp.DataType.TEXT_TYPES
    return isinstance(value, _TEXTS)


def _replace(value: exp.Expr) -> None:
    text = exp.cast(value.copy(), "VARCHAR", copy=False)
    fraction = exp.Anonymous(this="typeof", expressions=[value.copy()]).isin("DOUBLE", "FLOAT")
    zero = exp.Literal.string("0.0")
    negative = text.copy().eq(exp.Literal.string("-0.0"))
    value.replace(exp.Case().when(exp.and_(fraction, negative), zero).else_(text))
