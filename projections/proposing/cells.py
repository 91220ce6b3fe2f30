"""What a single cell looks like: a number, a date, a word for something missing, or a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

Look = Literal["number", "date", "text", "missing"]

NULL_WORDS: Final = frozenset(
    [
        "..",
        "...",
        "-",
        "--",
        "—",
        "NA",
        "N/A",
        "n/a",
        "n.a.",
        "NULL",
        "null",
        "NaN",
        "nan",
        "#N/A",
        "n.d.",
        "n.d",
        "N.D.",
        "nd",
        "s.o.",
        "S.O.",
        "x",
        "X",
        "F",
        ".",
    ]
)
"""What publishers write for a missing value; only among numbers or dates is one of them taken for that."""

SPACES: Final = "\u0020\u00a0\u202f"
NUMBER: Final = re.compile(
    rf"[+-]?[0-9]{{1,3}}(?:[{SPACES}'.,][0-9]{{3}})*(?:[.,][0-9]+)?%?|[+-]?[0-9]+(?:[.,][0-9]+)?%?"
)
DATE: Final = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?:[ T].*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}(?: .*)?"
)
YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?:[-/][0-9]{2,4})?")


def look_of(cell: str | None) -> Look:
    """Tell what a cell looks like."""
    text = (cell or "").strip(f"{SPACES}\t")
    if not text or text in NULL_WORDS:
        return "missing"
    if DATE.fullmatch(text):
        return "date"
    return "number" if NUMBER.fullmatch(text) else "text"


def is_heading(fields: Iterable[str | None]) -> bool:
    """Tell whether fields could be the names of columns: texts or years, none of them twice."""
    names = [(field or "").strip() for field in fields]
    given = [name for name in names if name]
    if len(given) < len(names) / 2 or len(set(given)) < len(given):
        return False
    return all(look_of(name) in ("text", "missing") or YEAR.fullmatch(name) for name in given)
