"""What each function over a window looks at: up to which row of its partition, how many, and what it makes of them.

Rows of a partition have a place by the order of the window, from 1; counts through the same window tell where a frame
ends and how long it is, so that every kind of frame is read by the engine itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from sqlglot import exp

from projections.engines.allowed import RANKINGS
from projections.engines.windows import ranked, window_parts
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.witnesses.again import again, atoms, terms_of

UNBOUNDED = "UNBOUNDED"
OF_ALL = (exp.Ntile, exp.PercentRank, exp.CumeDist)
"""Rankings that count the whole partition; the others count up to the row and its equals."""


@attrs.frozen
class Look:
    """What a function looks at, from where one row stands.

    Attributes:
        last: the place of the last row that it looks at.
        count: how many rows, with those that the frame excludes.
        terms: what it takes of each.
        read: what has to be carried of each for ``again``.
        again: the value, over the rows at hand: ``_t0`` are terms, ``_c0`` is what was read, ``_place`` the place,
            ``_is_own`` marks the row itself, ``_ranked`` is what ``ranked`` gives, and ``_number`` is ``number``.
        ranked: an expression of each of the rows at hand; empty where ``again`` needs none.
        skips: whether rows without a value do not count.
        number: what the function counts with, as it is in the row itself; None where it counts with nothing.
        needed: how many rows there have to be, over the rows at hand; with fewer the value is ``otherwise``.
        otherwise: None for NULL.
    """

    last: exp.Expr
    count: exp.Expr
    terms: Sequence[exp.Expr]
    again: str
    read: Sequence[exp.Expr] = ()
    ranked: str = ""
    skips: bool = False
    number: exp.Expr | None = None
    needed: str = ""
    otherwise: exp.Expr | None = None


def look(window: exp.Window, *, grouped: bool) -> Look:
    """Tell what the function of a window looks at.

    Args:
        window: the whole expression, where it stands in its SELECT.
        grouped: whether the SELECT groups.
    """
    function = ranked(window)
    if isinstance(function, exp.Lag | exp.Lead):
        return _near(window, function)
    if isinstance(function, exp.FirstValue | exp.LastValue | exp.NthValue):
        return _picked(window, function)
    if type(function) in RANKINGS or isinstance(function, exp.RowNumber | exp.Ntile):
        return _rank(window, function)
    terms = list(terms_of(function))
    read = [atom for part in window.this.iter_expressions() for atom in atoms(part, grouped=grouped)]
    return Look(*_frame(window), terms, again(window.this, read), read)


def place(window: exp.Window) -> exp.Window:
    """Write the place of a row in its partition."""
    return _over(window, exp.RowNumber(), ordered=True)


def _over(window: exp.Window, function: exp.Expr, *, ordered: bool, frame: exp.WindowSpec | None = None) -> exp.Window:
    """Write another function over the partition of a window, in its order or in none."""
    parts = window_parts(window)
    order = exp.Order(expressions=[key.copy() for key in parts.order]) if ordered and parts.order else None
    return exp.Window(
        this=function, partition_by=[part.copy() for part in parts.partition], order=order, spec=frame, over="OVER"
    )


def _rows_in(window: exp.Window, *, ordered: bool, frame: exp.WindowSpec | None = None) -> exp.Window:
    """Write how many rows a window has."""
    return _over(window, exp.Count(this=exp.Star()), ordered=ordered, frame=frame)


def _frame(window: exp.Window) -> tuple[exp.Expr, exp.Expr]:
    """Give the place of the last row of the frame, and how many rows it has with those that it excludes."""
    spec = window_parts(window).frame
    if not isinstance(spec, exp.WindowSpec):
        whole = _rows_in(window, ordered=True)
        return whole, whole
    own = spec.copy()
    own.set("exclude", None)
    to_end = own.copy()
    to_end.set("start", UNBOUNDED)
    to_end.set("start_side", "PRECEDING")
    return _rows_in(window, ordered=True, frame=to_end), _rows_in(window, ordered=True, frame=own)


def _near(window: exp.Window, function: exp.Lag | exp.Lead) -> Look:
    """Look as far back or ahead as the function counts; past empty values, among all rows on that side."""
    number = exp.Paren(this=(function.args.get("offset") or exp.Literal.number(1)).copy())
    here, is_lag = place(window), isinstance(function, exp.Lag)
    otherwise = function.args.get("default")
    if not _skips(function):
        step = exp.Sub if is_lag else exp.Add
        reached = step(this=here, expression=number)
        return Look(reached, exp.Literal.number(1), [function.this], _in_order("1"), needed="1", otherwise=otherwise)
    zero, one = exp.Literal.number(0), exp.Literal.number(1)
    whole = _rows_in(window, ordered=False)
    own = exp.EQ(this=number, expression=zero)
    is_back = (exp.GT if is_lag else exp.LT)(this=number, expression=zero)
    return Look(
        exp.case().when(own, here).when(is_back, here - 1).else_(whole),
        exp.case().when(own, one).when(is_back, here - 1).else_(whole - here),
        [function.this],
        _in_order(f"CASE any_value(_number) WHEN 0 THEN 1 ELSE {'-' if is_lag else ''}any_value(_number) END"),
        skips=True,
        number=number,
        needed="abs(any_value(_number))",
        otherwise=otherwise,
    )


def _picked(window: exp.Window, function: exp.FirstValue | exp.LastValue | exp.NthValue) -> Look:
    at = {exp.FirstValue: "1", exp.LastValue: "-1"}.get(type(function), "any_value(_number)")
    number = function.args.get("offset")
    return Look(*_frame(window), [function.this], _in_order(at), skips=_skips(function), number=number)


def _rank(window: exp.Window, function: exp.Expr) -> Look:
    """Rank the rows at hand anew; there are all that count."""
    keys = [key.this for key in window_parts(window).order]
    order = [key.copy() for key in window_parts(window).order]
    for each, key in enumerate(order):
        key.set("this", exp.Var(this=f"_t{each}"))
    own = function.copy()
    number = function.this if isinstance(function, exp.Ntile) else None
    if number is not None:
        own.set("this", exp.Var(this="_number"))
    anew = exp.Window(this=own, order=exp.Order(expressions=order) if order else None, over="OVER")
    counted = _rows_in(window, ordered=not isinstance(function, OF_ALL))
    again = "any_value(_ranked) FILTER (WHERE _is_own)"
    return Look(counted, counted, keys, again, ranked=as_sql(anew), number=number)


def _in_order(number: str) -> str:
    return f"(list(_t0 ORDER BY _place))[{number}]"


def _skips(function: exp.Expr) -> bool:
    return isinstance(function.parent, exp.IgnoreNulls)
