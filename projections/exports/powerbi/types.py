"""Types of the engine, as Power BI has them."""

from __future__ import annotations

import re
from typing import Final

_DECIMAL: Final = re.compile(r"(?:decimal|numeric)\((\d+),\s*(\d+)\)", re.IGNORECASE)
_FIXED = 4
"""Decimals of the fixed decimal type, and digits before them."""
_FIXED_WHOLE = 15
_PLAIN: Final = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "int", "bigint", "utinyint", "usmallint", "uinteger"), "int64"),
    **dict.fromkeys(("double", "float", "real", "number"), "double"),
    **dict.fromkeys(("date", "timestamp", "timestamptz", "timestamp with time zone", "timestamp_s"), "dateTime"),
    **dict.fromkeys(("timestamp_ms", "timestamp_ns"), "dateTime"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    **dict.fromkeys(("blob", "binary"), "binary"),
    **dict.fromkeys(("string", "varchar", "text"), "string"),
}
_WIDE: Final = ("ubigint", "hugeint", "uhugeint")


def data_type(kind: str) -> tuple[str, str]:
    """Give the type of a model for a type of the engine, and what is lost by it; empty where nothing is."""
    plain = kind.strip().lower()
    if plain in _PLAIN:
        return _PLAIN[plain], ""
    if plain in _WIDE:
        return "double", "a whole number of more than 18 digits: about 15 digits are exact"
    if decimal := _DECIMAL.fullmatch(plain):
        digits, places = int(decimal[1]), int(decimal[2])
        if places <= _FIXED and digits - places <= _FIXED_WHOLE:
            return "decimal", ""
        return "double", "a fixed decimal number has 4 decimals and 15 digits before them: about 15 digits are exact"
    return "string", "Power BI has no such type: it is read as text"
