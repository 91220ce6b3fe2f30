"""Reads an expression that makes a figure: what it is worked out from, and how it is written over rows at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from sqlglot import exp

from projections.engines.allowed import AGGREGATES
from projections.engines.windows import ranked
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.exactness import argument
from projections.lineage.rewriting.surroundings import as_sql

E = TypeVar("E", bound=exp.Expr)


def aggregates(value: exp.Expr) -> Iterator[exp.Expr]:
    """Give the aggregates of an expression, those inside windows and subqueries apart."""
    over = {id(ranked(piece)) for piece in scopes.in_scope(value) if isinstance(piece, exp.Window)}
    for piece in scopes.in_scope(value):
        if type(piece) in AGGREGATES and id(piece) not in over:
            yield piece


def terms_of(aggregate: exp.Expr) -> Iterator[exp.Expr]:
    """Give what an aggregate takes of each row, and the condition under which it takes it."""
    if isinstance(aggregate.this, exp.Expr) and not isinstance(aggregate.this, exp.Star):
        yield argument(aggregate)
    if isinstance(aggregate.parent, exp.Filter):
        yield aggregate.parent.expression.this


def columns_in(value: exp.Expr) -> list[exp.Column]:
    """Give the columns that an expression reads, each once."""
    return _once(piece for piece in scopes.in_scope(value) if isinstance(piece, exp.Column))


def is_subquery(piece: exp.Expr) -> bool:
    """Tell whether a piece of an expression is a subquery that stands for a value."""
    return isinstance(piece, exp.Subquery) and not isinstance(piece.parent, exp.In | exp.Exists | exp.Any | exp.All)


def atoms(value: exp.Expr, *, grouped: bool) -> list[exp.Expr]:
    """Give what one row of a SELECT, or one group, brings to an expression: windows, subqueries, columns, aggregates.

    Args:
        value: the expression.
        grouped: whether the SELECT groups, so that aggregates are known of each of its rows.
    """
    found: list[exp.Expr] = []
    waiting = [value]
    while waiting:
        piece = waiting.pop(0)
        filtered = isinstance(piece, exp.Filter) and type(piece.this) in AGGREGATES
        if (
            isinstance(piece, exp.Window | exp.Column)
            or is_subquery(piece)
            or (grouped and (filtered or type(piece) in AGGREGATES))
        ):
            found.append(piece)
        elif not isinstance(piece, exp.Query):
            waiting.extend(piece.iter_expressions())
    return _once(found)


def again(value: exp.Expr, read: Sequence[exp.Expr], fixed: Mapping[str, exp.Expr] = MappingProxyType({})) -> str:
    """Write an expression over the columns ``_c0`` and so on, which carry what it reads of each row.

    What stands outside of aggregates is the same in each row, or is taken of one row: of several that give the same.

    Args:
        value: the expression.
        read: what is carried, in the order of the columns.
        fixed: what is known outside of aggregates, by the SQL that says it.
    """
    places = {as_sql(piece): number for number, piece in enumerate(read)}
    whole = exp.Paren(this=value.copy())
    waiting: list[exp.Expr] = [whole.this]
    while waiting:
        piece = waiting.pop()
        place, taken_in = places.get(as_sql(piece)), _is_taken_in(piece)
        if not taken_in and (known := fixed.get(as_sql(piece))) is not None:
            piece.replace(known.copy())
        elif place is None:
            waiting.extend(piece.iter_expressions())
        else:
            piece.replace(exp.Var(this=f"_c{place}" if taken_in else f"first(_c{place})"))
    return as_sql(whole)


def hidden(value: exp.Expr) -> str:
    """Say what the rows at hand do not show of an expression; empty where they show all."""
    if any(groupings(value)):
        return "it tells totals from groups, which the result does not show otherwise"
    return tested(value)


def tested(value: exp.Expr) -> str:
    """Say whether a subquery stands in an expression that is no value of it; empty where none does."""
    pieces = scopes.in_scope(value)
    only_tests = any(isinstance(piece, exp.Query) and not is_subquery(piece) for piece in pieces)
    return "a subquery only tests it" if only_tests else ""


def groupings(value: exp.Expr) -> Iterator[exp.Expr]:
    """Give what tells totals from groups in an expression."""
    return (piece for piece in scopes.in_scope(value) if isinstance(piece, exp.Grouping | exp.GroupingId))


def said(value: exp.Expr) -> str:
    """Write an expression as people do, without quotes."""
    return as_sql(value).replace('"', "")


def _once(pieces: Iterable[E]) -> list[E]:
    found: dict[str, E] = {}
    for piece in pieces:
        found.setdefault(as_sql(piece), piece)
    return list(found.values())


def _is_taken_in(piece: exp.Expr) -> bool:
    """Tell whether a piece stands inside an aggregate or under its condition."""
    above = piece.parent
    while above is not None:
        if type(above) in AGGREGATES or isinstance(above, exp.Filter):
            return True
        above = above.parent
    return False
