"""Hypothesis strategies for everything that can be recorded, made from the types of the fields."""

from __future__ import annotations

import functools
import types
import typing
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

import attrs
from hypothesis import strategies as st

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: INTEGERS,
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3),
}


@functools.cache
def of(kind: Any) -> st.SearchStrategy[Any]:
    """Give a strategy for any annotation that the language of events uses."""
    kind = getattr(kind, "__supertype__", kind)
    origin = get_origin(kind)
    if kind in SIMPLE:
        return SIMPLE[kind]
    if origin is Literal:
        return st.sampled_from(get_args(kind))
    if origin in (Union, types.UnionType):
        return st.one_of(*map(of, get_args(kind)))
    if origin is tuple:
        return st.lists(of(get_args(kind)[0]), max_size=2).map(tuple)
    if origin is dict:
        keys = st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0xFFFF), max_size=6)
        return st.dictionaries(keys, of(get_args(kind)[1]), max_size=2)
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: of(hints[field.name]) for field in attrs.fields(kind)})
