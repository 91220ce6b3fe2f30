"""Finds what keeps a row out of the result of a model, and where the search goes on below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any, Final

import attrs
from sqlglot import exp

from projections.lineage.absence.found import Below, Kept, Otherwise, Reason
from projections.lineage.absence.questions import (
    Conditions,
    all_of,
    before_groups,
    constant,
    counting,
    own_names,
    result,
    rows_of,
)
from projections.lineage.absence.relaxing import Demand, Pushed, early_demands, late_demands, pushed, relaxed, sides_of
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import alone, as_sql
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.rewriting import with_rows
from projections.lineage.witnesses.sides import body_of

EVIDENCE: Final = 5
"""Rows that are given as evidence."""

MOST_TOGETHER: Final = 3
"""Demands that are let go together, where none of them alone is the reason."""

Ask = Callable[[str], list[dict[str, Any]]]
"""Runs a SELECT over the inputs, whose rows are numbered, and gives its rows."""


@attrs.frozen
class Search:
    """Looks for reasons in one model.

    Attributes:
        inputs: of the model, in the order of their places.
        ask: runs SQL over them.
    """

    inputs: Sequence[str]
    ask: Ask

    def reasons(self, query: exp.Expr, wanted: Conditions) -> Iterator[Reason]:
        """Give why a query gives no row that meets conditions on its columns."""
        match query:
            case exp.Subquery():
                yield from self.reasons(query.this, wanted)
            case exp.SetOperation():
                yield from self.reasons(query.this, wanted)
                yield from self.reasons(query.expression, wanted)
            case exp.Select() if isinstance(query.expressions[0], exp.Star):
                ((source, _),) = scopes.sources(query)
                yield from self._of_side(source, wanted)
            case exp.Select():
                yield from self._of_select(query, wanted)

    def _of_select(self, select: exp.Select, wanted: Conditions) -> Iterator[Reason]:
        asked = pushed(select, wanted)
        if self._count(before_groups(select, asked)):
            yield from self._late(select, wanted, asked)
            return
        demands = list(early_demands(select))
        found = list(self._without(select, asked, demands))
        yield from found
        for kept in found:
            yield from self._partners(select, asked, kept)
        if not found:
            yield from self._inside(select, asked)

    def _without(self, select: exp.Select, asked: Pushed, demands: Sequence[Demand]) -> Iterator[Kept]:
        """Let demands go, one at a time, then together, until there are rows."""
        for together in range(1, min(len(demands), MOST_TOGETHER) + 1):
            found = False
            for gone in combinations(demands, together):
                lost = {demand.side for demand in gone if demand.kind == "join"}
                left = tuple(c for c in asked.below if not sides_of(c) & lost)
                if asked.below and not left:
                    continue  # nothing would be left of what was asked for
                without = before_groups(relaxed(select, gone), Pushed(left, ()))
                if self._count(without):
                    found = True
                    yield Kept(gone, self._evidence(without), counting(select, without))
            if found:
                return

    def _late(self, select: exp.Select, wanted: Conditions, asked: Pushed) -> Iterator[Reason]:
        """Give what keeps a row out after its rows were found: HAVING, QUALIFY, LIMIT, or other values."""
        for demand in late_demands(select):
            sql = result(select, relaxed(select, [demand]), wanted)
            if self._ask_count(sql):
                yield Kept((demand,), self._evidence(before_groups(select, asked)), sql)
        others = tuple(c for c in wanted if c not in asked.above)
        found = self.ask(f"SELECT * FROM ({alone(select, as_sql(select))}) AS _r WHERE {all_of(others)} LIMIT 1")
        if asked.above and found:
            values = {name: value for name, value in found[0].items() if not name.startswith("_")}
            yield Otherwise(tuple(as_sql(c).replace('"', "") for c in asked.above), values)

    def _partners(self, select: exp.Select, asked: Pushed, kept: Kept) -> Iterator[Reason]:
        """Look below for the rows that a join did not find."""
        for demand in kept.demands:
            if demand.kind == "join":
                source, join = scopes.sources(select)[demand.place]
                assert join is not None, "a demand of a join has one"  # noqa: S101 - for the type checker
                values = self._sought(select, asked, kept, demand, join.args["on"])
                if values:
                    yield from (_as_partner(reason) for reason in self._of_side(source, values))

    def _sought(self, select: exp.Select, asked: Pushed, kept: Kept, demand: Demand, on: exp.Expr) -> Conditions:
        """Tell which values the partner would have had: those of the first row that found none."""
        pairs = []
        for test in on.find_all(exp.EQ):
            for mine, other in ((test.left, test.right), (test.right, test.left)):
                if isinstance(mine, exp.Column) and mine.table == demand.side and demand.side not in sides_of(other):
                    pairs.append((mine, other))
        if not pairs:
            return ()
        lost = {gone.side for gone in kept.demands if gone.kind == "join"}
        left = tuple(condition for condition in asked.below if not sides_of(condition) & lost)
        own = before_groups(relaxed(select, kept.demands), Pushed(left, ()))
        own.set("expressions", [exp.alias_(other.copy(), f"_v{n}") for n, (_, other) in enumerate(pairs)])
        partner = exp.column(pairs[0][0].name, table=demand.side, quoted=True)
        own.where(exp.Is(this=partner, expression=exp.null()), copy=False)
        found = self.ask(f"{alone(select, as_sql(own))} LIMIT 1")
        if not found or None in found[0].values():
            return ()  # a missing value has no partner, whatever there is
        (row,) = found
        return tuple(
            exp.EQ(this=exp.column(mine.name, quoted=True), expression=constant(row[f"_v{n}"]))
            for n, (mine, _) in enumerate(pairs)
        )

    def _inside(self, select: exp.Select, asked: Pushed) -> Iterator[Reason]:
        """Look below, in each table of which something is asked, or that has no row at all."""
        for source, _ in scopes.sources(select):
            name = source.alias_or_name
            mine = [c for c in asked.below if sides_of(c) == {name}]
            if mine or not self._ask_count(counting(select, rows_of(select, source))):
                yield from self._of_side(source, [own_names(c) for c in mine])

    def _of_side(self, source: exp.Expr, wanted: Conditions) -> Iterator[Reason]:
        if isinstance(source, exp.Table) and source.text("db"):
            yield Below(f"{source.text('db')}.{source.name}".lower(), tuple(wanted))
        elif not isinstance(source, exp.Values):
            yield from self.reasons(body_of(source), wanted)

    def _count(self, select: exp.Select) -> int:
        return self._ask_count(counting(select, select))

    def _ask_count(self, sql: str) -> int:
        (row,) = self.ask(sql)
        return int(next(iter(row.values())))

    def _evidence(self, select: exp.Select) -> dict[int, tuple[int, ...]]:
        """Give the numbers of the first rows of the inputs that a SELECT reads."""
        own = select.copy()
        own.set("expressions", [exp.alias_(exp.Literal.number(1), "_one")])
        sql = as_sql(with_rows(alone(select, as_sql(own)), self.inputs))
        found: dict[int, set[int]] = {}
        for row in self.ask(f"SELECT * FROM ({sql}) AS _r LIMIT {EVIDENCE}"):
            for place in range(len(self.inputs)):
                found.setdefault(place, set()).update(row[column_of(place)])
        return {place: tuple(sorted(numbers)) for place, numbers in found.items() if numbers}


def _as_partner(reason: Reason) -> Reason:
    return attrs.evolve(reason, partner=True) if isinstance(reason, Below) else reason
