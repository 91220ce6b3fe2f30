"""What tables and columns are called in a model, and what had to be called otherwise."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from projections.exports.changed import Changed

LONGEST = 100
"""Characters of a name, by the naming rules of Analysis Services."""


def names(wanted: Iterable[tuple[str, str, str]], changed: list[Changed]) -> dict[str, str]:
    """Give every subject a name that the model takes: one line, not too long, its own whatever the case.

    Args:
        wanted: subject, its plain name, what it should be called.
        changed: takes what is called otherwise.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for subject, plain, title in wanted:
        name = _fitting(title) or plain
        why = "a name is one line of at most 100 characters without spaces around it"
        if name.casefold() in taken:
            name, why = f"{name[: LONGEST - len(plain) - 3].strip()} ({plain})", "another has this name"
        number = 2
        stem = name
        while name.casefold() in taken:
            end = f" {number}"
            name, number = stem[: LONGEST - len(end)] + end, number + 1
        taken.add(name.casefold())
        found[subject] = name
        if name != title:
            changed.append(Changed(subject, title, name, why))
    return found


def _fitting(title: str) -> str:
    plain = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in title)
    return plain.strip()[:LONGEST].strip()
