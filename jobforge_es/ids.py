"""Ids and clocks: recorded inputs, never asked for twice."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable

Clock = Callable[[], int]
"""Gives microseconds since 1970, UTC."""


def system_clock() -> int:
    """Tell the time of this machine in microseconds, UTC."""
    return time.time_ns() // 1000


def uuid7(microseconds: int) -> uuid.UUID:
    """Make a UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, the rest random."""
    number = (microseconds // 1000 & (1 << 48) - 1) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=number)
