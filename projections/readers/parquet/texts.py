"""The canonical text of every type that Parquet has.

Whole numbers plain; decimals at their scale; binary numbers as in ``projections.readers.numbers``; ``true`` and
``false``; ISO 8601 dates, times, and timestamps with as many digits as their unit has (nanoseconds: six where the last
three are zeros); those of any time zone as the instant in UTC with a ``Z``; bytes as upper-case base16; what is nested
as JSON. Null stays null.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from projections.readers.numbers import number_texts
from projections.readers.parquet import nested

NOT_UTF8, NO_DATE = "D-002", "P-083"
REASONS = {NOT_UTF8: "bytes that are not utf-8", NO_DATE: "a date that no calendar has"}
"""Code of a fault to what is said of it."""

STRINGS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
BINARY = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary, pa.types.is_binary_view)
OUT_OF_RANGE = "<value out of range"


@attrs.frozen
class Told:
    """The texts of an array.

    Attributes:
        texts: as long as the array; what stands at a fault has no meaning.
        faults: place of each value that has no text, to the code of the reason.
    """

    texts: pa.Array
    faults: dict[int, str]


def tell(array: pa.Array) -> Told:
    """Give the text of each value."""
    array = nested.plain(array)
    kind = array.type
    if pa.types.is_nested(kind):
        return _nested(array)
    if any(is_kind(kind) for is_kind in STRINGS):
        return _strings(array)
    return _checked(_texts(array))


def stored(value: pa.Array) -> object:
    """Give an array of one value as JSON has it: its text, or what is stored where it has none."""
    if pa.types.is_nested(value.type):
        return nested.documents(value, lambda leaf: [stored(leaf.slice(n, 1)) for n in range(len(leaf))])[0]
    told = tell(value)
    if not told.faults:
        return told.texts[0].as_py()
    if told.faults[0] == NOT_UTF8:
        return {"base16": nested.plain(value).cast(pa.large_binary())[0].as_py().hex().upper()}
    return {"stored": nested.plain(value)[0].value}


def _texts(array: pa.Array) -> pa.Array:
    make = next((make for is_kind, make in MAKERS if is_kind(array.type)), _cast)
    return make(array)


def _cast(array: pa.Array) -> pa.Array:
    return array.cast(pa.string())


def _is_binary(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in BINARY)


def _strings(array: pa.Array) -> Told:
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return _undecodable(array)
    return Told(array.cast(pa.string()), {})


def _undecodable(array: pa.Array) -> Told:
    """Read texts one by one, where some are none."""
    texts: list[str | None] = []
    faults = {}
    for place, value in enumerate(array.cast(pa.large_binary()).to_pylist()):
        try:
            texts.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            texts.append(None)
            faults[place] = NOT_UTF8
    return Told(pa.array(texts, pa.string()), faults)


def _checked(texts: pa.Array) -> Told:
    """Find what Arrow has no text for, dates beyond the year 32767 for one."""
    if not pc.any(bad := pc.fill_null(pc.starts_with(texts, OUT_OF_RANGE), False)).as_py():
        return Told(texts, {})
    return Told(texts, dict.fromkeys(pc.indices_nonzero(bad).to_pylist(), NO_DATE))


def _decimals(array: pa.Array) -> pa.Array:
    """Write digits at the scale; Arrow has an exponent where a number is small or the scale negative."""
    texts = array.cast(pa.string())
    if not pc.any(pc.match_substring(texts, "E")).as_py():
        return texts
    return pa.array([None if t is None else format(Decimal(t), "f") for t in texts.to_pylist()], pa.string())


def _timestamps(array: pa.Array) -> pa.Array:
    kind = array.type
    texts = pc.replace_substring(array.cast(pa.timestamp(kind.unit)).cast(pa.string()), " ", "T", max_replacements=1)
    if kind.unit == "ns":
        texts = _without_zeros(texts)
    if kind.tz is None:
        return texts
    return pc.if_else(pc.starts_with(texts, "<"), texts, pc.binary_join_element_wise(texts, "Z", ""))


def _without_zeros(texts: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(texts, "000$", "")


def _times(array: pa.Array) -> pa.Array:
    texts = array.cast(pa.string())
    return _without_zeros(texts) if array.type.unit == "ns" else texts


def _base16(array: pa.Array) -> pa.Array:
    return pa.array([None if value is None else value.hex().upper() for value in array.to_pylist()], pa.string())


def _durations(array: pa.Array) -> pa.Array:
    """Write seconds: ``PT90S``, ``PT-1.5S``."""
    places = {"s": 0, "ms": 3, "us": 6, "ns": 9}[array.type.unit]
    counts = array.cast(pa.int64()).to_pylist()
    return pa.array([None if n is None else f"PT{_seconds(n, places)}S" for n in counts], pa.string())


def _seconds(count: int, places: int) -> str:
    text = format(Decimal(count).scaleb(-places), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _nested(array: pa.Array) -> Told:
    """Write JSON; where something in it has no text, value by value."""
    try:
        return Told(pa.array(nested.documents(array, _leaf), pa.string()), {})
    except nested.NoText as error:
        if len(array) == 1:
            return Told(pa.nulls(1, pa.string()), {0: error.code})
    told = [_nested(array.slice(place, 1)) for place in range(len(array))]
    faults = {place: one.faults[0] for place, one in enumerate(told) if one.faults}
    return Told(pa.concat_arrays([one.texts for one in told]), faults)


def _leaf(array: pa.Array) -> list[str | None]:
    """Give the texts of what is not nested itself."""
    told = tell(array)
    if told.faults:
        raise nested.NoText(next(iter(told.faults.values())))
    texts: list[str | None] = told.texts.to_pylist()
    return texts


MAKERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (pa.types.is_floating, number_texts),
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _timestamps),
    (pa.types.is_time, _times),
    (pa.types.is_duration, _durations),
    (_is_binary, _base16),
)
"""Who writes a type that Arrow writes otherwise."""
