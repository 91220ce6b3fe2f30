"""The rules of the gate about order: whatever depends on one says which."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlglot import exp

from projections.engines import allowed
from projections.engines.complaints import MATTERS, Complaint, call
from projections.engines.refused import NotAllowed, NotDeterministic
from projections.engines.windows import is_ranked, ranked, window_parts


def _limit(node: exp.Expr) -> Iterator[Complaint]:
    query, word = node.parent, type(node).__name__.upper()
    number = node.args.get("expression")
    if not isinstance(number, exp.Literal) or number.is_string or not number.name.isdecimal():
        why = "what is computed cannot be checked for ties"
        yield Complaint(node, NotAllowed, f"{word} takes a whole number here", why, ("write the number",))
    if query is not None and not query.args.get("order"):
        mend = ("add an ORDER BY that no two rows share",)
        yield Complaint(node, NotDeterministic, f"{word} without ORDER BY", MATTERS, mend)


def _distinct(node: exp.Expr) -> Iterator[Complaint]:
    query = node.parent
    if node.args.get("on") and query is not None and not query.args.get("order"):
        mend = ("add ORDER BY with the same columns first, then those that choose the row",)
        yield Complaint(node, NotDeterministic, "DISTINCT ON without ORDER BY", MATTERS, mend)


def _order(node: exp.Expr) -> Iterator[Complaint]:
    """Refuse an order inside an aggregate, except where it decides the text that is joined."""
    inside = node.parent
    if isinstance(inside, exp.Func) and not isinstance(inside, exp.GroupConcat):
        what = f"{call(inside)} takes no ORDER BY inside its brackets"
        why = "its answer does not depend on one, or it needs one in OVER"
        yield Complaint(node, NotAllowed, what, why, ("leave it out",))


def _ordered(node: exp.Expr) -> Iterator[Complaint]:
    key = node.this
    if isinstance(key, exp.Literal) and key.is_string:
        why = "a name is written without single quotes"
        yield Complaint(node, NotAllowed, "ORDER BY a text orders nothing", why, ("name the column",))


def _joined_text(node: exp.Expr) -> Iterator[Complaint]:
    if is_ranked(node):
        return
    order = node.this
    if not isinstance(order, exp.Order):
        mend = ("write string_agg(x, ',' ORDER BY x)",)
        yield Complaint(node, NotDeterministic, "string_agg() without ORDER BY", MATTERS, mend)
        return
    text = order.this.expressions[0] if isinstance(order.this, exp.Distinct) else order.this
    if all(key.this != text for key in order.expressions):
        why = "texts that are equal in that order could change places"
        mend = (f"add {text.sql('duckdb')} at the end of its ORDER BY",)
        yield Complaint(node, NotDeterministic, "string_agg() orders by something else than the text", why, mend)


def _window(node: exp.Expr) -> Iterator[Complaint]:
    if isinstance(node.this, exp.Identifier):
        return  # the definition of a named window; the functions that use it are looked at
    function = ranked(node)
    if type(function) in allowed.WINDOWED or isinstance(function, exp.GroupConcat):
        if not window_parts(node).order:
            mend = ("add an ORDER BY to the OVER that no two rows of a partition share",)
            yield Complaint(node, NotDeterministic, f"{call(function)} without ORDER BY in its OVER", MATTERS, mend)
    elif type(function) not in allowed.AGGREGATES:
        what = f"{call(function)} is not a window function"
        yield Complaint(node, NotAllowed, what, "OVER stands after aggregates and rankings", ("leave OVER out",))


ORDER_RULES: Final[dict[type[exp.Expr], Callable[[exp.Expr], Iterator[Complaint]]]] = {
    exp.Distinct: _distinct,
    exp.GroupConcat: _joined_text,
    exp.Limit: _limit,
    exp.Offset: _limit,
    exp.Order: _order,
    exp.Ordered: _ordered,
    exp.Window: _window,
}
