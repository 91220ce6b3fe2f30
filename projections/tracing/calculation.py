"""Works out again how a figure came about: from the last expression down to the rows of the inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
from sqlglot import exp

from ledger.definitions import Model
from projections.engines.sandbox import Sandbox
from projections.lineage.rewriting import scopes
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.figures import (
    Figure,
    Wanted,
    grouped_figure,
    keys_of,
    plain_figure,
    row_of_side,
    totals_of,
)
from projections.lineage.witnesses.matching import Stored, as_stored
from projections.lineage.witnesses.sides import body_of
from projections.lineage.witnesses.values import as_value


@attrs.frozen
class Contribution:
    """What some rows give to a figure.

    Attributes:
        values: of the terms, in their order.
        rows: ids of the rows, by input.
    """

    values: tuple[Any, ...]
    rows: dict[str, tuple[str, ...]]


@attrs.frozen
class Part:
    """A step of the calculation, the last one first.

    Attributes:
        how: the expression, as SQL.
        terms: what each row gives to it, as SQL.
        total: rows before they were put together.
        contributions: of the first of them.
        figure: what the expression gave.
        adds_up: whether the expression over all of these rows gives the figure; None where that cannot be worked out.
        why_not: why it cannot.
    """

    how: str
    terms: tuple[str, ...]
    total: int
    contributions: tuple[Contribution, ...]
    figure: Any
    adds_up: bool | None
    why_not: str


Named = Callable[[str, Sequence[int]], tuple[str, ...]]
"""Gives the ids of rows of an input by their numbers."""


@attrs.frozen
class Calculation:
    """Takes figures of a model apart.

    Attributes:
        sandbox: with its inputs, their rows numbered.
        model: as compiled.
        named: names the rows.
        most: how many contributions are given of each step; None for all.
    """

    sandbox: Sandbox
    model: Model
    named: Named
    most: int | None

    def parts(self, query: exp.Expr, place: int, wanted: Wanted) -> Iterator[Part]:
        """Explain a column of a row of a query, then the columns of the queries inside that it was made of."""
        match query:
            case exp.Subquery():
                yield from self.parts(query.this, place, wanted)
            case exp.SetOperation():
                yield from self.parts(query.this, place, wanted)
                yield from self.parts(query.expression, place, wanted)
            case exp.Select() if isinstance(query.expressions[0], exp.Star):
                ((source, _),) = scopes.sources(query)
                yield from self.parts(body_of(source), place, wanted)
            case exp.Select() if scopes.is_aggregating(query):
                asked = totals_of(query, wanted)
                found = [] if asked is None else self.sandbox.table(asked).to_pylist()
                totals = frozenset(n for row in found for n, is_total in enumerate(row.values()) if is_total)
                figure = grouped_figure(query, place, wanted, self.model.inputs, totals)
                yield from self._part(figure, place, wanted, of_nothing=not keys_of(query))
            case exp.Select():
                parts = list(self._part(plain_figure(query, place, wanted, self.model.inputs), place, wanted))
                yield from parts
                if parts:
                    yield from self._inside(query, place, wanted)

    def _part(self, figure: Figure, place: int, wanted: Wanted, *, of_nothing: bool = False) -> Iterator[Part]:
        """Run what a figure was taken apart to; nothing where no row fits, as on the other side of a UNION.

        An aggregate without groups gives a figure ``of_nothing`` too, as a count of 0.
        """
        column = wanted.stored.columns[place]
        ((*_, shown),) = [row[: place + 1] for row in wanted.stored.rows]
        again = "NULL" if figure.again is None else as_stored(figure.again, "", column.type)
        same = _same(again, as_value(shown, column.type), column.type)
        total, adds_up = self.sandbox.one(f"SELECT count(*), {same} FROM ({figure.rows})")
        if total or (of_nothing and figure.again is not None and adds_up):
            limit = "" if self.most is None else f" LIMIT {int(self.most)}"
            found = self.sandbox.table(f"SELECT * FROM ({figure.rows}) ORDER BY ALL{limit}").to_pylist()
            given = tuple(self._contribution(figure, each) for each in found)
            known = None if figure.again is None else bool(adds_up)
            yield Part(figure.how, figure.terms, total, given, shown, known, figure.why_not)

    def _contribution(self, figure: Figure, each: dict[str, Any]) -> Contribution:
        rows = {}
        for place, table in enumerate(self.model.inputs):
            numbers = sorted(set(each[column_of(place)]))
            if numbers:
                rows[table] = self.named(table, numbers if self.most is None else numbers[: self.most])
        return Contribution(tuple(each[f"_t{n}"] for n in range(len(figure.terms))), rows)

    def _inside(self, select: exp.Select, place: int, wanted: Wanted) -> Iterator[Part]:
        """Explain the columns that come from queries in FROM."""
        sides = {source.alias_or_name: source for source, _ in scopes.sources(select)}
        seen = set()
        for column in select.expressions[place].find_all(exp.Column):
            source = sides.get(column.table)
            if (
                source is None
                or (isinstance(source, exp.Table) and source.text("db"))
                or isinstance(source, exp.Values)
            ):
                continue
            body = body_of(source)
            names = scopes.output_names(body)
            if column.name in names and (column.table, column.name) not in seen:
                seen.add((column.table, column.name))
                for inner in self._rows_of(select, column.table, names, wanted):
                    yield from self.parts(body, names.index(column.name), inner)

    def _rows_of(self, select: exp.Select, side: str, names: Sequence[str], wanted: Wanted) -> Iterator[Wanted]:
        sql = row_of_side(select, side, names, wanted)
        columns = self.sandbox.describe(sql)
        found = self.sandbox.table(sql)
        for row in zip(*(column.to_pylist() for column in found.columns), strict=True):
            yield Wanted(tuple(c.type for c in columns), Stored(columns, [row]))


def _same(left: str, right: str, kind: str) -> str:
    """Compare two values; the last digit of an average may differ from run to run."""
    equal = f"{left} IS NOT DISTINCT FROM {right}"
    if kind != "DOUBLE":
        return equal
    return f"({equal} OR COALESCE(abs({left} - {right}) <= 1e-12 * abs({right}), false))"
