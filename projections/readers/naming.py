"""From the headers of a source to column names: always the same, never two alike."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ledger.definitions.source import HeaderName
from projections.readers.refusals import HeaderClash, HeaderMismatch

LONGEST = 63
"""Characters of a column name."""

LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ß": "ss", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that Unicode does not take apart into a letter and a mark, and that European headers hold."""


def name_columns(headers: Sequence[str]) -> tuple[HeaderName, ...]:
    """Give every header its column name, in order.

    Raises:
        HeaderClash: two headers lead to one name.
    """
    taken: dict[str, int] = {}
    named = []
    for place, header in enumerate(headers, start=1):
        name = _name(header, place)
        if name in taken:
            first = taken[name]
            raise HeaderClash((first, place), headers[first - 1], header, name)
        taken[name] = place
        named.append(HeaderName(header, name))
    return tuple(named)


def expect_header(found: Sequence[str], expected: Sequence[str]) -> None:
    """Require the header to be exactly the expected one: the same texts in the same order.

    Raises:
        HeaderMismatch: it is not; the error tells the missing, the new and the moved columns.
    """
    if tuple(found) == tuple(expected):
        return
    missing, new = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    both = zip(_without(expected, missing), _without(found, new), strict=True)
    moved = tuple(ours for ours, theirs in both if ours != theirs)
    raise HeaderMismatch(tuple(missing.elements()), tuple(new.elements()), moved)


def _name(header: str, place: int) -> str:
    folded = unicodedata.normalize("NFKD", header).lower().translate(LETTERS)
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    name = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
    if not name:
        return f"column_{place}"
    if name[0].isdigit():
        name = f"c_{name}"
    return name[:LONGEST].rstrip("_")


def _without(headers: Sequence[str], leave_out: Counter[str]) -> list[str]:
    left = Counter(leave_out)
    kept = []
    for header in headers:
        if left[header]:
            left[header] -= 1
        else:
            kept.append(header)
    return kept
