"""Text of a definition file: values that read back as they were, and comments that can do no harm."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.definitions import FixedField

WIDE = 118
"""Columns of a line; a longer comment stands above."""

BARE = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*")
MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "null", "none", "y", "n"})
"""Words that YAML or a reader of ours takes for something else than a text."""


def scalar(text: str) -> str:
    """Write a text: bare where nobody can misread it, else in quotes."""
    if BARE.fullmatch(text) and text.lower() not in MEANING:
        return text
    if '"' in text and not set(text) & {"'", "\\"} and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(map(_character, text)) + '"'


def value(found: object) -> str:
    """Write a value of a finding; None is the word ``none``."""
    match found:
        case None:
            return "none"
        case bool():
            return "true" if found else "false"
        case tuple() | list():
            return "[" + ", ".join(map(_item, found)) + "]"
        case str():
            return scalar(found)
        case _:
            return str(found)


def _item(item: object) -> str:
    if isinstance(item, FixedField):
        return f"{{name: {scalar(item.name)}, start: {item.start}, width: {item.width}}}"
    return scalar(str(item))


def comment(text: str) -> str:
    """Write a comment of one line."""
    return "# " + "".join(c if c.isprintable() else " " for c in text)


def line(key: str, found: object, why: str = "") -> list[str]:
    """Write a key with its reason: behind it where there is room, else above."""
    text = f"{key}: {value(found)}"
    if not why:
        return [text]
    said = comment(why)
    behind = f"{text:<24} {said}"
    return [behind] if len(behind) <= WIDE else [*folded(why), text]


def folded(text: str) -> list[str]:
    """Write a long comment over several lines."""
    lines, current = [], ""
    for word in comment(text)[2:].split():
        if current and len(current) + len(word) + 3 > WIDE:
            lines.append(f"# {current}")
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, f"# {current}"]


def joined(lines: Sequence[str]) -> str:
    """Join lines to a file."""
    return "\n".join(lines) + "\n"


def _character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
