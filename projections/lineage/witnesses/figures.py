"""How a figure comes about: the rows that its group was made of, each with what it gives, before they are grouped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from projections.engines.quoting import identifier
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import alone, as_sql
from projections.lineage.witnesses.again import (
    again,
    aggregates,
    atoms,
    columns_in,
    groupings,
    hidden,
    said,
    terms_of,
    tested,
)
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.figure import Figure, Wanted
from projections.lineage.witnesses.rewriting import with_rows

DROPPED = ("distinct", "group", "having", "qualify", "order", "limit", "offset", "windows")


def grouped_figure(
    select: exp.Select, value: exp.Expr, wanted: Wanted, inputs: Sequence[str], totals: frozenset[int] = frozenset()
) -> Figure:
    """Take a figure of a group apart.

    Args:
        select: that groups, where it stands in its query.
        value: an expression of it.
        wanted: the row.
        inputs: of the model.
        totals: which keys of the GROUP BY the row is a total over.
    """
    found = list(aggregates(value))
    taken = {as_sql(term): term for one in found for term in terms_of(one)}
    terms = list(taken.values()) if found else [value]
    read, keys = columns_in(value), keys_of(select)
    sql = rows_with(select, _rows(select, [*terms, *read, *keys]), inputs)
    places = {as_sql(key): len(terms) + len(read) + number for number, key in enumerate(keys)}
    shown = [places.get(as_sql(column.unalias())) for column in select.expressions]
    out = {len(terms) + len(read) + number for number in totals}
    here = [None if at is None or at in out else f"r._v{at}" for at in shown]
    why = tested(value)
    if not set(shown) | out >= set(places.values()):
        why = "the result does not show all keys of its groups"
    known = _of_totals(value, {key for key, place in places.items() if place in out})
    rows = f"SELECT {carried(len(terms), len(read), inputs)} FROM ({sql}) AS r {wanted.compared(here)}"
    return Figure(said(value), tuple(map(said, terms)), rows, None if why else again(value, read, known), why)


def _of_totals(value: exp.Expr, over: set[str]) -> dict[str, exp.Expr]:
    """Give what a row that is a total over some keys has in their place, and what tells that it is one."""
    found: dict[str, exp.Expr] = {key: exp.Null() for key in over}
    for piece in groupings(value):
        bits = "".join("1" if as_sql(key) in over else "0" for key in piece.expressions)
        found[as_sql(piece)] = exp.Literal.number(int(bits, 2))
    return found


def row_figure(select: exp.Select, value: exp.Expr, wanted: Wanted, inputs: Sequence[str]) -> Figure:
    """Take a figure apart that one row of a SELECT gives, or one of its groups; arguments as above."""
    read = atoms(value, grouped=scopes.is_aggregating(select))
    terms = read or [value]
    own = as_it_stands(select, [*terms, *read])
    rows = (
        f"SELECT {carried(len(terms), len(read), inputs)} FROM ({rows_with(select, own, inputs)})"
        f" {_compared(select, wanted)}"
    )
    why = hidden(value)
    return Figure(said(value), tuple(map(said, terms)), rows, None if why else again(value, read), why)


def is_side(select: exp.Select) -> bool:
    """Tell whether a SELECT is a side of a set operation."""
    above = select.parent
    while isinstance(above, exp.Subquery | exp.Paren):
        above = above.parent
    return isinstance(above, exp.SetOperation)


def gives(select: exp.Select, wanted: Wanted) -> str:
    """Ask how often a SELECT gives a row; of the sides of a set operation not each one need do so."""
    return f"SELECT count(*) FROM ({alone(select, as_sql(select))}) {_compared(select, wanted)}"


def totals_of(select: exp.Select, wanted: Wanted) -> str | None:
    """Ask over which keys a row is a total: a SELECT of 1 or 0 for each key; None where there are no totals."""
    group = select.args.get("group")
    if group is None or group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is None:
        return None
    own = as_it_stands(select, [exp.Anonymous(this="grouping", expressions=[key.copy()]) for key in keys_of(select)])
    shown = ", ".join(f"r._v{n}" for n in range(len(keys_of(select))))
    return f"SELECT {shown} FROM ({alone(select, as_sql(own))}) {_compared(select, wanted)} ORDER BY ALL LIMIT 1"


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
    return f"SELECT DISTINCT * FROM ({in_the_row(select, columns, names, wanted)})"


def in_the_row(select: exp.Select, values: Sequence[exp.Expr], names: Sequence[str], wanted: Wanted) -> str:
    """Ask for values of a row of a SELECT, by the names that they get."""
    own = as_it_stands(select, values)
    shown = ", ".join(f"r._v{n} AS {identifier(name)}" for n, name in enumerate(names))
    return f"SELECT {shown} FROM ({alone(select, as_sql(own))}) {_compared(select, wanted)}"


def _compared(select: exp.Select, wanted: Wanted) -> str:
    """Call rows of a SELECT ``r``, and compare its own columns by their places: names may be the same in a UNION."""
    names = [f"_s{n}" for n in range(len(select.expressions))]
    return f"AS r({', '.join(names)}) {wanted.compared([f'r.{name}' for name in names])}"


def as_it_stands(select: exp.Select, values: Sequence[exp.Expr]) -> exp.Select:
    """Copy a SELECT with values of each of its rows added, without what chooses among them."""
    own = select.copy()
    group = own.args.get("group")
    if group is not None and group.args.get("all"):  # the values are no keys
        keys = [key.copy() for key in keys_of(own)]
        own.set("group", exp.Group(expressions=keys) if keys else None)
    for number, value in enumerate(values):
        own.append("expressions", exp.alias_(value.copy(), f"_v{number}"))
    if own.args.get("distinct") is None:
        for name in ("order", "limit", "offset"):
            own.set(name, None)
    return own


def rows_with(select: exp.Select, own: exp.Select, inputs: Sequence[str]) -> str:
    """Write a SELECT that was made from another one by itself, with the row numbers of the inputs added."""
    return as_sql(with_rows(alone(select, as_sql(own)), inputs))


def carried(terms: int, read: int, inputs: Sequence[str]) -> str:
    """Name the terms, what is read, and the row numbers among the columns of rows ``r``."""
    named = [*(f"r._v{n} AS _t{n}" for n in range(terms)), *(f"r._v{terms + n} AS _c{n}" for n in range(read))]
    return ", ".join([*named, *(f"r.{column_of(n)}" for n in range(len(inputs)))])


def keys_of(select: exp.Select) -> list[exp.Expr]:
    """Give all keys of a GROUP BY, those of totals as well."""
    group = select.args.get("group")
    if group is None:
        return []
    if group.args.get("all"):
        return [c.unalias() for c in select.expressions if not any(True for _ in aggregates(c.unalias()))]
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


def _rows(select: exp.Select, values: Sequence[exp.Expr]) -> exp.Select:
    """Give the rows of a SELECT before they are grouped, with values of each."""
    own = select.copy()
    for name in DROPPED:
        own.set(name, None)
    own.set("expressions", [exp.alias_(value.copy(), f"_v{number}") for number, value in enumerate(values)])
    return own
