"""The rules of the gate: what is listed passes, with listed parts only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlglot import exp

from ledger.names import LAYERS, is_name
from projections.engines import allowed
from projections.engines.complaints import Complaint, call
from projections.engines.gate_orders import ORDER_RULES
from projections.engines.reasons import REASONS, UNKNOWN
from projections.engines.refused import NotAllowed, NotDeterministic, UnknownTable, place_of
from projections.engines.windows import is_ranked


def complaints(node: exp.Expr, sql: str) -> Iterator[Complaint]:
    """Give what is wrong with one piece of a parsed SELECT, apart from the pieces inside it."""
    kind = type(node)
    if kind is exp.Anonymous and _is_listed_by_name(node):
        return
    if kind not in allowed.NODES:
        yield _not_listed(node, sql)
        return
    parts = allowed.ARGUMENTS.get(kind)
    if parts is not None:
        yield from (_part(node, name) for name, value in node.args.items() if value and name not in parts)
    rule = _RULES.get(kind)
    if rule is not None:
        yield from rule(node)
    if kind in allowed.WINDOWED and not is_ranked(node):
        why = "it ranks or compares the rows of a window"
        yield Complaint(node, NotAllowed, f"{call(node)} has no OVER", why, ("add OVER (ORDER BY ...)",))


def _is_listed_by_name(node: exp.Expr) -> bool:
    name = node.name.lower()
    return name in allowed.NAMED or (name == "age" and len(node.expressions) == 2)


def _not_listed(node: exp.Expr, sql: str) -> Complaint:
    names = _names(node)
    known = next((REASONS[name] for name in names if name in REASONS), None)
    if not isinstance(node, exp.Func) and known is None:
        return Complaint(
            node,
            NotAllowed,
            f"this syntax ({type(node).__name__}) is not allowed in a model",
            "a model is made of listed syntax only, so that each row can be followed and each run agrees",
            ("write it with joins, GROUP BY, windows, UNION and CASE",),
        )
    reason = known or UNKNOWN
    place = place_of(node, sql)
    written = place.word.lower() if place is not None else ""
    called = written if written in (*names, *REASONS) else names[0]
    kind = NotDeterministic if reason.differs else NotAllowed
    rule = "a model gives the same rows whenever and wherever it runs"
    return Complaint(node, kind, f"{called}() {reason.why}", rule, (reason.mend,))


def _names(node: exp.Expr) -> list[str]:
    if isinstance(node, exp.Anonymous):
        return [node.name.lower()]
    own = [name.lower() for name in node.sql_names()] if isinstance(node, exp.Func) else []
    return [*own, type(node).__name__.lower()]


def _part(node: exp.Expr, name: str) -> Complaint:
    family = "SetOperation" if isinstance(node, exp.SetOperation) else type(node).__name__
    value = node.args[name]
    first = value[0] if isinstance(value, list) else value
    known = _PARTS.get((family, name))
    if known is None:
        form = f"{family.upper()} ({name.strip('_').upper()})"
        known = (
            f"this form of {form} is not allowed in a model",
            "a model is made of listed syntax only, so that each row can be followed and each run agrees",
            "leave it out, or say it with joins, GROUP BY, windows and UNION",
        )
    what, why, mend = known
    kind = UnknownTable if name == "catalog" else NotDeterministic if name in ("sample", "method") else NotAllowed
    return Complaint(first if isinstance(first, exp.Expr) else node, kind, what.format(value), why, (mend,))


_PARTS: Final = {
    ("Join", "method"): (
        "{} JOIN is not allowed",
        "it pairs rows by their place, by nearness or by columns that are not named",
        "write JOIN ... ON with the whole condition",
    ),
    ("Limit", "limit_options"): ("LIMIT with a share is not allowed", "its ties cannot be counted", "write a number"),
    ("Select", "into"): ("SELECT INTO is not allowed", "a model makes its own table only", "leave INTO out"),
    ("Select", "sample"): ("USING SAMPLE takes rows by chance", "each run takes others", "choose rows with WHERE"),
    ("SetOperation", "by_name"): (
        "BY NAME is not allowed",
        "the columns of both sides are followed by their place",
        "list the columns in the same order on both sides",
    ),
    ("Table", "catalog"): (
        "a table has a layer and a name only",
        "tables are written layer.table",
        "leave out the first of the three names",
    ),
    ("Table", "joins"): (
        "a join in brackets is not allowed",
        "joins are followed from left to right",
        "put the join into a WITH",
    ),
    ("Table", "sample"): ("TABLESAMPLE takes rows by chance", "each run takes others", "choose rows with WHERE"),
    ("With", "recursive"): (
        "WITH RECURSIVE is not allowed",
        "the source rows of a recursive step cannot be followed",
        "join once for each level",
    ),
}


def _table(node: exp.Expr) -> Iterator[Complaint]:
    if not isinstance(node.this, exp.Identifier):
        return  # a function that gives a table is not listed and is refused itself
    layer = node.text("db")
    if layer and layer.lower() not in LAYERS:
        why = f"the layers are {', '.join(LAYERS)}"
        what = f"there is no layer `{layer}`"
        yield Complaint(node, UnknownTable, what, why, (f"write one of them before .{node.name}",))
    elif not layer and not _is_defined(node):
        mend = (f"write silver.{node.name} or gold.{node.name}", "a file is ingested as a source first")
        yield Complaint(node, UnknownTable, f"`{node.name}` has no layer", "tables are written layer.table", mend)
    elif layer and not is_name(node.name.lower()):
        why = "a table is named with a-z, 0-9 and _, and begins with a letter"
        yield Complaint(node, UnknownTable, f"no table is called `{node.name}`", why, ("correct its name",))
    alias = node.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        why = "only the columns of derived tables and of WITH are"
        what = "columns of a table are not renamed here"
        yield Complaint(alias, NotAllowed, what, why, ("rename them in the SELECT",))


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
        what = f"values are not cast to {kind.sql('duckdb')} in a model"
        why = "tables hold text, numbers, dates, timestamps and booleans; times with a zone depend on the session"
        yield Complaint(node, NotAllowed, what, why, ("cast to one of those",))


def _star(node: exp.Expr) -> Iterator[Complaint]:
    if not isinstance(node.parent, exp.Select | exp.Count | exp.Column):
        what = "* stands for columns only in SELECT"
        yield Complaint(node, NotAllowed, what, "elsewhere it is not expanded", ("name the columns",))


def _least(node: exp.Expr) -> Iterator[Complaint]:
    if len([part for part in node.args.values() if part]) > 1:
        why = "several give a list, which tables do not hold"
        mend = ("use row_number() and QUALIFY",)
        yield Complaint(node, NotAllowed, f"{call(node)} takes one value", why, mend)


_RULES: Final[dict[type[exp.Expr], Callable[[exp.Expr], Iterator[Complaint]]]] = {
    exp.Cast: _cast,
    exp.Max: _least,
    exp.Min: _least,
    exp.Star: _star,
    exp.Table: _table,
    exp.TryCast: _cast,
    **ORDER_RULES,
}
