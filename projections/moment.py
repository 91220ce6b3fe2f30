"""Moments in read models: ISO 8601 text, UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(text: str) -> datetime:
    """Read a moment as read models keep it."""
    return datetime.fromisoformat(text).astimezone(UTC)
