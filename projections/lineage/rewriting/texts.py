"""Finds fractions that become texts where no cast is written and none can be put."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from projections.engines.refused import NotDeterministic, place_of
from projections.lineage.rewriting.exactness import Describe, argument, taken_in
from projections.lineage.rewriting.fractions import BINARY, is_no_fraction
from projections.lineage.rewriting.surroundings import alone, as_sql, is_correlated
from projections.lineage.schema import TableSchema

_WHY = "0.0 and -0.0 are equal but differ as texts, and which of them is met first is chance"


def check_texts(root: exp.Query, sql: str, schemas: Mapping[str, TableSchema], describe: Describe) -> None:
    """Refuse a DISTINCT text of fractions, and fractions that stand under texts in a UNION.

    Args:
        root: a qualified SELECT.
        sql: its text, to show places.
        schemas: of the inputs, by ``layer.table``.
        describe: names the columns of a SELECT and their types.

    Raises:
        NotDeterministic: a fraction becomes a text there, or a type cannot be known where it stands.
    """
    for select in root.find_all(exp.Select):
        for one, kind in taken_in(select, _is_distinct_text, describe):
            value = argument(one)
            if kind in BINARY or (not kind and not is_no_fraction(value, schemas)):
                raise _refused("string_agg(DISTINCT ...) makes texts of {}", kind, value, sql)
    for operation in root.find_all(exp.SetOperation):
        for value, kind in _mixed(operation, schemas, describe):
            name = type(operation).__name__.upper()
            raise _refused(f"{name} puts {{}} into a column that may hold texts", kind, value, sql)


def _is_distinct_text(piece: exp.Expr) -> bool:
    if not isinstance(piece, exp.GroupConcat):
        return False
    value = piece.this.this if isinstance(piece.this, exp.Order) else piece.this
    return isinstance(value, exp.Distinct)


def _mixed(
    operation: exp.SetOperation, schemas: Mapping[str, TableSchema], describe: Describe
) -> Iterator[tuple[exp.Expr, str]]:
    """Give the columns of one side that are fractions, or may be, where those of the other are texts, or may be."""
    sides = (operation.this, operation.expression)
    if is_correlated(operation):
        for columns in zip(*(side.selects for side in sides), strict=True):
            unknown = [column for column in columns if not is_no_fraction(column.unalias(), schemas)]
            yield from ((column.unalias(), "") for column in unknown)
        return
    types = [[column.type for column in describe(alone(side, as_sql(side)))] for side in sides]
    for place, kinds in enumerate(zip(*types, strict=True)):
        if "VARCHAR" in kinds:
            yield from (
                (side.selects[place].unalias(), kind) for side, kind in zip(sides, kinds, strict=True) if kind in BINARY
            )


def _refused(what: str, kind: str, value: exp.Expr, sql: str) -> NotDeterministic:
    cast = f"CAST({as_sql(value)} AS VARCHAR)".replace('"', "")
    mend = (f"cast it to VARCHAR first: {cast}",)
    said = f"values of type {kind}" if kind else "values whose type cannot be known here"
    elsewhere = () if kind else ("compute it in a WITH and join it, where its type is known",)
    return NotDeterministic(what.format(said), place=place_of(value, sql), why=_WHY, mend=(*mend, *elsewhere))
