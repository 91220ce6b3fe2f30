"""Bounds and allowed values of a contract, in the canonical text of their column's type."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from ledger.definitions import Column

NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def canonical_value(text: str, column: Column) -> str:
    """Give an allowed value in canonical form: ``7.5`` in a decimal(6,2) is ``7.50``, a timestamp is UTC.

    Raises:
        ValueError: the column can never hold it; the message says why.
    """
    from projections.layers.bounds import value_of  # loads the data libraries

    canonical = canonical_bound(text, column)
    value_of(canonical, column)
    if column.type == "decimal":
        whole, _, fraction = canonical.partition(".")
        places = column.scale or 0
        return f"{whole}.{fraction[:places]:0<{places}}" if places else whole
    return canonical.removesuffix(".0") if column.type == "integer" else canonical


def canonical_bound(text: str, column: Column) -> str:
    """Give a bound in canonical form; a number keeps its exact value, even where it is finer than the column.

    Raises:
        ValueError: it is no value of the column's type; the message says why.
    """
    match column.type:
        case "integer" | "decimal":
            return _number(text)
        case "double":
            return repr(float(_number(text)))
        case "date":
            return _matching(DATE, text, "a date is written 2026-12-31 here") and date.fromisoformat(text).isoformat()
        case "timestamp":
            return _timestamp(text)
        case "boolean":
            return _matching(re.compile("true|false"), text, "it is true or false")
        case "string":
            return text


def order_of(canonical: str, column: Column) -> tuple[Decimal, str]:
    """Give what bounds of one column are compared by: dates and times in canonical form sort as text."""
    from projections.layers.bounds import number  # loads the data libraries

    if column.type in ("integer", "decimal", "double"):
        return number(canonical), ""
    return Decimal(0), canonical


def _number(text: str) -> str:
    """Give a number without exponent, superfluous zeros or a plus sign."""
    from projections.layers.bounds import number  # loads the data libraries

    plain = format(number(_matching(NUMBER, text, "it is no number")), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def _timestamp(text: str) -> str:
    moment = datetime.fromisoformat(_matching(TIMESTAMP, text, "a moment is written 2026-12-31 23:59:59 here"))
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ")


def _matching(pattern: re.Pattern[str], text: str, why: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(why)
    return text
