"""Looks at one SELECT without the ones inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from projections.engines.allowed import AGGREGATES
from projections.engines.windows import ranked


def in_scope(node: exp.Expr) -> Iterator[exp.Expr]:
    """Give the pieces of an expression, and of the SELECTs inside it only their outermost piece."""
    waiting = [node]
    while waiting:
        piece = waiting.pop()
        yield piece
        if not isinstance(piece, exp.Query):
            waiting.extend(piece.iter_expressions())


def results(select: exp.Select) -> list[exp.Expr]:
    """Give the expressions that are computed after grouping."""
    parts = [*select.expressions, *(select.args.get("windows") or [])]
    return [*parts, *(part for name in ("having", "qualify", "order") if (part := select.args.get(name)))]


def is_aggregating(select: exp.Select) -> bool:
    """Tell whether rows are put together: by GROUP BY, or into one by an aggregate alone."""
    if select.args.get("group") or select.args.get("having"):
        return True
    pieces = [piece for part in results(select) for piece in in_scope(part)]
    over = {id(ranked(piece)) for piece in pieces if isinstance(piece, exp.Window)}
    return any(type(piece) in AGGREGATES and id(piece) not in over for piece in pieces)


def windows(select: exp.Select) -> list[exp.Window]:
    """Give the windows of a SELECT that a function looks through."""
    pieces = (piece for part in results(select) for piece in in_scope(part))
    return [p for p in pieces if isinstance(p, exp.Window) and not isinstance(p.this, exp.Identifier)]


def inner_queries(parts: Sequence[exp.Expr]) -> list[exp.Query]:
    """Give the outermost SELECTs inside expressions."""
    return [piece for part in parts for piece in in_scope(part) if isinstance(piece, exp.Query)]


def inside(query: exp.Query) -> exp.Query:
    """Give the query that stands in brackets, however many they are."""
    while isinstance(query, exp.Subquery):
        query = query.this
    return query


def sources(select: exp.Select) -> list[tuple[exp.Expr, exp.Join | None]]:
    """Give what a SELECT reads, each with the join that brings it; the first has none."""
    first = select.args.get("from_")
    found: list[tuple[exp.Expr, exp.Join | None]] = [] if first is None else [(first.this, None)]
    return [*found, *((join.this, join) for join in select.args.get("joins") or [])]


def output_names(query: exp.Query) -> list[str]:
    """Name the columns that a SELECT gives, as far as names were given."""
    return [str(name) for name in query.named_selects]


def defined_before(cte: exp.Expr) -> list[exp.Expr]:
    """Give the members of a WITH that one of them can use."""
    block = cte.parent
    members: list[exp.Expr] = [] if block is None else block.expressions
    place = next((at for at, member in enumerate(members) if member is cte), len(members))
    return members[:place]
