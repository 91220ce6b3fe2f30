"""How a figure comes about: the rows that its group was made of, each with what it gives, before they are grouped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
from sqlglot import exp

from projections.engines.allowed import AGGREGATES
from projections.engines.quoting import identifier
from projections.engines.windows import ranked
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.exactness import argument
from projections.lineage.rewriting.surroundings import alone, as_sql
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.matching import Stored, as_stored, matched
from projections.lineage.witnesses.rewriting import with_rows

DROPPED = ("distinct", "group", "having", "qualify", "order", "limit", "offset", "windows")


@attrs.frozen
class Figure:
    """A column of one SELECT.

    Attributes:
        how: the expression that makes it, as SQL without quotes.
        terms: what each row gives to it, as SQL without quotes.
        rows: a SELECT of the terms, the columns ``_c0`` and so on that the expression reads, and the row numbers.
        again: the expression over all of these rows; None where it cannot be worked out from them alone.
        why_not: why, where it cannot.
    """

    how: str
    terms: tuple[str, ...]
    rows: str
    again: str | None
    why_not: str = ""


@attrs.frozen
class Wanted:
    """One row of the result of a SELECT.

    Attributes:
        made: types of the columns that the SELECT gives, in their order.
        stored: the row, with the same columns in types that may be others.
    """

    made: tuple[str, ...]
    stored: Stored

    def compared(self, values: Sequence[str | None]) -> str:
        """Write the join with this row, for each column with the value that it is compared with."""
        pairs = zip(values, self.made, self.stored.columns, strict=False)
        here = [None if value is None else as_stored(value, made, column.type) for value, made, column in pairs]
        return matched(self.stored, here)


def grouped_figure(
    select: exp.Select, place: int, wanted: Wanted, inputs: Sequence[str], totals: frozenset[int] = frozenset()
) -> Figure:
    """Take a figure of a group apart.

    Args:
        select: that groups, where it stands in its query.
        place: of the column.
        wanted: the row.
        inputs: of the model.
        totals: which keys of the GROUP BY the row is a total over.
    """
    value = select.expressions[place].unalias()
    aggregates = list(_aggregates(value))
    taken = {as_sql(term): term for one in aggregates for term in _terms(one)}
    terms = list(taken.values()) if aggregates else [value]
    read, keys = _read(value), keys_of(select)
    sql = _with_rows(select, _rows(select, [*terms, *read, *keys]), inputs)
    places = {as_sql(key): len(terms) + len(read) + number for number, key in enumerate(keys)}
    found = [places.get(as_sql(column.unalias())) for column in select.expressions]
    out = {len(terms) + len(read) + number for number in totals}
    here = [None if at is None or at in out else f"r._v{at}" for at in found]
    why = _hidden(value)
    if not set(found) | out >= set(places.values()):
        why = "the result does not show all keys of its groups"
    elif found[place] in out:
        why = "it is a total over all of them"
    rows = f"SELECT {_carried(len(terms), len(read), inputs)} FROM ({sql}) AS r {wanted.compared(here)}"
    return Figure(_said(value), tuple(map(_said, terms)), rows, None if why else _again(value, read), why)


def plain_figure(select: exp.Select, place: int, wanted: Wanted, inputs: Sequence[str]) -> Figure:
    """Take a figure apart that one row gives: the columns that it is worked out from; arguments as above."""
    value = select.expressions[place].unalias()
    read = _read(value)
    terms = read or [value]
    own = as_it_stands(select, [*terms, *read])
    rows = (
        f"SELECT {_carried(len(terms), len(read), inputs)} FROM ({_with_rows(select, own, inputs)}) AS r"
        f" {wanted.compared([f'r.{identifier(name)}' for name in scopes.output_names(select)])}"
    )
    why = _hidden(value)
    return Figure(_said(value), tuple(map(_said, terms)), rows, None if why else _again(value, read), why)


def totals_of(select: exp.Select, wanted: Wanted) -> str | None:
    """Ask over which keys a row is a total: a SELECT of 1 or 0 for each key; None where there are no totals."""
    group = select.args.get("group")
    if group is None or group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is None:
        return None
    own = as_it_stands(select, [exp.Anonymous(this="grouping", expressions=[key.copy()]) for key in keys_of(select)])
    same = wanted.compared([f"r.{identifier(name)}" for name in scopes.output_names(select)])
    shown = ", ".join(f"r._v{n}" for n in range(len(keys_of(select))))
    return f"SELECT {shown} FROM ({alone(select, as_sql(own))}) AS r {same} ORDER BY ALL LIMIT 1"


def row_of_side(select: exp.Select, side: str, names: Sequence[str], wanted: Wanted) -> str:
    """Ask for the row of a table of FROM from which a row of a SELECT comes that does not group.

    Args:
        select: where it stands in its query.
        side: how the table is called there.
        names: its columns.
        wanted: the row.
    """
    columns = [
        exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(side, quoted=True)) for name in names
    ]
    own = as_it_stands(select, columns)
    same = wanted.compared([f"r.{identifier(name)}" for name in scopes.output_names(select)])
    shown = ", ".join(f"r._v{n} AS {identifier(name)}" for n, name in enumerate(names))
    return f"SELECT DISTINCT {shown} FROM ({alone(select, as_sql(own))}) AS r {same}"


def as_it_stands(select: exp.Select, values: Sequence[exp.Expr]) -> exp.Select:
    """Copy a SELECT that does not group, with values of each row added, without what chooses among its rows."""
    own = select.copy()
    for number, value in enumerate(values):
        own.append("expressions", exp.alias_(value.copy(), f"_v{number}"))
    if own.args.get("distinct") is None:
        for name in ("order", "limit", "offset"):
            own.set(name, None)
    return own


def _with_rows(select: exp.Select, own: exp.Select, inputs: Sequence[str]) -> str:
    return as_sql(with_rows(alone(select, as_sql(own)), inputs))


def _carried(terms: int, read: int, inputs: Sequence[str]) -> str:
    named = [*(f"r._v{n} AS _t{n}" for n in range(terms)), *(f"r._v{terms + n} AS _c{n}" for n in range(read))]
    return ", ".join([*named, *(f"r.{column_of(n)}" for n in range(len(inputs)))])


def _hidden(value: exp.Expr) -> str:
    """Say what the rows at hand do not show of an expression; empty where they show all."""
    if value.find(exp.Window) is not None:
        return "a window looks at other rows for a part of it"
    if value.find(exp.Grouping, exp.GroupingId) is not None:
        return "it tells totals from groups, which the result does not show otherwise"
    return "" if value.find(exp.Query) is None else "a subquery gives a part of it"


def keys_of(select: exp.Select) -> list[exp.Expr]:
    """Give all keys of a GROUP BY, those of totals as well."""
    group = select.args.get("group")
    if group is None:
        return []
    if group.args.get("all"):
        return [c.unalias() for c in select.expressions if not any(True for _ in _aggregates(c.unalias()))]
    found: list[exp.Expr] = []
    waiting = list(_parts(group))
    while waiting:
        key = waiting.pop(0)
        if isinstance(key, exp.Rollup | exp.Cube | exp.GroupingSets | exp.Tuple | exp.Paren):
            waiting += key.expressions or ([key.this] if key.this else [])
        elif key not in found:
            found.append(key)
    return found


def _parts(group: exp.Expr) -> Iterator[exp.Expr]:
    for name in ("expressions", "grouping_sets", "cube", "rollup"):
        parts = group.args.get(name)
        yield from parts if isinstance(parts, list) else ()


def _aggregates(value: exp.Expr) -> Iterator[exp.Expr]:
    """Give the aggregates of an expression, those inside windows and subqueries apart."""
    over = {id(ranked(piece)) for piece in scopes.in_scope(value) if isinstance(piece, exp.Window)}
    for piece in scopes.in_scope(value):
        if type(piece) in AGGREGATES and id(piece) not in over:
            yield piece


def _terms(aggregate: exp.Expr) -> Iterator[exp.Expr]:
    """Give what an aggregate takes of each row, and the condition under which it takes it."""
    if isinstance(aggregate.this, exp.Expr) and not isinstance(aggregate.this, exp.Star):
        yield argument(aggregate)
    if isinstance(aggregate.parent, exp.Filter):
        yield aggregate.parent.expression.this


def _read(value: exp.Expr) -> list[exp.Column]:
    """Give the columns that an expression reads, each once."""
    found: dict[str, exp.Column] = {}
    for piece in scopes.in_scope(value):
        if isinstance(piece, exp.Column):
            found.setdefault(as_sql(piece), piece)
    return list(found.values())


def _rows(select: exp.Select, values: Sequence[exp.Expr]) -> exp.Select:
    """Give the rows of a SELECT before they are grouped, with values of each."""
    own = select.copy()
    for name in DROPPED:
        own.set(name, None)
    own.set("expressions", [exp.alias_(value.copy(), f"_v{number}") for number, value in enumerate(values)])
    return own


def _again(value: exp.Expr, read: Sequence[exp.Column]) -> str:
    """Write an expression over the carried columns; what stands outside of aggregates is the same in each row."""
    places = {as_sql(column): number for number, column in enumerate(read)}
    whole = exp.Paren(this=value.copy())
    for column in list(whole.find_all(exp.Column)):
        name = f"_c{places[as_sql(column)]}"
        column.replace(exp.Var(this=name if _is_taken_in(column) else f"any_value({name})"))
    return as_sql(whole)


def _is_taken_in(column: exp.Expr) -> bool:
    """Tell whether a column stands inside an aggregate or under its condition."""
    above = column.parent
    while above is not None:
        if type(above) in AGGREGATES or isinstance(above, exp.Filter):
            return True
        above = above.parent
    return False


def _said(value: exp.Expr) -> str:
    return as_sql(value).replace('"', "")
