"""Which texts may name a subject or be a value; the one judge for files and commands."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ledger.names import is_name, split_table
from projections.catalog.questions.expectation import wrong_expectation
from projections.catalog.vocabulary.kinds import Kind, Property

ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
LONGEST_SUBJECT = 200
LONGEST = 20_000
"""Characters of a value: what is recorded of it stands in one event."""


def wrong_subject(kind: Kind, subject: str) -> str:
    """Say what keeps a text from naming a subject of a kind; empty where nothing does."""
    if not subject or len(subject) > LONGEST_SUBJECT:
        return f"a key has 1 to {LONGEST_SUBJECT} characters"
    match kind.name:
        case "table":
            return "" if _is_table(subject) else "a table is written layer.table, such as gold.dim_region"
        case "column":
            table, _, column = subject.rpartition(".")
            fits = _is_table(table) and is_name(column.removeprefix("_"))
            return "" if fits else "a column is written layer.table.column"
        case "source":
            return "" if is_name(subject) else "a source is named by a-z, 0-9 and _"
        case "party" | "assignment":
            return "" if _is_line(subject) else "a key is one line of text without spaces around it"
        case _:
            return "" if ID.fullmatch(subject) else "a key has a-z, 0-9 and hyphens, such as unit-group"


def wrong_value(what: Property, value: str) -> str:
    """Say what keeps a text from being a value of a property; empty where nothing does."""
    if not value.strip():
        return "it is empty"
    if len(value) > LONGEST:
        return f"it has more than {LONGEST:,} characters"
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in value):
        return "it holds control characters"
    return _wrong_shape(what, value)


def _wrong_shape(what: Property, value: str) -> str:
    wrong = ""
    match what.shape:
        case "word" if what.words and value not in what.words:
            wrong = f"it is none of: {', '.join(what.words)}"
        case "flag" if value not in ("true", "false"):
            wrong = "it is neither true nor false"
        case "date" if not _is_date(value):
            wrong = "it is no date like 2026-03-31"
        case "link":
            wrong = _wrong_link(what, value)
        case "expectation":
            wrong = wrong_expectation(value)
        case "relationship" if split_relationship(value) is None:
            wrong = "it is written column -> gold.table.column"
    return wrong


def split_link(what: Property, value: str) -> tuple[str, str]:
    """Give kind and subject of a link; where a property leads to several kinds, the kind stands before a colon."""
    if len(what.to) == 1:
        return what.to[0], value
    kind, colon, subject = value.partition(":")
    return (kind, subject) if colon else ("", value)


def subject_named(text: str) -> tuple[str, str]:
    """Give kind and subject of what a person names: ``gold.t``, ``gold.t.c``, or ``term:unit-group``.

    The kind is empty where none is told and the text is no table and no column.
    """
    from projections.catalog.vocabulary import KINDS  # as below

    before, colon, after = text.partition(":")
    if colon and before in KINDS:
        return before, after
    for kind in ("table", "column"):
        if not wrong_subject(KINDS[kind], text):
            return kind, text
    return "", text


def split_relationship(value: str) -> tuple[str, str] | None:
    """Give both ends of a relationship, a column of the table that it is said of and ``layer.table.column``."""
    start, arrow, end = (part.strip() for part in value.partition("->"))
    table, _, column = end.rpartition(".")
    return (start, end) if arrow and is_name(start) and is_name(column) and _is_table(table) else None


def _wrong_link(what: Property, value: str) -> str:
    from projections.catalog.vocabulary import KINDS  # the kinds are made of properties

    kind, subject = split_link(what, value)
    if kind not in what.to:
        return f"it is written as one of: {', '.join(f'{each}:...' for each in what.to)}"
    return wrong_subject(KINDS[kind], subject)


def _is_table(text: str) -> bool:
    try:
        split_table(text)
    except ValueError:
        return False
    return True


def _is_line(text: str) -> bool:
    return text == text.strip() and not any(unicodedata.category(c).startswith("C") for c in text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
