"""Shares and sizes as people write them."""

from __future__ import annotations

import re
from decimal import Decimal

SHARE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)[ \u00a0\u202f]?%")
SIZE = re.compile(r"([0-9]{1,12}) ?(B|KiB|MiB|GiB|kB|MB|GB)?")
UNITS = {"B": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def share(text: str) -> str:
    """Turn ``5%`` or ``0,5 %`` into the decimal share ``0.05`` or ``0.005``.

    Raises:
        ValueError: it is no percentage from 0% to 100%.
    """
    match = SHARE.fullmatch(text)
    percent = Decimal(match[1].replace(",", ".")) if match else Decimal(101)
    if percent > 100:
        msg = "not a percentage from 0% to 100%"
        raise ValueError(msg)
    return format((percent / 100).normalize(), "f")


def size(text: str) -> int:
    """Turn ``16 MiB`` or ``65536`` into bytes.

    Raises:
        ValueError: it is no size.
    """
    match = SIZE.fullmatch(text)
    if not match:
        msg = f"not a number of bytes with or without {', '.join(UNITS)}"
        raise ValueError(msg)
    return int(match[1]) * UNITS[match[2] or "B"]
