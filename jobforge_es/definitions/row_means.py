"""What may stand in a row rule, and what each means takes and gives."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from sqlglot import exp

from ledger.definitions.contract import ColumnType

FUNCTIONS = (
    "abs", "round", "floor", "ceil", "greatest", "least", "coalesce", "nullif",
    "length", "lower", "upper", "trim", "left", "right", "substring", "starts_with", "ends_with", "contains",
    "regexp_full_match", "year", "month", "day", "if",
)  # fmt: skip
"""Functions whose result depends on their arguments alone, on every machine."""

Kind: TypeAlias = Literal["text", "number", "date", "timestamp", "boolean", "null"]

KINDS: dict[ColumnType, Kind] = {
    "string": "text",
    "integer": "number",
    "decimal": "number",
    "double": "number",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
LOGIC = (exp.And, exp.Or, exp.Not)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg)
SAME_IN_AND_OUT = (exp.Greatest, exp.Least, exp.Coalesce, exp.Nullif)
SIGNATURES: dict[type[exp.Expression], tuple[tuple[Kind, ...], Kind]] = {
    exp.Abs: (("number",), "number"),
    exp.Round: (("number", "number"), "number"),
    exp.Floor: (("number",), "number"),
    exp.Ceil: (("number",), "number"),
    exp.Length: (("text",), "number"),
    exp.Lower: (("text",), "text"),
    exp.Upper: (("text",), "text"),
    exp.Trim: (("text",), "text"),
    exp.Left: (("text", "number"), "text"),
    exp.Right: (("text", "number"), "text"),
    exp.Substring: (("text", "number", "number"), "text"),
    exp.StartsWith: (("text", "text"), "boolean"),
    exp.EndsWith: (("text", "text"), "boolean"),
    exp.Contains: (("text", "text"), "boolean"),
    exp.RegexpFullMatch: (("text", "text"), "boolean"),
    exp.DPipe: (("text", "text"), "text"),
    exp.Like: (("text", "text"), "boolean"),
    exp.ILike: (("text", "text"), "boolean"),
    exp.Escape: (("boolean", "text"), "boolean"),
}
PARTS_OF_DATES = (exp.Year, exp.Month, exp.Day)
MOMENTS = {
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "timestamp": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?)?"),
}
EXAMPLES = {"date": "2026-01-31", "timestamp": "2026-01-31 23:59:59"}
