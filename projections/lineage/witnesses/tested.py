"""Rows that a row was only tested against: those by which EXISTS or IN was true, or of which a value was made.

Where a test is true because rows are there, these rows are witnesses. Where it is true because rows are absent (NOT,
OR), and where a subquery does not speak of the row at all, the answer depends on the whole table: that is context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlglot import exp

from projections.engines.quoting import identifier
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import as_sql, is_correlated
from projections.lineage.witnesses.columns import NOTHING, column_of

EACH = "_each"
CHOOSING = ("group", "having", "qualify", "distinct", "order", "limit", "offset")
"""Parts of a SELECT by which an aggregate is not simply that of all its rows."""

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)


@attrs.frozen
class Tested:
    """A subquery whose rows are witnesses.

    Attributes:
        body: a copy of it, still without columns of row numbers.
        equal: what a row of it has to be equal to, column by column; empty where every row of it counts.
    """

    body: exp.Query
    equal: tuple[exp.Expr, ...] = ()

    def rows(self, place: int) -> str:
        """Give its rows of an input as a list, once its columns were added."""
        names = scopes.output_names(self.body)
        pairs = zip(names, self.equal, strict=False)
        tests = [f"{EACH}.{identifier(name)} = {as_sql(value)}" for name, value in pairs]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        return (
            f"COALESCE((SELECT flatten(list({EACH}.{column_of(place)})) FROM ({as_sql(self.body)}) AS {EACH}{where}),"
            f" {NOTHING})"
        )


def tested_in(select: exp.Select) -> Iterator[Tested]:
    """Give the subqueries of a SELECT that are witnesses of its rows, of those before grouping where it groups."""
    where = select.args.get("where")
    if where is not None:
        yield from _required(where.this)
    if not scopes.is_aggregating(select):
        for column in select.expressions:
            yield from _values(column)


def _required(condition: exp.Expr) -> Iterator[Tested]:
    """Give those without whose rows a condition would not be true."""
    match condition:
        case exp.And():
            yield from _required(condition.left)
            yield from _required(condition.right)
        case exp.Paren():
            yield from _required(condition.this)
        case exp.Exists() if isinstance(condition.this, exp.Query) and is_correlated(condition.this):
            yield Tested(condition.this.copy())
        case exp.In() if condition.args.get("query") is not None:
            yield from _members(condition)
        case exp.Between() | exp.Is() | exp.Like():
            yield from _values(condition)
        case _ if isinstance(condition, _COMPARED):
            yield from _values(condition)


def _members(test: exp.In) -> Iterator[Tested]:
    query = scopes.inside(test.args["query"])
    wanted: Sequence[exp.Expr] = test.this.expressions if isinstance(test.this, exp.Tuple) else (test.this,)
    names = scopes.output_names(query)
    if len(set(names)) == len(names) == len(wanted) and all(names):
        yield Tested(query.copy(), tuple(value.copy() for value in wanted))


def _values(part: exp.Expr) -> Iterator[Tested]:
    """Give the subqueries that stand for a value that depends on the row."""
    for query in scopes.inner_queries([part]):
        above = query.parent
        if isinstance(query, exp.Subquery) and not isinstance(above, exp.Exists | exp.In) and is_correlated(query):
            yield Tested(_ungrouped(scopes.inside(query).copy()))


def _ungrouped(body: exp.Query) -> exp.Query:
    """Let an aggregate of all rows be the rows: only they are asked for, and DuckDB 2.0 gives up on a count there."""
    if isinstance(body, exp.Select) and scopes.is_aggregating(body) and not any(body.args.get(n) for n in CHOOSING):
        body.set("expressions", [exp.alias_(exp.Literal.number(1), "_one")])
    return body
