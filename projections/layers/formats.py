"""Declared formats of dates and times, compiled to a pattern and a parser's format.

The tokens are those of Java's DateTimeFormatter, which the Open Data Contract Standard uses: ``yyyy MM M dd d HH mm ss
SSS SSSSSS XXX``. Letters of a text stand between apostrophes; a ``T`` needs none. What is not said is the first there
is: ``yyyy-MM`` is the first day of the month.
"""

from __future__ import annotations

import functools
import re
from typing import Final, Literal

import attrs

from ledger.errors import JobForgeError

DATE_FORMAT: Final = "yyyy-MM-dd"
"""What a date looks like when its column does not say."""

TIMESTAMP_FORMAT: Final = "yyyy-MM-dd HH:mm:ss"
"""What a timestamp looks like when its column does not say."""

OFFSET: Final = "XXX"

TOKENS: Final = {
    "yyyy": ("(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])", "%Y"),
    "MM": ("(?:0[1-9]|1[0-2])", "%m"),
    "M": ("(?:[1-9]|1[0-2])", "%m"),
    "dd": ("(?:0[1-9]|[12][0-9]|3[01])", "%d"),
    "d": ("(?:[1-9]|[12][0-9]|3[01])", "%d"),
    "HH": ("(?:[01][0-9]|2[0-3])", "%H"),
    "mm": ("[0-5][0-9]", "%M"),
    "ss": ("[0-5][0-9]", "%S"),
    "SSS": ("[0-9]{3}", "%g"),
    "SSSSSS": ("[0-9]{6}", "%f"),
    OFFSET: ("(?:Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00))", ""),
}
"""Token to the pattern of its text and the parser's own token. An offset is at most 18 hours, as in Java."""

PARTS: Final = {"M": "MM", "d": "dd", "SSS": "SSSSSS"}
"""Other spellings of the same part."""

NEEDS: Final = {"dd": "MM", "HH": "dd", "mm": "HH", "ss": "mm", "SSSSSS": "ss", OFFSET: "HH"}
"""A part has no meaning without the larger one."""

DATE_PARTS: Final = frozenset({"yyyy", "MM", "dd"})
UNPADDED: Final = frozenset({"M", "d"})
PIECES: Final = re.compile(r"'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+|'")


class UnfitFormat(JobForgeError):
    """A format of a date or timestamp cannot be read without guessing."""

    code = "S-031"
    exit_code = 2

    def __init__(self, written_format: str, why: str) -> None:
        super().__init__(
            f"the format {written_format!r} cannot be used: {why}",
            mend=(
                "write it with yyyy MM M dd d HH mm ss SSS SSSSSS XXX, other letters between apostrophes,",
                "such as yyyy-MM-dd or yyyy-MM-dd'T'HH:mm:ssXXX",
            ),
        )


@attrs.frozen
class Format:
    """A compiled format.

    Attributes:
        pattern: what the whole text matches (RE2); a day that its month lacks still passes.
        parser: for ``strptime``, without the offset.
        has_offset: whether the text ends with an offset from UTC.
    """

    pattern: str
    parser: str
    has_offset: bool


@functools.cache
def compile_format(written: str, kind: Literal["date", "timestamp"]) -> Format:
    """Compile a declared format.

    Raises:
        UnfitFormat: an unknown or repeated token, no year, a part without the larger one, a time in a date, an offset
            that is not at the end, or a part of varying length directly before another digit.
    """
    pieces = [match.group() for match in PIECES.finditer(written)]
    tokens = [piece for piece in pieces if piece in TOKENS]
    _check_parts(written, kind, tokens)
    pattern = parser = ""
    for at, piece in enumerate(pieces):
        if piece in UNPADDED and at + 1 < len(pieces) and pieces[at + 1] in TOKENS:
            raise UnfitFormat(written, f"where {piece} ends before {pieces[at + 1]} would be a guess")
        if piece in TOKENS:
            pattern += TOKENS[piece][0]
            parser += TOKENS[piece][1]
        else:
            text = _text(written, piece)
            pattern += re.escape(text)
            parser += text.replace("%", "%%")
    if OFFSET in tokens and pieces[-1] != OFFSET:
        raise UnfitFormat(written, "an offset stands at the end")
    return Format(pattern, parser, OFFSET in tokens)


def _check_parts(written: str, kind: str, tokens: list[str]) -> None:
    parts = [PARTS.get(token, token) for token in tokens]
    if len(parts) != len(set(parts)):
        raise UnfitFormat(written, "a part is repeated")
    if "yyyy" not in parts:
        raise UnfitFormat(written, "it has no year (yyyy)")
    for part in parts:
        if NEEDS.get(part, "yyyy") not in parts:
            raise UnfitFormat(written, f"{part} has no meaning without {NEEDS[part]}")
        if kind == "date" and part not in DATE_PARTS:
            raise UnfitFormat(written, f"a date has no {part}")


def _text(written: str, piece: str) -> str:
    """Give the text that a piece stands for."""
    text = piece
    if piece == "'":
        raise UnfitFormat(written, "an apostrophe is not closed")
    if piece.startswith("'"):
        text = piece[1:-1].replace("''", "'") or "'"
    elif piece.isascii() and piece.isalpha() and piece != "T":
        raise UnfitFormat(written, f"{piece!r} is not a token")
    if any(letter.isdigit() or (letter.isspace() and letter != " ") for letter in text):
        raise UnfitFormat(written, "a text in it may not hold digits or breaks")
    return text
