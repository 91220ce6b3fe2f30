"""Tells which values are certainly no binary fraction, so that no ``-0.0`` can be among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

from projections.lineage.rewriting import scopes
from projections.lineage.schema import TableSchema

BINARY: Final = ("DOUBLE", "FLOAT")
"""The engine's types of binary fractions."""

_NEVER: Final = (
    exp.Boolean, exp.Chr, exp.Concat, exp.ConcatWs, exp.Connector, exp.Count, exp.CountIf, exp.DPipe, exp.Dayname,
    exp.GroupConcat, exp.Left, exp.Length, exp.Levenshtein, exp.Lower, exp.MD5, exp.Monthname, exp.Not, exp.Null,
    exp.Pad, exp.Predicate, exp.RegexpExtract, exp.RegexpReplace, exp.Repeat, exp.Replace, exp.Reverse, exp.Right,
    exp.RowNumber, exp.SHA2, exp.SplitPart, exp.StrPosition, exp.Substring, exp.TimeToStr, exp.Translate, exp.Trim,
    exp.Upper,
)  # fmt: skip
"""The engine takes no number where these want a text, and gives texts, whole numbers or truth values."""

_SAME: Final = (exp.Paren, exp.Max, exp.Min, exp.Window, exp.Filter)
"""These give one of the values that they are given first."""


def is_no_fraction(value: exp.Expr, schemas: Mapping[str, TableSchema]) -> bool:
    """Tell whether a value can be no DOUBLE and no FLOAT; False where that cannot be seen.

    Args:
        value: where it stands in a qualified SELECT.
        schemas: of the inputs, by ``layer.table``.
    """
    if isinstance(value, exp.Case | exp.If | exp.Coalesce | exp.Nullif):
        return all(is_no_fraction(one, schemas) for one in _choices(value))
    if isinstance(value, _SAME):
        return is_no_fraction(value.this, schemas)
    if isinstance(value, exp.Cast):
        return value.args["to"].this not in (exp.DType.DOUBLE, exp.DType.FLOAT)
    if isinstance(value, exp.Literal):
        return bool(value.is_string) or "e" not in value.name.lower()
    if isinstance(value, exp.Column):
        return _type(value, schemas) not in ("", *BINARY)
    return isinstance(value, _NEVER)


def _choices(value: exp.Expr) -> list[exp.Expr]:
    """Give the values of which one is the result; a text among them takes the type of the others."""
    match value:
        case exp.Case():
            found = [*(arm.args["true"] for arm in value.args["ifs"]), value.args.get("default")]
        case exp.If():
            found = [value.args["true"], value.args.get("false")]
        case exp.Nullif():
            found = [value.this, value.expression]
        case _:
            found = [value.this, *value.expressions]
    return [one for one in found if one is not None]


def _type(column: exp.Column, schemas: Mapping[str, TableSchema]) -> str:
    """Give the type of a column of an input; empty for any other."""
    select = column.find_ancestor(exp.Select)
    while select is not None:
        for source, _ in scopes.sources(select):
            if source.alias_or_name == column.table:
                schema = schemas.get(f"{source.text('db')}.{source.name}".lower())
                columns = () if schema is None or not isinstance(source, exp.Table) else schema.all_columns
                return next((one.type for one in columns if one.name == column.name.lower()), "")
        select = select.find_ancestor(exp.Select)
    return ""
