"""What a model may be made of: the only syntax and the only functions that pass the gate.

Each function gives the same answer for the same values on every machine, at any number of threads and in any order of
rows. A function that is not listed may be as good; it has not been looked at.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

SYNTAX: Final = frozenset(
    {
        exp.Alias, exp.All, exp.And, exp.Any, exp.Between, exp.Boolean, exp.CTE, exp.Case, exp.Cast, exp.Column,
        exp.Cube, exp.DataType, exp.DataTypeParam, exp.Distinct, exp.Except, exp.Exists, exp.Filter, exp.From,
        exp.Group, exp.GroupingSets, exp.Having, exp.Identifier, exp.If, exp.IgnoreNulls, exp.In, exp.Intersect,
        exp.Interval, exp.Is, exp.Join, exp.Limit, exp.Literal, exp.Not, exp.Null, exp.Offset, exp.Or, exp.Order,
        exp.Ordered, exp.Paren, exp.Qualify, exp.RespectNulls, exp.Rollup, exp.Select, exp.Star, exp.Subquery,
        exp.Table, exp.TableAlias, exp.TryCast, exp.Tuple, exp.Union, exp.Values, exp.Var, exp.Where, exp.Window,
        exp.WindowSpec, exp.With,
    }
)  # fmt: skip

OPERATORS: Final = frozenset(
    {
        exp.Add, exp.DPipe, exp.Div, exp.EQ, exp.Escape, exp.GT, exp.GTE, exp.ILike, exp.IntDiv, exp.LT, exp.LTE,
        exp.Like, exp.Mod, exp.Mul, exp.NEQ, exp.Neg, exp.NullSafeEQ, exp.NullSafeNEQ, exp.SimilarTo, exp.Sub,
    }
)  # fmt: skip

SCALARS: Final = frozenset(
    {
        exp.Abs, exp.Ascii, exp.Ceil, exp.Chr, exp.Coalesce, exp.Concat, exp.ConcatWs, exp.Contains, exp.DateAdd,
        exp.DateDiff, exp.DateFromParts, exp.DateTrunc, exp.Day, exp.DayOfWeek, exp.DayOfWeekIso, exp.DayOfYear,
        exp.Dayname, exp.EndsWith, exp.Extract, exp.Floor, exp.Greatest, exp.Hour, exp.IsInf, exp.IsNan, exp.LastDay,
        exp.Least, exp.Left, exp.Length, exp.Levenshtein, exp.Lower, exp.MD5, exp.Minute, exp.Month, exp.Monthname,
        exp.Nullif, exp.Pad, exp.Quarter, exp.RegexpExtract, exp.RegexpFullMatch, exp.RegexpLike, exp.RegexpReplace,
        exp.Repeat, exp.Replace, exp.Reverse, exp.Right, exp.Round, exp.SHA2, exp.Second, exp.Sign, exp.SplitPart,
        exp.Sqrt, exp.StartsWith, exp.StrPosition, exp.StrToTime, exp.Substring, exp.TimeToStr,
        exp.TimestampFromParts, exp.TimestampTrunc, exp.ToDays, exp.Translate, exp.Trim, exp.Trunc, exp.Unicode,
        exp.Upper, exp.Week, exp.WeekOfYear, exp.Year,
    }
)  # fmt: skip

NAMED: Final = frozenset(
    {
        "century", "date_part", "date_sub", "datepart", "datesub", "decade", "epoch_us", "gcd", "isoyear", "lcm",
        "prefix", "strip_accents", "strlen", "suffix", "to_months", "to_weeks", "to_years", "try_strptime", "weekday",
        "yearweek",
    }
)  # fmt: skip
"""Functions that sqlglot has no class for."""

AGGREGATES: Final = frozenset(
    {
        exp.Avg, exp.Count, exp.CountIf, exp.GroupConcat, exp.Grouping, exp.GroupingId, exp.LogicalAnd, exp.LogicalOr,
        exp.Max, exp.Min, exp.Sum,
    }
)  # fmt: skip

RANKINGS: Final = frozenset({exp.CumeDist, exp.DenseRank, exp.PercentRank, exp.Rank})
"""Rows that are equal in the order have the same answer."""

PLACED: Final = frozenset({exp.FirstValue, exp.Lag, exp.LastValue, exp.Lead, exp.NthValue, exp.Ntile, exp.RowNumber})
"""The answer depends on which of the rows that are equal in the order comes first."""

WINDOWED: Final = RANKINGS | PLACED

EXACT_ONLY: Final = frozenset({exp.Avg, exp.Sum})
"""Over DOUBLE their last digits depend on the order in which rows come."""

NODES: Final = SYNTAX | OPERATORS | SCALARS | AGGREGATES | WINDOWED

_T = exp.DType
TYPES: Final = frozenset(
    {
        _T.BIGINT, _T.BOOLEAN, _T.DATE, _T.DECIMAL, _T.DOUBLE, _T.FLOAT, _T.INT, _T.INT128, _T.INTERVAL, _T.SMALLINT,
        _T.TEXT, _T.TIME, _T.TIMESTAMP, _T.TIMESTAMPNTZ, _T.TINYINT, _T.UBIGINT, _T.UINT, _T.USMALLINT, _T.UTINYINT,
        _T.VARCHAR,
    }
)  # fmt: skip
"""Types that a value may be cast to."""

ARGUMENTS: Final[dict[type[exp.Expr], frozenset[str]]] = {
    exp.CTE: frozenset({"this", "alias", "materialized"}),
    exp.Join: frozenset({"this", "side", "kind", "on", "using"}),
    exp.Limit: frozenset({"expression"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Select: frozenset(
        {
            "with_", "expressions", "distinct", "from_", "joins", "where", "group", "having", "qualify", "windows",
            "order", "limit", "offset",
        }
    ),
    exp.Star: frozenset({"except_", "replace"}),
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Table: frozenset({"this", "db", "alias"}),
    exp.Window: frozenset({"this", "partition_by", "order", "spec", "alias", "over"}),
    exp.With: frozenset({"expressions"}),
}  # fmt: skip
for _operation in (exp.Union, exp.Intersect, exp.Except):
    ARGUMENTS[_operation] = frozenset({"with_", "this", "expression", "distinct", "order", "limit", "offset"})
"""The parts that a piece of syntax may have; one that is not named here is not listed: any part, if it is allowed."""
