"""Lists, structs and maps as JSON: keys of a struct in the order of the alphabet, a map as its entries in order.

Whole numbers, finite binary numbers and booleans are JSON's own; all else is its canonical text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pyarrow as pa

Leaf = Callable[[pa.Array], Sequence[object]]


class NoText(Exception):
    """Something in a value has no text.

    Attributes:
        code: of the reason.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def documents(array: pa.Array, leaf: Leaf) -> list[str | None]:
    """Give the JSON of each value; None for null.

    Args:
        array: of lists, structs or maps.
        leaf: gives the texts of what is not nested and not JSON's own.

    Raises:
        NoText: of something in it.
    """
    values = _values(array, leaf)
    return [None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() for value in values]


def plain(array: pa.Array) -> pa.Array:
    """Give the values themselves, of an array that has them behind a dictionary or another type."""
    if isinstance(array, pa.ExtensionArray):
        return plain(array.storage)
    return plain(array.dictionary_decode()) if pa.types.is_dictionary(array.type) else array


def _values(array: pa.Array, leaf: Leaf) -> list[Any]:
    """Give what JSON is made of."""
    array = plain(array)
    kind = array.type
    if pa.types.is_nested(kind):
        make = _structs if pa.types.is_struct(kind) else _maps if pa.types.is_map(kind) else _lists
        return make(array, leaf)
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return list(array.to_pylist())
    if pa.types.is_float64(kind):
        numbers = zip(array.to_pylist(), leaf(array), strict=True)
        return [number if number is None or math.isfinite(number) else text for number, text in numbers]
    return list(leaf(array))


def _structs(array: pa.Array, leaf: Leaf) -> list[Any]:
    names = [field.name for field in array.type]
    columns = [_values(column, leaf) for column in array.flatten()]
    there = array.is_valid().to_pylist()
    rows = zip(*columns, strict=True) if columns else ((),) * len(array)
    return [dict(zip(names, row, strict=True)) if is_there else None for row, is_there in zip(rows, there, strict=True)]


def _maps(array: pa.Array, leaf: Leaf) -> list[Any]:
    keys, items = (_values(_used(array, part), leaf) for part in (array.keys, array.items))
    return _cut(array, [{"key": key, "value": item} for key, item in zip(keys, items, strict=True)])


def _lists(array: pa.Array, leaf: Leaf) -> list[Any]:
    if pa.types.is_fixed_size_list(array.type):
        array = array.cast(pa.list_(array.type.value_type))
    return _cut(array, _values(_used(array, array.values), leaf))


def _used(array: pa.Array, entries: pa.Array) -> pa.Array:
    """Give the entries of these lists, of the entries of all lists in the buffer."""
    first, last = array.offsets[0].as_py(), array.offsets[-1].as_py()
    return entries.slice(first, last - first)


def _cut(array: pa.Array, entries: list[Any]) -> list[Any]:
    """Give each list its entries."""
    offsets, there = array.offsets.to_pylist(), array.is_valid().to_pylist()
    first = offsets[0]
    ranges = zip(offsets[:-1], offsets[1:], there, strict=True)
    return [entries[start - first : stop - first] if is_there else None for start, stop, is_there in ranges]
