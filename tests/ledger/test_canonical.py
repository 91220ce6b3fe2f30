from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import MAX_INTEGER, canonical, parse
from ledger.errors import InvalidEvent

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
KEYS = st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0xFFFF))
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": [1, 1.5]}, "$.a[1]"),
        ({"a": float("nan")}, "$.a"),
        ({"a": {"b": 2**53}}, "$.a.b"),
        ([-(2**53)], "$[0]"),
        ({"d": Decimal(1)}, "$.d"),
        ({"d": b"x"}, "$.d"),
        ({"a": {"\U0001f600": 1}}, "$.a"),
        ({1: 1}, "$"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: Any, where: str) -> None:
    with pytest.raises(InvalidEvent) as caught:
        canonical(value)
    assert caught.value.where == where


def test_a_refusal_never_shows_the_value() -> None:
    with pytest.raises(InvalidEvent) as caught:
        canonical({"wage": 51234.25})
    assert "51234" not in f"{caught.value.what} {caught.value.where} {caught.value.why}"


def test_half_of_a_surrogate_pair_is_refused() -> None:
    for value in ("\ud83d", {"\ud83d": 1}):
        with pytest.raises(InvalidEvent):
            canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":9007199254740992}',
        b'{"a":"\\u0041"}',
        b'{"a":NaN}',
        b"",
        b"\xff",
        b"{",
    ],
)
def test_another_spelling_of_a_value_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidEvent):
        parse(data)
