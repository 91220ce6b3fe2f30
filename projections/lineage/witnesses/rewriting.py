"""Adds to every row of a model the numbers of the rows that it was made of.

It reads the SQL that a build ran, in which stars are spelled out and DISTINCT, UNION, INTERSECT and EXCEPT are written
as groups already; so what is left is SELECT, UNION ALL and WITH. Nothing is stored at the build: the rewritten SQL runs
when somebody asks, with what is asked for pushed down by the engine.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from projections.engines.gate import parse_query
from projections.lineage.rewriting import scopes
from projections.lineage.witnesses.columns import Side, carried, column_of, gathered
from projections.lineage.witnesses.tested import Tested, tested_in


def with_rows(executed: str, inputs: Sequence[str], *, whole: bool = False) -> exp.Query:
    """Add a column ``_rows0``, ``_rows1`` and so on for each input of a model.

    Args:
        executed: the SQL that a build runs.
        inputs: the tables that it reads, in the order in which they get their columns.
        whole: keep what limits and orders the whole answer; of rows that are known to be in it, nothing is asked.
    """
    query = parse_query(executed)
    if not whole:
        _open(query)
    Rewriting(inputs).query(query, frozenset())
    return query


def _rows_of(tested: Tested, place: int, *, groups: bool) -> str:
    rows = tested.rows(place)
    return f"flatten(list({rows}))" if groups else rows


def _open(query: exp.Query) -> None:
    """Take away what chooses among the rows of the whole answer, and their order."""
    names = ["limit", "offset"]
    distinct = query.args.get("distinct")
    if distinct is None or not isinstance(distinct, exp.Distinct) or distinct.args.get("on") is None:
        names.append("order")
    for name in names:
        query.set(name, None)


class Rewriting:
    """Rewrites queries in place.

    Args:
        inputs: the tables that are read, in the order in which they get their columns.
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self._places = {table: place for place, table in enumerate(inputs)}

    def query(self, query: exp.Expr, members: frozenset[str]) -> None:
        """Rewrite any kind of query in place, from the inside out."""
        members |= self.named(query, members)
        match query:
            case exp.Subquery():
                self.query(query.this, members)
            case exp.SetOperation():
                self.query(query.this, members)
                self.query(query.expression, members)
            case exp.Select():
                self._select(query, members)
            case _:
                msg = f"the SQL that ran holds {type(query).__name__}"
                raise AssertionError(msg)

    def named(self, query: exp.Expr, members: frozenset[str]) -> frozenset[str]:
        """Rewrite the members of the WITH of a query; name them."""
        block = query.args.get("with_")
        named: frozenset[str] = frozenset()
        for cte in block.expressions if block is not None else ():
            self._inner(cte, members | named)
            named |= {cte.alias}
        return named

    def _select(self, select: exp.Select, members: frozenset[str]) -> None:
        sides = self.sides(select, members)
        if any(isinstance(column, exp.Star) for column in select.expressions):
            return  # the rows of a derived table with all their columns, their lists among them
        groups = scopes.is_aggregating(select)
        tested = list(tested_in(select))
        for one in tested:
            self.query(one.body, members)
        for place in self._places.values():
            rows = gathered(sides, place) if groups else carried(sides, place)
            for one in tested:
                rows = f"list_concat({rows}, {_rows_of(one, place, groups=groups)})"
            select.append("expressions", exp.Var(this=f"{rows} AS {column_of(place)}"))

    def sides(self, select: exp.Select, members: frozenset[str]) -> list[Side]:
        """Rewrite what a SELECT reads; give what of it adds rows."""
        found = []
        for source, join in scopes.sources(select):
            if join is not None and join.kind in ("SEMI", "ANTI"):
                continue
            if isinstance(source, exp.Subquery):
                self._inner(source, members)
                found.append(Side(source.alias_or_name, None))
            elif isinstance(source, exp.Table):
                found.append(self._table(source))
        return found

    def _table(self, table: exp.Table) -> Side:
        layer = table.text("db")
        return Side(table.alias_or_name, self._places[f"{layer}.{table.name}".lower()] if layer else None)

    def _inner(self, holder: exp.Expr, members: frozenset[str]) -> None:
        """Rewrite what stands in a derived table or in a member of a WITH."""
        self.query(holder.this, members)
        alias = holder.args.get("alias")
        named = alias.args.get("columns") if alias is not None else None
        if alias is not None and named:
            more = (exp.to_identifier(column_of(place)) for place in self._places.values())
            alias.set("columns", [*named, *more])
