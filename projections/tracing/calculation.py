"""Works out again how a figure came about: from the last expression down to the rows of the inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
from sqlglot import exp

from ledger.definitions import Model, ModelColumn
from projections.engines.sandbox import Sandbox
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import as_sql, outer_columns
from projections.lineage.witnesses.again import atoms
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.figure import Figure, Wanted
from projections.lineage.witnesses.figures import (
    gives,
    grouped_figure,
    in_the_row,
    is_side,
    keys_of,
    row_figure,
    row_of_side,
    totals_of,
)
from projections.lineage.witnesses.frames import standing, window_figure
from projections.lineage.witnesses.matching import Stored, as_stored
from projections.lineage.witnesses.sides import body_of
from projections.lineage.witnesses.subqueries import MADE, by_itself
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
            case exp.Select():
                yield from self._of_select(query, query.expressions[place].unalias(), place, wanted)

    def _of_select(self, select: exp.Select, value: exp.Expr, place: int, wanted: Wanted) -> Iterator[Part]:
        grouped = scopes.is_aggregating(select)
        pieces = atoms(value, grouped=grouped)
        ((*_, shown),) = [row[: place + 1] for row in wanted.stored.rows]
        kind = wanted.stored.columns[place].type
        if grouped and not any(isinstance(piece, exp.Window | exp.Subquery) for piece in pieces):
            yield from self._of_group(select, value, wanted, (shown, kind))
            return
        own = list(self._part(row_figure(select, value, wanted, self.model.inputs), shown, kind))
        yield from own
        for piece in pieces if own else ():  # none on the other side of a UNION
            yield from self._of_piece(select, piece, wanted)
        if own and not grouped:
            yield from self._inside(select, [piece for piece in pieces if isinstance(piece, exp.Column)], wanted)

    def _of_group(self, select: exp.Select, value: exp.Expr, wanted: Wanted, shown: tuple[Any, str]) -> Iterator[Part]:
        if is_side(select) and self.sandbox.one(gives(select, wanted)) == (0,):
            return
        asked = totals_of(select, wanted)
        found = [] if asked is None else self.sandbox.table(asked).to_pylist()
        totals = frozenset(n for row in found for n, is_total in enumerate(row.values()) if is_total)
        figure = grouped_figure(select, value, wanted, self.model.inputs, totals)
        yield from self._part(figure, *shown, of_nothing=len(totals) == len(keys_of(select)))

    def _of_piece(self, select: exp.Select, piece: exp.Expr, wanted: Wanted) -> Iterator[Part]:
        """Explain a window, a subquery or an aggregate that a row brings to the value of an expression."""
        match piece:
            case exp.Window():
                stands = self._values(select, standing(select, piece), wanted)
                sql = {name: as_value(*value) for name, value in stands.items()}
                figure = window_figure(select, piece, sql, self.model.inputs)
                yield from self._part(figure, *stands["_made"], of_nothing=True)
            case exp.Subquery():
                outer = {as_sql(column): column for column in outer_columns(piece)}
                known = self._values(select, {"_made": piece, **outer}, wanted)
                body = by_itself(piece, {name: as_value(*known[name]) for name in outer})
                value, kind = known["_made"]
                yield from self.parts(body, 0, Wanted((kind,), Stored((ModelColumn(MADE, kind),), [(value,)])))
            case exp.Column():
                pass
            case _:
                known = self._values(select, {"_made": piece}, wanted)
                yield from self._of_group(select, piece, wanted, known["_made"])

    def _values(self, select: exp.Select, values: dict[str, exp.Expr], wanted: Wanted) -> dict[str, tuple[Any, str]]:
        """Give values of a row of a SELECT, each with its type; of one row where several are alike."""
        sql = f"{in_the_row(select, list(values.values()), list(values), wanted)} ORDER BY ALL LIMIT 1"
        kinds = [column.type for column in self.sandbox.describe(sql)]
        return dict(zip(values, zip(self.sandbox.one(sql), kinds, strict=True), strict=True))

    def _part(self, figure: Figure, shown: Any, kind: str, *, of_nothing: bool = False) -> Iterator[Part]:
        """Run what a figure was taken apart to; nothing where no row fits, as on the other side of a UNION.

        An aggregate without groups gives a figure ``of_nothing`` too, as a count of 0, and so does an empty frame.
        """
        again = "NULL" if figure.again is None else as_stored(figure.again, "", kind)
        same = _same(again, as_value(shown, kind), kind)
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

    def _inside(self, select: exp.Select, read: Sequence[exp.Column], wanted: Wanted) -> Iterator[Part]:
        """Explain the columns that come from queries in FROM; what they only hand on is seen already."""
        sides = {source.alias_or_name: source for source, _ in scopes.sources(select)}
        for column in read:
            source = sides.get(column.table)
            if (
                source is None
                or (isinstance(source, exp.Table) and source.text("db"))
                or isinstance(source, exp.Values)
            ):
                continue
            body = body_of(source)
            names = scopes.output_names(body)
            if column.name in names:
                for inner in self._rows_of(select, column.table, names, wanted):
                    parts = self.parts(body, names.index(column.name), inner)
                    yield from (part for part in parts if part.terms != (part.how,))

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
