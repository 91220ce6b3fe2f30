"""What a value made through a window was made of: the rows of its frame, each with what it gives."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from projections.engines.windows import window_parts
from projections.lineage.rewriting import scopes
from projections.lineage.witnesses.again import said
from projections.lineage.witnesses.figure import Figure
from projections.lineage.witnesses.figures import as_it_stands, carried, rows_with
from projections.lineage.witnesses.looking import Look, look, place

CHOOSING = ("qualify", "distinct", "order", "limit", "offset")
"""What chooses among the rows of a SELECT after its windows were looked through."""


def standing(select: exp.Select, window: exp.Window) -> dict[str, exp.Expr]:
    """Give what is to be known of the row whose value is explained, by name; each is an expression of the SELECT."""
    seen, parts = _look(select, window), window_parts(window)
    found = {"_made": window, "_place": place(window), "_last": seen.last, "_count": seen.count}
    found |= {f"_by{n}": part for n, part in enumerate(parts.partition)}
    found |= {f"_o{n}": key.this for n, key in enumerate(parts.order)}
    more = {"_number": seen.number, "_otherwise": seen.otherwise}
    return found | {name: value for name, value in more.items() if value is not None}


def window_figure(select: exp.Select, window: exp.Window, stands: dict[str, str], inputs: Sequence[str]) -> Figure:
    """Take a value apart that was made through a window.

    Args:
        select: where it stands in its query.
        window: the function with its window.
        stands: what ``standing`` asks for, as SQL.
        inputs: of the model.
    """
    seen, parts = _look(select, window), window_parts(window)
    named = {f"_by{n}": part for n, part in enumerate(parts.partition)}
    named |= {f"_o{n}": key.this for n, key in enumerate(parts.order)} | {"_place": place(window)}
    first = len(seen.terms) + len(seen.read)
    at = {name: f"r._v{first + n}" for n, name in enumerate(named)}
    own = as_it_stands(select, [*seen.terms, *seen.read, *named.values()])
    for name in CHOOSING:
        own.set(name, None)
    there = [f"{at[name]} IS NOT DISTINCT FROM {stands[name]}" for name in named if name.startswith("_by")]
    there += [f"{at['_place']} > {stands['_last']} - {stands['_count']}", f"{at['_place']} <= {stands['_last']}"]
    there += _not_excluded(parts.frame, at, stands)
    if seen.skips:
        there.append("r._v0 IS NOT NULL")
    columns = f"{at['_place']} AS _place, {carried(len(seen.terms), len(seen.read), inputs)}"
    own_place = f"{at['_place']} = {stands['_place']} AS _is_own, {stands.get('_number', 'NULL')} AS _number"
    rows = f"SELECT {columns}, {own_place} FROM ({rows_with(select, own, inputs)}) AS r WHERE {' AND '.join(there)}"
    if seen.ranked:
        rows = f"SELECT *, {seen.ranked} AS _ranked FROM ({rows})"
    again = seen.again
    if seen.needed:
        again = f"CASE WHEN count(*) >= {seen.needed} THEN {again} ELSE {stands.get('_otherwise', 'NULL')} END"
    return Figure(said(window), tuple(map(said, seen.terms)), rows, again)


def _look(select: exp.Select, window: exp.Window) -> Look:
    return look(window, grouped=scopes.is_aggregating(select))


def _not_excluded(frame: exp.Expr | None, at: dict[str, str], stands: dict[str, str]) -> list[str]:
    """Write which rows a frame leaves out around the row itself; rows with equal keys are its peers."""
    excluded = frame.text("exclude").upper() if frame is not None else ""
    other = f"{at['_place']} <> {stands['_place']}"
    keys = [name for name in at if name.startswith("_o")]
    peer = " AND ".join(f"{at[name]} IS NOT DISTINCT FROM {stands[name]}" for name in keys) or "true"
    found = {"CURRENT ROW": other, "GROUP": f"NOT ({peer})", "TIES": f"NOT ({peer} AND {other})"}
    return [found[excluded]] if excluded in found else []
