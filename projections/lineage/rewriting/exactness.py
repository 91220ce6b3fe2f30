"""Finds sums and averages, so that the engine can tell the type of what they add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sqlglot import exp

from ledger.definitions import ModelColumn
from projections.engines.allowed import EXACT_ONLY
from projections.engines.refused import NotExact, Place, place_of
from projections.engines.windows import ranked
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import alone, as_sql, is_correlated

EXACT: Final = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+,\d+\)|BOOLEAN")
"""Types whose sum is the same in any order."""

Describe = Callable[[str], Sequence[ModelColumn]]


def check_sums(root: exp.Query, sql: str, describe: Describe) -> None:
    """Refuse sums and averages over binary fractions.

    Args:
        root: a qualified SELECT.
        sql: its text, to show places.
        describe: names the columns of a SELECT and their types.

    Raises:
        NotExact: a type is not exact, or cannot be known where it stands.
    """
    for select in root.find_all(exp.Select):
        for one, kind in taken_in(select, lambda piece: type(piece) in EXACT_ONLY, describe):
            if EXACT.fullmatch(kind) is None and (kind or not _is_cast_exactly(argument(one))):
                raise _not_exact(one, kind, place_of(one, sql))


def taken_in(
    select: exp.Select, is_meant: Callable[[exp.Expr], bool], describe: Describe
) -> Iterator[tuple[exp.Expr, str]]:
    """Give aggregates of a SELECT, each with the type of what it takes in; empty where it cannot be known."""
    for found, rows in _with_rows(select, is_meant):
        for number, one in enumerate(found):
            rows.append("expressions", exp.alias_(argument(one).copy(), f"_v{number}"))
        if is_correlated(rows):
            types = [""] * len(found)
        else:
            types = [column.type for column in describe(alone(select, as_sql(rows)))[-len(found) :]]
        yield from zip(found, types, strict=True)


def _with_rows(select: exp.Select, is_meant: Callable[[exp.Expr], bool]) -> Iterator[tuple[list[exp.Expr], exp.Select]]:
    """Give aggregates with a SELECT of the rows that they run over: before grouping, and in windows after."""
    pieces = [piece for part in scopes.results(select) for piece in scopes.in_scope(part)]
    over = {id(ranked(piece)) for piece in pieces if isinstance(piece, exp.Window)}
    sums = [piece for piece in pieces if is_meant(piece)]
    plain = [one for one in sums if id(one) not in over]
    if plain:
        rows = _without(
            select, "where", "distinct", "group", "having", "qualify", "windows", "order", "limit", "offset"
        )
        rows.set("expressions", [])
        yield plain, rows
    windowed = [one for one in sums if id(one) in over]
    if windowed:
        yield windowed, _without(select, "where", "distinct", "qualify", "order", "limit", "offset")


def _without(select: exp.Select, *parts: str) -> exp.Select:
    copy = select.copy()
    for name in parts:
        copy.set(name, None)
    return copy


def argument(aggregate: exp.Expr) -> exp.Expr:
    """Give the value that an aggregate takes in, without DISTINCT and without its order."""
    value: exp.Expr = aggregate.this
    if isinstance(value, exp.Order):
        value = value.this
    return value.expressions[0] if isinstance(value, exp.Distinct) else value


def _is_cast_exactly(value: exp.Expr) -> bool:
    while isinstance(value, exp.Paren):
        value = value.this
    exact = (exp.DType.DECIMAL, exp.DType.BIGINT, exp.DType.INT, exp.DType.INT128, exp.DType.SMALLINT)
    return isinstance(value, exp.Cast) and value.args["to"].this in exact


def _not_exact(aggregate: exp.Expr, kind: str, place: Place | None) -> NotExact:
    value = as_sql(argument(aggregate)).replace('"', "")
    name = aggregate.sql_name().lower() if isinstance(aggregate, exp.Func) else "sum"
    what = (
        f"{name}() adds up values of type {kind}" if kind else f"the type of what {name}() adds up cannot be known here"
    )
    return NotExact(
        what,
        place=place,
        why="unless they are integers or decimals, the last digits of a sum depend on the order in which rows come",
        mend=(f"cast first: {name}(CAST({value} AS DECIMAL(18, 4)))",),
    )
