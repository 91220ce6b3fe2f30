"""Finds the query behind a name of a FROM."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp


def body_of(source: exp.Expr) -> exp.Query:
    """Give the query that a derived table or a member of WITH stands for.

    Raises:
        LookupError: nothing in the query is called like this.
    """
    holder = source if isinstance(source, exp.Subquery) else _member(source)
    body: exp.Query = holder.this
    return body


def _member(source: exp.Expr) -> exp.Expr:
    for cte in _in_sight(source):
        if cte.alias == source.name:
            return cte
    raise LookupError(source.name)


def _in_sight(source: exp.Expr) -> Iterator[exp.Expr]:
    """Give the members of WITH that can be used where a name stands, the nearest first."""
    below, above = source, source.parent
    while above is not None:
        block = above if isinstance(above, exp.With) else above.args.get("with_")
        if block is not None and block is not below:
            members = block.expressions
            yield from reversed(members[: next((at for at, one in enumerate(members) if one is below), len(members))])
        below, above = above, above.parent
