"""Takes a subquery that stands for a value out of its SELECT, with what it asks of the row outside written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlglot import exp

from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import as_sql, outer_columns

MADE: Final = "_made"
"""What its one column is called."""

_MARK: Final = "taken out"


def by_itself(subquery: exp.Subquery, outer: Mapping[str, str]) -> exp.Query:
    """Give the query of a subquery, in a copy of all that stands around it.

    Args:
        subquery: one column, where it stands.
        outer: SQL of the values of the columns outside that it asks for, by the SQL that asks.
    """
    subquery.meta[_MARK] = True
    try:
        whole = subquery.root().copy()
    finally:
        del subquery.meta[_MARK]
    own = next(piece for piece in whole.find_all(exp.Subquery) if piece.meta.pop(_MARK, False))
    for column in outer_columns(own):
        column.replace(exp.Var(this=outer[as_sql(column)]))
    body = scopes.inside(own)
    for select in _sides(body):
        select.set("expressions", [exp.alias_(select.expressions[0].unalias(), MADE, quoted=True)])
    return body


def _sides(query: exp.Expr) -> Iterator[exp.Select]:
    match query:
        case exp.Select():
            yield query
        case exp.SetOperation():
            yield from _sides(query.this)
            yield from _sides(query.expression)
        case exp.Subquery():
            yield from _sides(query.this)
