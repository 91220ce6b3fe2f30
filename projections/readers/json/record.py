"""One record: its keys and values as texts, or why it is none.

The parser of the standard library reads it, and hands over numbers as they are written. Nested values are cut out of
the text by the same parser, value by value.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

import attrs

from projections.readers.csv.parts import Fault
from projections.readers.json.piece import ESCAPED, Piece
from projections.readers.json.walk import Walk
from projections.readers.keyed import Row

UNDECODED: Final = re.compile("[\ud800-\udfff]")
WHOLE: Final = re.compile(
    r"(?:[^\\]++|\\[^u]|\\u(?![dD][89a-fA-F])|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*+"
)
"""JSON without half a character."""

MEMBER: Final = re.compile(
    r"""[{,][ \t\n\r]*+"(?:[^"\\]++|\\.)*+"[ \t\n\r]*+:[ \t\n\r]*+"""
    r"""(?:("(?:[^"\\]++|\\.)*+"|[^"{\[,} \t\n\r]++)[ \t\n\r]*+|([{\[]))"""
)
"""What stands before a value in JSON, and the value, or where it begins if it is nested."""

BLANK: Final = re.compile(r"[ \t\n\r]*")
WIDEST: Final = 4
"""Bytes of a character, at most."""

NO_OBJECT: Final = Fault("P-050", "a value that is no object, so that nothing names its fields")
TWICE: Final = Fault("P-052", "a key that stands twice in one object")
HALF: Final = Fault("P-053", "half a character, written as \\u")
ODD: Final = Fault("P-055", "NaN or Infinity, which JSON does not have")


class Refuse(Exception):
    """A record is refused, or goes on behind the piece.

    Attributes:
        fault: what the parser says; None where it does not know.
    """

    def __init__(self, fault: Fault | None) -> None:
        super().__init__(fault)
        self.fault = fault


@attrs.frozen
class Records:
    """Reads and judges records.

    Attributes:
        codec: of the window.
        max_depth: of arrays and objects in each other.
        limit: bytes of the longest record.
    """

    codec: str
    max_depth: int
    limit: int

    def read(self, text: str, at: int, piece: Piece) -> tuple[Row, int]:
        """Read the record that begins at a character; tell at which it ends.

        Args:
            text: the piece, or a line of it.
            at: where the record begins.
            piece: what is known of all of its text.

        Raises:
            Refuse: it is none, or the text ends within it.
        """
        try:
            row, end = _parse(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            raise Refuse(None) from error
        if not piece.is_decoded and UNDECODED.search(text, at, end):
            raise Refuse(None)
        if not isinstance(row, dict):
            raise Refuse(NO_OBJECT)
        if piece.has_halves and not WHOLE.fullmatch(text, at, end):
            raise Refuse(HALF)
        if text.find("{", at + 1, end) > 0 or text.find("[", at, end) > 0:
            self._check_depth(text, at, end)
            row = _cut(text, at, row)
        return row, end

    @property
    def too_long(self) -> Fault:
        """What is wrong with a record beyond the limit."""
        return Fault("P-007", f"a record longer than {self.limit} bytes")

    def judge(self, raw: bytes, deepest: int, fault: Fault | None) -> Fault | None:
        """Tell why a record that has ended is refused: bytes and depth come before all that is said of it.

        Args:
            raw: the record.
            deepest: arrays and objects that were open at once.
            fault: what else is wrong with it.
        """
        if not is_decoded(raw, self.codec):
            return Fault("D-002", f"bytes that are not {self.codec}")
        if deepest > self.max_depth:
            return Fault("P-054", f"deeper than {self.max_depth} arrays and objects in each other")
        return fault

    def _check_depth(self, text: str, at: int, end: int) -> None:
        if text.count("{", at, end) + text.count("[", at, end) > self.max_depth:
            walk = Walk()
            walk.advance(text[at:end].encode(self.codec, ESCAPED), 0, final=True)
            if walk.deepest > self.max_depth:
                raise Refuse(None)


def is_decoded(raw: bytes, codec: str) -> bool:
    """Tell whether bytes are of a codec."""
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refuse(TWICE)
    return found


def _no_constant(_: str) -> Any:
    raise Refuse(ODD)


_parse: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=str, parse_int=str, parse_constant=_no_constant
).raw_decode


def _cut(text: str, at: int, row: dict[str, Any]) -> dict[str, Any]:
    """Give a row with its nested values as they stand in the text.

    Args:
        text: that holds the record, which is known to be JSON.
        at: where it begins.
        row: as it was parsed.
    """
    cut = dict(row)
    nested = [key for key, value in row.items() if value.__class__ is dict or value.__class__ is list]
    for key in nested:
        member = MEMBER.match(text, at)
        while member is not None and member[2] is None:  # a value that is not nested
            at = member.end()
            member = MEMBER.match(text, at)
        if member is None:
            break
        begin = member.start(2)
        _, end = _parse(text, begin)
        cut[key] = text[begin:end]
        at = step(text, end)
    return cut


def step(text: str, at: int) -> int:
    """Step over blanks."""
    return BLANK.match(text, at).end()  # type: ignore[union-attr] # it matches anything
