from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.definitions.amounts import share, size


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5%", "0.05"),
        ("0.5 %", "0.005"),
        ("0,5\u202f%", "0.005"),
        ("100%", "1"),
        ("0%", "0"),
        ("12.345678%", "0.12345678"),
    ],
)
def test_a_percentage_becomes_a_share(text, value):
    assert share(text) == value


@pytest.mark.parametrize("text", ["5", "0.05", "101%", "100.000001%", "-1%", "five", "%", "5%%", "1e1%", "\uff15%", ""])
def test_anything_else_is_no_percentage(text):
    with pytest.raises(ValueError, match="not a percentage"):
        share(text)


@given(st.decimals(0, 100, places=6))
def test_a_share_is_exactly_a_hundredth(percent):
    assert Decimal(share(f"{percent}%")) * 100 == percent


@pytest.mark.parametrize(
    ("text", "value"), [("64", 64), ("16 MiB", 16_777_216), ("1kB", 1000), ("2 GB", 2_000_000_000)]
)
def test_a_size_becomes_bytes(text, value):
    assert size(text) == value


@pytest.mark.parametrize("text", ["1.5 MiB", "-1", "16 mib", "MiB", "", "\uff11"])
def test_anything_else_is_no_size(text):
    with pytest.raises(ValueError, match="not a number of bytes"):
        size(text)
