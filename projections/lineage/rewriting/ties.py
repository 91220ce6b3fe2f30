"""Queries that count the rows whose order a result depends on and that the order does not tell apart.

They are made from the qualified tree before it is rewritten, and run over the rows of a build before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from ledger.definitions import TieCheck
from projections.engines.allowed import PLACED
from projections.engines.complaints import call
from projections.engines.refused import NotDeterministic, place_of
from projections.engines.windows import ranked, window_parts
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import alone, as_sql, is_correlated


def tie_checks(root: exp.Query, sql: str) -> Iterator[TieCheck]:
    """Give the checks that a qualified SELECT needs, the same one once.

    Args:
        root: the SELECT.
        sql: its text, to show places.

    Raises:
        NotDeterministic: an order stands where it cannot be checked.
    """
    checks: dict[str, TieCheck] = {}
    for query in root.find_all(exp.Query):
        try:
            checks.update((check.sql, check) for check in _checks(query))
        except NotDeterministic as refused:
            place = place_of(query.args.get("order") or query, sql)
            raise NotDeterministic(refused.what, place=place, why=refused.why, mend=refused.mend) from None
    yield from checks.values()


def _checks(query: exp.Query) -> Iterator[TieCheck]:
    if isinstance(query, exp.Select):
        for window in scopes.windows(query):
            if _needs_total_order(window):
                yield _window_check(query, window)
        distinct = query.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None:
            yield _distinct_on_check(query, distinct.args["on"].expressions)
    if query.args.get("limit") or query.args.get("offset"):
        yield _limit_check(query)


def _needs_total_order(window: exp.Window) -> bool:
    function = ranked(window)
    if type(function) in PLACED or isinstance(function, exp.GroupConcat):
        return True
    frame = window_parts(window).frame
    if frame is None or frame.text("kind").upper() != "ROWS":
        return False
    return {frame.text("start").upper(), frame.text("end").upper()} != {"UNBOUNDED"}


def _window_check(select: exp.Select, window: exp.Window) -> TieCheck:
    parts = window_parts(window)
    keys = [key.this for key in parts.order]
    what = f"{call(ranked(window))} OVER (ORDER BY {_said(keys)})"
    _refuse_correlated(select, what)
    columns = {"_p": list(parts.partition), "_k": keys}
    rows = _with_columns(select, ("distinct", "qualify", "order", "limit", "offset"), columns)
    names = ", ".join(f"{prefix}{n}" for prefix, values in columns.items() for n in range(len(values)))
    sql = (
        "SELECT CAST(COALESCE(sum(_n), 0) AS BIGINT) AS ties FROM (SELECT count(*) AS _n"
        f" FROM ({as_sql(rows)}) AS _all GROUP BY {names} HAVING count(*) > 1) AS _tied"
    )
    return TieCheck(what, alone(select, sql))


def _distinct_on_check(select: exp.Select, on: Sequence[exp.Expr]) -> TieCheck:
    order = select.args["order"]
    what = f"DISTINCT ON ({_said(on)}) with ORDER BY {_said([key.this for key in order.expressions])}"
    _refuse_correlated(select, what)
    columns = {"_p": [_value(select, key) for key in on], "_k": [_value(select, key.this) for key in order.expressions]}
    rows = _with_columns(select, ("distinct", "order", "limit", "offset"), columns)
    partition = ", ".join(f"_p{n}" for n in range(len(on)))
    sql = (
        "SELECT CAST(COALESCE(sum(_n), 0) AS BIGINT) AS ties FROM (SELECT count(*) AS _n FROM (SELECT *,"
        f" rank() OVER (PARTITION BY {partition} ORDER BY {_keys(order)}) AS _place FROM ({as_sql(rows)}) AS _all)"
        f" AS _ranked WHERE _place = 1 GROUP BY {partition} HAVING count(*) > 1) AS _tied"
    )
    return TieCheck(what, alone(select, sql))


def _limit_check(query: exp.Query) -> TieCheck:
    order, limit, offset = (query.args.get(name) for name in ("order", "limit", "offset"))
    assert order is not None, "the gate asks for an order"  # noqa: S101 - for the type checker
    what = f"LIMIT or OFFSET with ORDER BY {_said([key.this for key in order.expressions])}"
    _refuse_correlated(query, what)
    skipped = 0 if offset is None else int(offset.expression.name)
    ends = [skipped] if limit is None else [skipped, skipped + int(limit.expression.name)]
    beyond = " + ".join(f"greatest(count(*) FILTER (WHERE _place <= {end}) - {end}, 0)" for end in ends)
    sql = (
        f"SELECT CAST({beyond} AS BIGINT) AS ties FROM (SELECT rank() OVER (ORDER BY {_keys(order)}) AS _place"
        f" FROM ({as_sql(_ordered_rows(query, order))}) AS _all) AS _ranked"
    )
    return TieCheck(what, alone(query, sql))


def _ordered_rows(query: exp.Query, order: exp.Expr) -> exp.Query:
    """Give the rows of a query before LIMIT, with the keys of its order as columns ``_k0``, ``_k1`` and so on."""
    distinct = query.args.get("distinct")
    keys = [key.this for key in order.expressions]
    if isinstance(query, exp.Select) and (not distinct or distinct.args.get("on")):
        dropped = ("limit", "offset") if distinct else ("order", "limit", "offset")
        return _with_columns(query, dropped, {"_k": [_value(query, key) for key in keys]})
    inner = query.copy()
    for name in ("order", "limit", "offset"):
        inner.set(name, None)
    outer = exp.Select(
        expressions=[exp.alias_(exp.column(_output(query, key), quoted=True), f"_k{n}") for n, key in enumerate(keys)]
    )
    outer.set("from_", exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("_each")))))
    return outer


def _output(query: exp.Query, key: exp.Expr) -> str:
    """Name the column of a DISTINCT or a UNION that a key of its order is."""
    names = scopes.output_names(query)
    if isinstance(key, exp.Literal) and key.name.isdecimal() and 0 < int(key.name) <= len(names):
        return names[int(key.name) - 1]
    if isinstance(key, exp.Column) and not key.table and key.name in names:
        return key.name
    found = [name for column, name in zip(query.selects, names, strict=True) if column.unalias() == key]
    if not found or isinstance(query, exp.SetOperation):
        raise NotDeterministic(
            f"ORDER BY {_said([key])} of a DISTINCT or UNION with LIMIT is not one of its columns",
            why="its ties cannot be counted",
            mend=("add it to the columns and order by its name",),
        )
    return found[0]


def _value(select: exp.Query, key: exp.Expr) -> exp.Expr:
    """Give what a key means that may be the name of a result column."""
    if isinstance(key, exp.Column) and not key.table:
        for column in select.selects:
            if column.alias == key.name:
                return column.unalias()
    return key


def _with_columns(select: exp.Query, dropped: Sequence[str], columns: dict[str, list[exp.Expr]]) -> exp.Query:
    """Copy a SELECT without some of its parts and with columns added.

    Its own columns stay, because GROUP BY may speak of them by their place.
    """
    copy = select.copy()
    for name in dropped:
        copy.set(name, None)
    for prefix, values in columns.items():
        for number, value in enumerate(values):
            copy.append("expressions", exp.alias_(value.copy(), f"{prefix}{number}"))
    return copy


def _keys(order: exp.Expr) -> str:
    return ", ".join(
        f"_k{n}{' DESC' if key.args.get('desc') else ''} NULLS {'FIRST' if key.args.get('nulls_first') else 'LAST'}"
        for n, key in enumerate(order.expressions)
    )


def _said(keys: Sequence[exp.Expr]) -> str:
    return ", ".join(as_sql(key).replace('"', "") for key in keys)


def _refuse_correlated(query: exp.Query, what: str) -> None:
    if is_correlated(query):
        raise NotDeterministic(
            f"{what} stands in a subquery that speaks of the rows outside",
            why="whether its order has ties cannot be checked before the model runs",
            mend=("compute it in a WITH and join it", "use min() or max() where one value is meant"),
        )
