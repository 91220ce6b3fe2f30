"""One zero in texts: of 0.0 and -0.0, which are equal, a group keeps whichever comes first, and as a text they differ.

Refusing a fraction that becomes a text would need the type of every expression, which cannot be known inside a
correlated SELECT, and would refuse much that does no harm. So a value that becomes a text is asked for its type where
it stands; the engine answers that while it plans, and for all types but two nothing remains of the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.rewriting.fractions import BINARY, is_no_fraction
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.schema import TableSchema

_WRITING: Final = (exp.Cast, exp.Concat, exp.ConcatWs, exp.DPipe, exp.GroupConcat)
_ASKED: Final = "typeof"
"""No model may call it, so where it stands it was put here."""


def with_one_zero(sql: str, schemas: Mapping[str, TableSchema]) -> str:
    """Write ``0.0`` where a query would write ``-0.0`` into a text; any other query comes back as it is.

    Args:
        sql: qualified; it grows with its length, however deep its texts are nested.
        schemas: of the inputs, by ``layer.table``; values that they show to be no fractions are left alone.
    """
    query = parse_query(sql)
    written = [value for node in query.find_all(*_WRITING) for value in _written(node)]
    found = [value for value in written if not is_no_fraction(value, schemas)]
    if not found:
        return sql
    for value in reversed(found):  # inner ones first: they become a part of what is around them
        value.replace(_bound(value) if _is_asked(value) else _one_zero(value))
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


def _is_asked(value: exp.Expr) -> bool:
    return any(call.name == _ASKED for call in value.find_all(exp.Anonymous))


def _one_zero(value: exp.Expr) -> exp.Expr:
    text = exp.cast(value.copy(), "VARCHAR", copy=False)
    fraction = exp.Anonymous(this=_ASKED, expressions=[value.copy()]).isin(*BINARY)
    negative = text.copy().eq(exp.Literal.string("-0.0"))
    return exp.Case().when(exp.and_(fraction, negative), exp.Literal.string("0.0")).else_(text)


def _bound(value: exp.Expr) -> exp.Expr:
    """Give a value a name before it is asked: written three times over, nested values would grow beyond all bounds."""
    name = exp.to_identifier("_value")
    each = exp.Lambda(this=_one_zero(exp.Column(this=name.copy())), expressions=[name], colon=True)
    texts = exp.Anonymous(this="list_transform", expressions=[exp.Array(expressions=[value.copy()]), each])
    return exp.Anonymous(this="list_extract", expressions=[texts, exp.Literal.number(1)])
