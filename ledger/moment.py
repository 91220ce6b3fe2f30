"""Moments as the stored bytes have them: microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Turn a moment into microseconds, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(microseconds: int) -> datetime:
    """Turn microseconds into a moment, exactly."""
    return EPOCH + timedelta(microseconds=microseconds)
