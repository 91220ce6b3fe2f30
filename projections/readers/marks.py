"""Which part of a record offends: found in its text, by the same rules by which it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ledger.definitions import Csv, FixedWidth
from projections.readers.csv.dialect import make_dialect
from projections.readers.fixed_width.ruler import make_ruler

Mark = tuple[int, int]
"""Begin and end in characters; an empty one stands where something is missing."""

FIELD: Final = re.compile(r"\bfield (\d+)")
EXPECTED: Final = re.compile(r"(\d+) fields, (\d+) are expected")
CHARACTERS: Final = re.compile(r"characters (\d+) to (\d+)")
AFTER: Final = re.compile(r"after character (\d+)")
NOT_READ: Final = re.compile(r"(?:\\x[0-9a-f]{2})+")
"""Bytes that are none of the encoding, as they are shown."""


def fields_of(text: str, form: Csv | FixedWidth) -> list[Mark]:
    """Give where each field of a record stands, quotes included; as far as it can be read."""
    if isinstance(form, FixedWidth):
        return list(make_ruler(form, form.columns, "utf-8").fields)
    dialect = make_dialect(form, "utf-8")
    data, at = text.encode("utf-8", "surrogatepass"), 0
    found: list[Mark] = []
    while (match := dialect.field.match(data, at)) is not None:
        found.append((at, match.end()))
        at = match.end()
        if not data.startswith(dialect.delimiter, at):
            break
        at += len(dialect.delimiter)
    return [(_characters(data, start), _characters(data, stop)) for start, stop in found]


def _characters(data: bytes, until: int) -> int:
    return len(data[:until].decode("utf-8", "surrogatepass"))


def of_fault(text: str, form: Csv | FixedWidth, code: str, reason: str) -> Iterator[Mark]:
    """Give what offends in a record that could not be read.

    Args:
        text: of the record; what could not be decoded is shown as escapes.
        form: how it was to be read.
        code: with which it was refused.
        reason: why, as it was told.
    """
    fields = fields_of(text, form)
    if code == "D-002":
        yield from (match.span() for match in NOT_READ.finditer(text))
    elif code == "D-003":
        yield from (match.span() for match in re.finditer("\0", text))
    elif (counted := EXPECTED.search(reason)) is not None:
        found, expected = int(counted[1]), int(counted[2])
        too_many = found > expected and len(fields) > expected
        yield (fields[expected][0] if too_many else len(text)), len(text)
    elif (field := FIELD.search(reason)) is not None:
        begin = fields[int(field[1]) - 2][1] + len(_delimiter(form)) if int(field[1]) > 1 else 0
        yield begin, len(text)
    elif (span := CHARACTERS.search(reason)) is not None:
        yield int(span[1]) - 1, int(span[2])
    elif (after := AFTER.search(reason)) is not None:
        yield int(after[1]), len(text)


def _delimiter(form: Csv | FixedWidth) -> str:
    return form.delimiter if isinstance(form, Csv) else ""


def of_value(text: str, form: Csv | FixedWidth, place: int, value: str | None) -> Mark | None:
    """Give the field that holds a value: at its place among the columns, or the one field that holds it.

    Args:
        text: of the record.
        form: how it was read.
        place: of the column among those of the file, from 0.
        value: as it was read; None for no value.
    """
    fields = fields_of(text, form)
    held = [_held(text[start:stop], form) for start, stop in fields]
    if place < len(fields) and held[place] == (value or ""):
        return fields[place]
    same = [mark for mark, one in zip(fields, held, strict=True) if one == (value or "")]
    return same[0] if len(same) == 1 else None


def _held(field: str, form: Csv | FixedWidth) -> str:
    quote = form.quote if isinstance(form, Csv) else None
    if quote is None or not field.startswith(quote):
        return field
    body = field[1:].removesuffix(quote)
    if isinstance(form, Csv) and form.escape is not None:
        return re.sub(re.escape(form.escape) + "(.)", r"\1", body, flags=re.DOTALL)
    return body.replace(quote * 2, quote)
