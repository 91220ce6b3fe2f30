"""Reads windows: which function looks through one, and what its partition, order and frame are."""

from __future__ import annotations

import attrs
from sqlglot import exp

_AROUND = (exp.Filter, exp.IgnoreNulls, exp.RespectNulls)


@attrs.frozen
class Parts:
    """Partition, order and frame of a window.

    Attributes:
        partition: its expressions.
        order: its keys, each an ``exp.Ordered``.
        frame: None for the usual one.
    """

    partition: tuple[exp.Expr, ...] = ()
    order: tuple[exp.Expr, ...] = ()
    frame: exp.Expr | None = None


def window_parts(window: exp.Expr) -> Parts:
    """Give the parts of a window, with those of the named window that it builds on."""
    order = window.args.get("order")
    own = Parts(
        tuple(window.args.get("partition_by") or ()),
        tuple(order.expressions) if order is not None else (),
        window.args.get("spec"),
    )
    inherited = _inherited(window)
    return Parts(own.partition or inherited.partition, own.order or inherited.order, own.frame or inherited.frame)


def ranked(window: exp.Expr) -> exp.Expr:
    """Give the function of a window, without FILTER and IGNORE NULLS around it."""
    function: exp.Expr = window.this
    while isinstance(function, _AROUND):
        function = function.this
    return function


def is_ranked(function: exp.Expr) -> bool:
    """Tell whether a function looks through a window."""
    above = function.parent
    while isinstance(above, _AROUND):
        above = above.parent
    return isinstance(above, exp.Window) and ranked(above) is function


def _inherited(window: exp.Expr) -> Parts:
    select = window.find_ancestor(exp.Select)
    name = window.args.get("alias")
    if select is None or name is None:
        return Parts()
    for named in select.args.get("windows") or ():
        if named is not window and named.name.lower() == name.name.lower():
            return window_parts(named)
    return Parts()
