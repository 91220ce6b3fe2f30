"""Values of rows as SQL that means exactly these values."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from projections.engines.quoting import literal


def as_value(value: Any, kind: str) -> str:
    """Write a value as SQL of a type.

    Args:
        value: as pyarrow gives it; None is NULL.
        kind: the engine's type of its column.
    """
    if value is None:
        return f"CAST(NULL AS {kind})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return f"from_hex({literal(value.hex())})"
    if isinstance(value, str):
        return literal(value) if value.isprintable() else f"decode(from_hex({literal(value.encode().hex())}))"
    text = repr(value) if isinstance(value, float) and math.isfinite(value) else str(value)
    return f"CAST({literal(text)} AS {kind})"


def as_literal(value: Any) -> str:
    """Write a value as SQL of the type that pyarrow gives it."""
    kinds: tuple[tuple[type, str], ...] = (
        (float, "DOUBLE"), (int, "HUGEINT"), (datetime, "TIMESTAMP"), (date, "DATE"), (Decimal, "DECIMAL(38, 10)"),
    )  # fmt: skip
    return as_value(value, next((name for kind, name in kinds if isinstance(value, kind)), "VARCHAR"))
