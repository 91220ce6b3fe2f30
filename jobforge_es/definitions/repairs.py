"""By when a row that was set aside is to be mended: the service level ``timeToRepair`` of a contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

UNITS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "mo": 30, "y": 365}
"""First letters of the units that the standard names, in days; ``mi`` (minutes) is not among them."""


def repair_time(about: Mapping[str, str]) -> timedelta | None:
    """Tell how long a row may stay set aside; None where the contract does not say, or says it in another way.

    Args:
        about: of the contract.
    """
    promised = json.loads(about.get("slaProperties", "[]"))
    return next((time for each in promised if (time := _promised(each)) is not None), None)


def is_repair_time(promise: object) -> bool:
    """Tell whether a service level, as written, says how long a row may stay set aside."""
    return _promised(promise) is not None


def _promised(promise: object) -> timedelta | None:
    match promise:
        case {"property": "timeToRepair", "value": value, **more}:
            return _time(str(value), str(more.get("unit", "d")).lower())
        case _:
            return None


def _time(value: str, unit: str) -> timedelta | None:
    short = unit if unit in UNITS else unit[:1]
    try:
        return None if unit.startswith("mi") else timedelta(days=float(value) * UNITS[short])
    except (ValueError, KeyError, OverflowError):
        return None
