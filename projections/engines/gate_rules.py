"""The rules of the gate, one for each kind of syntax."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from sqlglot import exp

from ledger.names import LAYERS
from projections.engines import allowed
from projections.engines.reasons import REASONS, UNKNOWN
from projections.engines.refused import ModelRefused, NotAllowed, NotDeterministic, Place, UnknownTable

Refusal = Callable[[Place | None], ModelRefused]
Complaint = tuple[exp.Expr, Refusal]

_MATTERS: Final = "without an order, which rows are meant differs from run to run"


def complaints(node: exp.Expr) -> Iterator[Complaint]:
    """Give what is wrong with one piece of a parsed SELECT, apart from the pieces inside it."""
    kind = type(node)
    if kind is exp.Anonymous and node.name.lower() in allowed.NAMED:
        return
    if kind is exp.Anonymous and node.name.lower() == "age" and len(node.expressions) == 2:
        return
    if kind not in allowed.NODES:
        yield node, partial(_not_listed, node)
        return
    parts = allowed.ARGUMENTS.get(kind)
    if parts is not None:
        for name, value in node.args.items():
            if name not in parts and value:
                yield _inside(value, node), partial(_part, node, name)
    rule = _RULES.get(kind)
    if rule is not None:
        yield from rule(node)
    if kind in allowed.WINDOWED and not _in_window(node):
        yield node, _refusal(NotAllowed, f"{_call(node)} has no OVER", "it ranks or compares rows of a window",
                             "add OVER (PARTITION BY ... ORDER BY ...)")  # fmt: skip


def _refusal(kind: type[ModelRefused], what: str, why: str, *mend: str) -> Refusal:
    return lambda place: kind(what, place=place, why=why, mend=mend)


def _not_listed(node: exp.Expr, place: Place | None) -> ModelRefused:
    names = _names(node)
    known = next((REASONS[name] for name in names if name in REASONS), None)
    if not isinstance(node, exp.Func) and known is None:
        word = type(node).__name__
        return NotAllowed(
            f"this syntax ({word}) is not allowed in a model",
            place=place,
            why="a model is made of listed syntax only, so that each row can be followed and each run agrees",
            mend=("write it with joins, GROUP BY, windows, UNION and CASE",),
        )
    why, mend = known or UNKNOWN
    written = place.word.lower() if place is not None else ""
    called = written if written in (*names, *REASONS) else names[0]
    kind = NotAllowed if known is None else NotDeterministic
    return kind(f"{called}() {why}", place=place, why="a model gives the same rows whenever it runs", mend=(mend,))


def _names(node: exp.Expr) -> list[str]:
    if isinstance(node, exp.Anonymous):
        return [node.name.lower()]
    own = [name.lower() for name in node.sql_names()] if isinstance(node, exp.Func) else []
    return [*own, type(node).__name__.lower()]


def _call(node: exp.Expr) -> str:
    return f"{node.sql_name().lower()}()" if isinstance(node, exp.Func) else type(node).__name__


def _inside(value: object, node: exp.Expr) -> exp.Expr:
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, exp.Expr) else node


_PARTS: Final = {
    ("Join", "method"): ("{value} JOIN is not allowed", NotDeterministic,
                         "it pairs rows by their place or by columns that are not named",
                         "write JOIN ... ON with the condition"),
    ("SetOperation", "by_name"): ("BY NAME is not allowed", NotAllowed, "the columns of both sides are compared by place",
                         "list the columns in the same order on both sides"),
    ("With", "recursive"): ("WITH RECURSIVE is not allowed", NotAllowed,
                            "the source rows of a recursive step cannot be followed", "join once for each level"),
    ("Table", "catalog"): ("a table has a layer and a name only", UnknownTable, "tables are written layer.table",
                           "leave out the first of the three names"),
    ("Table", "joins"): ("a join in brackets is not allowed", NotAllowed, "joins are followed from left to right",
                         "put the join into a WITH"),
    ("Limit", "limit_options"): ("LIMIT counts rows here, not percents", NotAllowed, "a share of rows cannot be checked",
                                 "write LIMIT with a number"),
    ("Select", "into"): ("SELECT INTO is not allowed", NotAllowed, "a model makes its own table only", "leave INTO out"),
}  # fmt: skip


def _part(node: exp.Expr, name: str, place: Place | None) -> ModelRefused:
    family = "SetOperation" if isinstance(node, exp.SetOperation) else type(node).__name__
    what, kind, why, mend = _PARTS.get(
        (family, name),
        (
            f"this form of {family.upper()} ({name.strip('_').upper()}) is not allowed in a model",
            NotDeterministic if name == "sample" else NotAllowed,
            "it takes rows by chance" if name == "sample" else "a model is made of listed syntax only",
            "leave it out, or say it with joins, GROUP BY, windows and UNION",
        ),
    )
    return kind(what.format(value=node.args[name]), place=place, why=why, mend=(mend,))


def _table(node: exp.Expr) -> Iterator[Complaint]:
    if not isinstance(node.this, exp.Identifier):
        return  # a function that gives a table is not listed and is refused itself
    layer = node.text("db")
    if layer and layer.lower() not in LAYERS:
        yield node, _refusal(UnknownTable, f"there is no layer `{layer}`", f"the layers are {', '.join(LAYERS)}",
                             f"write one of them before .{node.name}")  # fmt: skip
    elif not layer and not _is_defined(node):
        yield node, _refusal(UnknownTable, f"`{node.name}` has no layer", "tables are written layer.table",
                             f"write silver.{node.name} or gold.{node.name}", "files are ingested as sources first")  # fmt: skip
    alias = node.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        yield alias, _refusal(NotAllowed, "columns of a table are not renamed here", "only derived tables and WITH can",
                              "rename them in the SELECT")  # fmt: skip


def _is_defined(table: exp.Expr) -> bool:
    """Tell whether a WITH above the table defines its name."""
    name, above = table.name.lower(), table.parent
    while above is not None:
        block = above.args.get("with_")
        if block is not None and any(cte.alias.lower() == name for cte in block.expressions):
            return True
        above = above.parent
    return False


def _cast(node: exp.Expr) -> Iterator[Complaint]:
    kind = node.args["to"]
    if isinstance(kind, exp.DataType) and kind.this not in allowed.TYPES:
        shown = kind.sql("duckdb")
        yield node, _refusal(NotAllowed, f"values are not cast to {shown} in a model",
                             "tables hold text, integers, decimals, doubles, dates, timestamps and booleans; times with"
                             " a zone depend on the session", "cast to one of those")  # fmt: skip


def _limit(node: exp.Expr) -> Iterator[Complaint]:
    query = node.parent
    number = node.args.get("expression")
    if not isinstance(number, exp.Literal) or not number.name.isdecimal():
        yield node, _refusal(NotAllowed, f"{type(node).__name__.upper()} takes a whole number here",
                             "what is computed cannot be checked for ties", "write the number")  # fmt: skip
    if query is not None and not query.args.get("order"):
        yield node, _refusal(NotDeterministic, f"{type(node).__name__.upper()} without ORDER BY", _MATTERS,
                             "add an ORDER BY that no two rows share")  # fmt: skip


def _distinct(node: exp.Expr) -> Iterator[Complaint]:
    query = node.parent
    if node.args.get("on") and query is not None and not query.args.get("order"):
        yield node, _refusal(NotDeterministic, "DISTINCT ON without ORDER BY", _MATTERS,
                             "add ORDER BY with the same columns first, then those that choose the row")  # fmt: skip


def _order(node: exp.Expr) -> Iterator[Complaint]:
    """Refuse an order inside an aggregate, except where it decides the text that is joined."""
    inside = node.parent
    if isinstance(inside, exp.Func) and not isinstance(inside, exp.GroupConcat):
        yield node, _refusal(NotAllowed, f"{_call(inside)} takes no ORDER BY inside its brackets",
                             "its answer does not depend on one, or it needs one in OVER", "leave it out")  # fmt: skip


def _joined_text(node: exp.Expr) -> Iterator[Complaint]:
    if _in_window(node):
        return
    order = node.this
    if not isinstance(order, exp.Order):
        yield node, _refusal(NotDeterministic, "string_agg() without ORDER BY", _MATTERS,
                             "write string_agg(x, ',' ORDER BY x)")  # fmt: skip
        return
    text = order.this.expressions[0] if isinstance(order.this, exp.Distinct) else order.this
    if all(key.this != text for key in order.expressions):
        yield node, _refusal(NotDeterministic, "string_agg() orders by something else than the text",
                             "texts that are equal in that order could change places",
                             f"add {text.sql('duckdb')} at the end of its ORDER BY")  # fmt: skip


def _least(node: exp.Expr) -> Iterator[Complaint]:
    if len([part for part in node.args.values() if part]) > 1:
        yield node, _refusal(NotAllowed, f"{_call(node)} takes one value", "several give a list, which tables do not hold",
                             "use a window with row_number() and QUALIFY")  # fmt: skip


def _window(node: exp.Expr) -> Iterator[Complaint]:
    if isinstance(node.this, exp.Identifier):
        return  # the definition of a named window; the functions that use it are looked at
    function = ranked(node)
    order = window_parts(node).get("order")
    if type(function) in allowed.WINDOWED or isinstance(function, exp.GroupConcat):
        if order is None:
            yield node, _refusal(NotDeterministic, f"{_call(function)} without ORDER BY in its OVER", _MATTERS,
                                 "add an ORDER BY to the OVER that no two rows of a partition share")  # fmt: skip
    elif type(function) not in allowed.AGGREGATES:
        yield (
            node,
            _refusal(NotAllowed, f"{_call(function)} is not a window function", "OVER needs one", "leave OVER out"),
        )


def window_parts(node: exp.Expr) -> dict[str, exp.Expr | list[exp.Expr] | None]:
    """Give partition, order and frame of a window, those of the named window that it builds on included."""
    parts = {name: node.args.get(name) or None for name in ("partition_by", "order", "spec")}
    select = node.find_ancestor(exp.Select)
    name = node.args.get("alias")
    for named in (select.args.get("windows") or []) if select is not None and name is not None else []:
        if named.name.lower() == name.name.lower() and named is not node:
            inherited = window_parts(named)
            parts = {part: parts[part] or inherited[part] for part in parts}
    return parts


def ranked(window: exp.Expr) -> exp.Expr:
    """Give the function of a window, without FILTER and IGNORE NULLS around it."""
    function: exp.Expr = window.this
    while isinstance(function, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        function = function.this
    return function


def _in_window(node: exp.Expr) -> bool:
    above = node.parent
    while isinstance(above, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        above = above.parent
    return isinstance(above, exp.Window) and ranked(above) is node


def _star(node: exp.Expr) -> Iterator[Complaint]:
    if not isinstance(node.parent, exp.Select | exp.Count | exp.Column):
        yield node, _refusal(NotAllowed, "* stands for columns only in SELECT", "elsewhere it is not expanded",
                             "name the columns")  # fmt: skip


def _ordered(node: exp.Expr) -> Iterator[Complaint]:
    key = node.this
    if isinstance(key, exp.Literal) and key.is_string:
        yield node, _refusal(NotAllowed, "ORDER BY a text orders nothing", "a name is written without single quotes",
                             "name the column")  # fmt: skip


_RULES: Final[dict[type[exp.Expr], Callable[[exp.Expr], Iterator[Complaint]]]] = {
    exp.Cast: _cast,
    exp.Distinct: _distinct,
    exp.GroupConcat: _joined_text,
    exp.Limit: _limit,
    exp.Max: _least,
    exp.Min: _least,
    exp.Offset: _limit,
    exp.Order: _order,
    exp.Ordered: _ordered,
    exp.Star: _star,
    exp.Table: _table,
    exp.TryCast: _cast,
    exp.Window: _window,
}
