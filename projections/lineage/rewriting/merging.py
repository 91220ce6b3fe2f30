"""Put equal rows together, as DISTINCT, UNION, INTERSECT and EXCEPT do, and gather where they come from."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from projections.engines.quoting import identifier
from projections.engines.refused import NotFollowed
from projections.lineage.rewriting.provenance import Origin, Side, gathered

ROWS: Final = "_rows"
SIDE: Final = "_side"


def text(sql: str) -> exp.Expr:
    """Put SQL into the tree as it is."""
    return exp.Var(this=sql)


def marked(query: exp.Query, number: int) -> exp.Select:
    """Give the rows of a query with the number of its side."""
    return exp.Select(expressions=[exp.Star(), text(f"{number} AS {SIDE}")], from_=_from(query))


def _from(query: exp.Query) -> exp.From:
    inner = query.unnest() if isinstance(query, exp.Subquery) else query
    return exp.From(this=exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(ROWS, quoted=True))))


def moved(old: exp.Query, new: exp.Query) -> exp.Query:
    """Move what applies to the whole answer from one query to another."""
    for name in ("with_", "order", "limit", "offset"):
        part = old.args.get(name)
        if part is not None:
            old.set(name, None)
            new.set(name, part)
    return new


def merged(query: exp.Query, names: list[str], origin: Origin, having: str | None = None) -> exp.Select:
    """Put equal rows together, which is what DISTINCT, UNION, INTERSECT and EXCEPT do to them."""
    if len(set(names)) < len(names) or not all(names):
        raise NotFollowed(
            "two columns of a DISTINCT or of a UNION, INTERSECT or EXCEPT have the same name, or one has none",
            why="equal rows are put together by the names of their columns",
            mend=("give each column its own name with AS",),
        )
    side = Side(ROWS, origin)
    keys = [f"{identifier(ROWS)}.{identifier(name)}" for name in names]
    outer = exp.Select(
        expressions=[
            *(text(f"{key} AS {identifier(name)}") for key, name in zip(keys, names, strict=True)),
            *(text(f"{sql} AS {name}") for name, sql in gathered([side]).items()),
        ],
        group=exp.Group(expressions=[text(key) for key in keys]),
    )
    if having is not None:
        outer.set("having", exp.Having(this=text(having)))
    moved(query, outer)
    outer.set("from_", _from(query))
    return outer


def name_keys(select: exp.Select, names: list[str]) -> None:
    """Let the order of a SELECT DISTINCT speak of its columns by name, as it must from outside."""
    order = select.args.get("order")
    by_value = {column.unalias(): name for column, name in zip(select.expressions, names, strict=True)}
    for key in order.expressions if order is not None else ():
        value = key.this
        if isinstance(value, exp.Column) and not value.table and value.name in names:
            continue
        if value not in by_value:
            raise NotFollowed(
                "SELECT DISTINCT is ordered by something that is not one of its columns",
                mend=("add it to the columns, or leave it out of ORDER BY",),
            )
        key.set("this", exp.column(exp.to_identifier(by_value[value], quoted=True)))
