"""What is expected of an answer, in a small language.

::

    expectation = part { ("and" | ";") part }
    part        = "rows" compare whole-number            how many rows there are
                | "value" compare literal                the one value of an answer of one row and one column
                | column compare literal                 each value of a column; a null is none that fits
                | "no nulls in" column { "," column }
                | "no repeats in" column { "," column }  no two rows have the same values in these columns
    compare     = "=" | "!=" | "<" | "<=" | ">" | ">="
    literal     = number | 'text' (dates too: '2026-03-31') | true | false
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal, TypeAlias

import attrs

from ledger.names import is_name

Compare: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Wanted: TypeAlias = Decimal | str | bool

_TOKENS: Final = re.compile(
    r"\s*(?:('(?:[^']|'')*')|(<=|>=|!=|[=<>;,])|(-?\d+(?:\.\d+)?(?![\w.]))|([A-Za-z_]\w*)|(\S))"
)
_COMPARES: Final = ("=", "!=", "<", "<=", ">", ">=")
_WORDS: Final = ("rows", "value", "no", "nulls", "repeats", "in", "and", "true", "false")
FORMS: Final = "rows > 0; value = 35; amount >= 0; no nulls in a, b; no repeats in a, b; joined by `and`"


@attrs.frozen
class Part:
    """One thing that is expected.

    Attributes:
        text: as written, with single spaces.
        about: what it is about.
        columns: which; none for ``rows`` and ``value``.
        compare, wanted: how it is compared, and with what; empty for ``nulls`` and ``repeats``.
    """

    text: str
    about: Literal["rows", "value", "column", "nulls", "repeats"]
    columns: tuple[str, ...] = ()
    compare: Compare | None = None
    wanted: Wanted = ""


class NoExpectation(ValueError):
    """A text that expects nothing; it says why in a few words."""


def parse_expectation(text: str) -> tuple[Part, ...]:
    """Take an expectation apart.

    Raises:
        NoExpectation: it is none.
    """
    words = [match[0].strip() for match in _TOKENS.finditer(text.strip())]
    parts: list[list[str]] = [[]]
    for word in words:
        if word == ";" or word.lower() == "and":
            parts.append([])
        else:
            parts[-1].append(word)
    return tuple(_part(part) for part in parts)


def wrong_expectation(text: str) -> str:
    """Say what keeps a text from being an expectation; empty where nothing does."""
    try:
        parse_expectation(text)
    except NoExpectation as error:
        return str(error)
    return ""


def _part(words: list[str]) -> Part:
    text = " ".join(words).replace(" ,", ",")
    match [word.lower() for word in words]:
        case ["no", "nulls" | "repeats" as about, "in", _, *_]:
            return Part(text, "nulls" if about == "nulls" else "repeats", _columns(words[3:], text))
        case [about, "=" | "!=" | "<" | "<=" | ">" | ">=" as compare, _]:
            return _compared(text, about, compare, words[2])
        case _:
            msg = f"{text!r} expects nothing; write such as: {FORMS}" if words else "an expectation is missing"
            raise NoExpectation(msg)


def _compared(text: str, about: str, compare: Compare, word: str) -> Part:
    wanted = _literal(word, text)
    if about == "rows":
        if not isinstance(wanted, Decimal) or wanted != wanted.to_integral_value() or wanted < 0:
            msg = f"{text!r} does not compare the rows with a whole number"
            raise NoExpectation(msg)
        return Part(text, "rows", (), compare, wanted)
    if about == "value":
        return Part(text, "value", (), compare, wanted)
    return Part(text, "column", _columns([about], text), compare, wanted)


def _columns(words: list[str], text: str) -> tuple[str, ...]:
    names, commas = words[::2], words[1::2]
    if len(words) % 2 == 0 or any(comma != "," for comma in commas):
        msg = f"the columns in {text!r} are not separated by commas"
        raise NoExpectation(msg)
    for name in names:
        if not is_name(name.lower()) or name.lower() in _WORDS:
            msg = f"{name!r} in {text!r} is no name of a column"
            raise NoExpectation(msg)
    return tuple(name.lower() for name in names)


def _literal(word: str, text: str) -> Wanted:
    if word.startswith("'"):
        return word[1:-1].replace("''", "'")
    if word.lower() in ("true", "false"):
        return word.lower() == "true"
    if re.fullmatch(r"-?\d+(?:\.\d+)?", word):
        return Decimal(word)
    msg = f"{word!r} in {text!r} is no number, no true or false, and no text in single quotes"
    raise NoExpectation(msg)
