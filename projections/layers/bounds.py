"""Bounds and allowed values of a rule, as SQL in the type of their column."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation
from typing import Final, Literal

from ledger.definitions import Column
from projections.engines.quoting import literal
from projections.layers.columns import digits, fraction

LARGEST_INTEGER: Final = 2**63 - 1
EXACT: Final = Context(prec=10_000, Emax=20_000, Emin=-20_000)
"""Wide enough for any number that someone writes into a contract."""

Side = Literal["minimum", "maximum"]


def bound(value: str, column: Column, subject: str, side: Side, *, exclusive: bool) -> str:
    """Give SQL that is true where the subject is on the good side of a bound.

    A bound finer than the column's scale is moved to the next value that the column can hold, so that nothing is
    rounded; one beyond the column's range lets everything pass or nothing.

    Raises:
        ValueError: the text is no value of the column's type.
    """
    if column.type not in ("integer", "decimal"):
        return f"{subject} {_sign(side, exclusive=exclusive)} {value_of(value, column)}"
    exact = number(value)
    rounding = ROUND_CEILING if side == "minimum" else ROUND_FLOOR
    held = exact.quantize(_step(column), rounding=rounding, context=EXACT)
    if not _fits(held, column):
        passes = (held < 0) == (side == "minimum")
        return "TRUE" if passes else f"({subject} IS NULL)"
    return f"{subject} {_sign(side, exclusive=exclusive and held == exact)} {_number_literal(held, column)}"


def value_of(value: str, column: Column) -> str:
    """Give a value in canonical form as SQL.

    Raises:
        ValueError: the text is no value of the column's type, or has more digits than the column holds.
    """
    return VALUES[column.type](value, column)


def number(value: str) -> Decimal:
    """Read a finite number.

    Raises:
        ValueError: it is none.
    """
    try:
        exact = EXACT.create_decimal(value)
    except InvalidOperation as error:
        msg = "not a number"
        raise ValueError(msg) from error
    if not exact.is_finite():
        msg = "not a finite number"
        raise ValueError(msg)
    return exact


def _sign(side: Side, *, exclusive: bool) -> str:
    return (">" if side == "minimum" else "<") + ("" if exclusive else "=")


def _step(column: Column) -> Decimal:
    return Decimal(1).scaleb(-fraction(column)) if column.type == "decimal" else Decimal(1)


def _fits(held: Decimal, column: Column) -> bool:
    if column.type == "decimal":
        return held.copy_abs() < Decimal(10 ** (digits(column) - fraction(column)))
    return -LARGEST_INTEGER - 1 <= held <= LARGEST_INTEGER


def _number_literal(held: Decimal, column: Column) -> str:
    kind = f"DECIMAL({digits(column)},{fraction(column)})" if column.type == "decimal" else "BIGINT"
    return f"CAST({literal(format(held, 'f'))} AS {kind})"


def _number(value: str, column: Column) -> str:
    exact = number(value)
    held = exact.quantize(_step(column), rounding=ROUND_FLOOR, context=EXACT)
    if held != exact or not _fits(held, column):
        msg = "more digits than the column holds"
        raise ValueError(msg)
    return _number_literal(held, column)


def _double(value: str, _: Column) -> str:
    double = float(number(value))
    if not math.isfinite(double):
        msg = "beyond the range of a double"
        raise ValueError(msg)
    return f"CAST({literal(repr(double))} AS DOUBLE)"


def _date(value: str, _: Column) -> str:
    return f"DATE {literal(date.fromisoformat(value).isoformat())}"


def _timestamp(value: str, _: Column) -> str:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC).replace(tzinfo=None)
    return f"TIMESTAMP {literal(instant.isoformat(sep=' '))}"


def _boolean(value: str, _: Column) -> str:
    if value not in ("true", "false"):
        msg = "neither true nor false"
        raise ValueError(msg)
    return value.upper()


VALUES: Final[dict[str, Callable[[str, Column], str]]] = {
    "string": lambda value, _: literal(value),
    "integer": _number,
    "decimal": _number,
    "double": _double,
    "date": _date,
    "timestamp": _timestamp,
    "boolean": _boolean,
}
