"""One SELECT with some of what it asks for let go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

import attrs
from sqlglot import exp

from projections.engines.allowed import AGGREGATES
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.merging import SIDE
from projections.lineage.rewriting.surroundings import as_sql

Kind = Literal["where", "join", "anti", "having", "qualify", "limit"]


@attrs.frozen
class Demand:
    """Something that a SELECT asks of its rows.

    Attributes:
        kind: where it stands.
        place: of the condition among those of its kind, or of the join.
        said: as SQL without quotes.
        side: the table of FROM that a join asks for a row of, or an ANTI JOIN for none; empty for others.
    """

    kind: Kind
    place: int
    said: str
    side: str = ""

    @property
    def rule(self) -> str:
        """It as its author wrote it: EXCEPT and INTERSECT run as a condition on the sides that a row came from."""
        if self.kind == "having" and f"({SIDE})" in self.said:
            return "INTERSECT" if "<" in self.said else "EXCEPT"
        return f"{self.kind.upper()} {self.said}"


def conditions(condition: exp.Expr | None) -> list[exp.Expr]:
    """Give the conditions that AND puts together."""
    if condition is None:
        return []
    found: list[exp.Expr] = []
    waiting = [condition]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, exp.Paren) and isinstance(one.this, exp.And | exp.Paren):
            waiting.insert(0, one.this)
        elif isinstance(one, exp.And):
            waiting[:0] = [one.left, one.right]
        else:
            found.append(one)
    return found


def early_demands(select: exp.Select) -> Iterator[Demand]:
    """Give what is asked of rows before they are grouped."""
    for place, (source, join) in enumerate(scopes.sources(select)):
        if join is None or (on := join.args.get("on")) is None:
            continue
        if join.kind == "ANTI":
            yield Demand("anti", place, f"JOIN {_said(on)}", source.alias_or_name)
        elif join.side in ("", "RIGHT"):
            yield Demand("join", place, _said(on), source.alias_or_name)
    yield from _named("where", select)


def late_demands(select: exp.Select) -> Iterator[Demand]:
    """Give what is asked of rows after they are grouped."""
    yield from _named("having", select)
    yield from _named("qualify", select)
    if select.args.get("limit") or select.args.get("offset"):
        parts = [as_sql(part).strip() for name in ("limit", "offset") if (part := select.args.get(name))]
        yield Demand("limit", 0, " ".join(parts).removeprefix("LIMIT "))


def _named(kind: Literal["where", "having", "qualify"], select: exp.Select) -> Iterator[Demand]:
    part = select.args.get(kind)
    for place, condition in enumerate(conditions(part.this if part is not None else None)):
        yield Demand(kind, place, _said(condition))


def relaxed(select: exp.Select, gone: Collection[Demand]) -> exp.Select:
    """Copy a SELECT without some of what it asks for; where a join is let go, so is what is said of its side."""
    own = select.copy()
    lost = {demand.side for demand in gone if demand.kind == "join"}
    for demand in gone:
        if demand.kind in ("join", "anti"):
            join = scopes.sources(own)[demand.place][1]
            assert join is not None, "the first table has no join"  # noqa: S101 - for the type checker
            join.set("side", "LEFT")
            join.set("kind", None)
        elif demand.kind == "limit":
            own.set("limit", None)
            own.set("offset", None)
    for kind in ("where", "having", "qualify"):
        part = own.args.get(kind)
        if part is not None:
            out = {demand.place for demand in gone if demand.kind == kind}
            left = [c for n, c in enumerate(conditions(part.this)) if n not in out and not sides_of(c) & lost]
            part.set("this", exp.and_(*left, copy=False)) if left else own.set(kind, None)
    return own


def sides_of(condition: exp.Expr) -> set[str]:
    """Name the tables of FROM whose columns an expression reads."""
    return {column.table for column in condition.find_all(exp.Column) if column.table}


@attrs.frozen
class Pushed:
    """Conditions on the result of a SELECT, as conditions on what it reads.

    Attributes:
        below: those that can be asked of rows before they are grouped.
        above: those that speak of what is made of several rows, as they were.
    """

    below: tuple[exp.Expr, ...]
    above: tuple[exp.Expr, ...]


def pushed(select: exp.Select, wanted: Sequence[exp.Expr]) -> Pushed:
    """Carry conditions on the columns of a result below the SELECT that makes it."""
    made = {column.alias_or_name: column.unalias() for column in select.expressions}
    below, above = [], []
    for condition in wanted:
        read = [made.get(column.name) for column in condition.find_all(exp.Column)]
        if any(value is None or _is_of_several(value) for value in read):
            above.append(condition)
        else:
            below.append(replaced(condition, {name: value for name, value in made.items() if value is not None}))
    return Pushed(tuple(below), tuple(above))


def replaced(condition: exp.Expr, values: dict[str, exp.Expr]) -> exp.Expr:
    """Put expressions in place of the columns of a condition, by their names."""
    whole = exp.Paren(this=condition.copy())
    for column in list(whole.find_all(exp.Column)):
        value = values[column.name].copy()
        column.replace(value if isinstance(value, exp.Column) else exp.Paren(this=value))
    inner: exp.Expr = whole.this
    return inner


def _is_of_several(value: exp.Expr) -> bool:
    return any(type(node) in AGGREGATES or isinstance(node, exp.Window | exp.Query) for node in value.walk())


def _said(part: exp.Expr) -> str:
    return as_sql(part).replace('"', "")
