"""Every type of Parquet as text."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.readers.numbers import number_text, number_texts
from projections.readers.parquet.texts import tell

DAY = dt.datetime(2024, 2, 29, 13, 14, 15)


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (pa.nulls(2), [None, None]),
        (pa.array([True, False, None]), ["true", "false", None]),
        (pa.array([-1, 2**63 - 1, None]), ["-1", "9223372036854775807", None]),
        (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
        (pa.array([1.0, 0.1, 1e10, 1e-7, math.nan, -math.inf]), ["1", "0.1", "10000000000", "0.0000001", "nan", "-inf"]),
        (pa.array([0.1, 16777217.0], pa.float32()), ["0.1", "16777216"]),
        (pa.array([0.1, 2.0], pa.float32()).cast(pa.float16()), ["0.1", "2"]),
        (pa.array([Decimal("1.10"), Decimal("-0.01")]), ["1.10", "-0.01"]),
        (pa.array([Decimal("0.000000001")], pa.decimal128(20, 12)), ["0.000000001000"]),
        (pa.array([Decimal(100)], pa.decimal128(5, -2)), ["100"]),
        (pa.array(["", "007", "1e3", " a\n", None]), ["", "007", "1e3", " a\n", None]),
        (pa.array(["é"], pa.large_string()), ["é"]),
        (pa.array(["é"], pa.string_view()), ["é"]),
        (pa.array([b"\x00\xff", b"", None]), ["00FF", "", None]),
        (pa.array([b"\x00\xff"], pa.binary(2)), ["00FF"]),
        (pa.array([dt.date(2024, 2, 29), dt.date(1, 1, 1)]), ["2024-02-29", "0001-01-01"]),
        (pa.array([DAY], pa.date64()), ["2024-02-29"]),
        (pa.array([DAY], pa.timestamp("s")), ["2024-02-29T13:14:15"]),
        (pa.array([DAY], pa.timestamp("ms")), ["2024-02-29T13:14:15.000"]),
        (pa.array([DAY], pa.timestamp("us")), ["2024-02-29T13:14:15.000000"]),
        (pa.array([1_000, 1_001], pa.timestamp("ns")), ["1970-01-01T00:00:00.000001", "1970-01-01T00:00:00.000001001"]),
        (pa.array([0, None], pa.timestamp("s", "UTC")), ["1970-01-01T00:00:00Z", None]),
        (pa.array([0], pa.timestamp("s", "America/Toronto")), ["1970-01-01T00:00:00Z"]),
        (pa.array([3661], pa.time32("s")), ["01:01:01"]),
        (pa.array([3661], pa.time64("ns")), ["00:00:00.000003661"]),
        (pa.array([90, -1, None], pa.duration("s")), ["PT90S", "PT-1S", None]),
        (pa.array([1_500_000], pa.duration("us")), ["PT1.5S"]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", None, "a"]),
        (pa.array([[1, None], [], None]), ["[1,null]", "[]", None]),
        (pa.array([[1, 2]], pa.list_(pa.int8(), 2)), ["[1,2]"]),
        (pa.array([{"b": 1.5, "a": DAY}, None]), ['{"a":"2024-02-29T13:14:15.000000","b":1.5}', None]),
        (pa.array([[Decimal("1.10")]]), ['["1.10"]']),
        (pa.array([[math.nan, 1.0, b"\xff"[0] / 2]]), ['["nan",1.0,127.5]']),
        (pa.array([[b"\xff"]]), ['["FF"]']),
        (
            pa.array([[("k", 1), ("k", None)], None], pa.map_(pa.string(), pa.int8())),
            ['[{"key":"k","value":1},{"key":"k","value":null}]', None],
        ),
        (pa.array([[{"a": ["x"]}]]), ['[{"a":["x"]}]']),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)  # fmt: skip
def test_the_text_of_a_type(array, texts):
    told = tell(array)
    assert (told.texts.to_pylist(), told.faults) == (texts, {})
    assert told.texts.type == pa.string()
    assert tell(array.slice(1)).texts.to_pylist() == texts[1:]


def test_what_has_no_text_is_told_by_place():
    array = pa.array(["a", "b", None]).cast(pa.binary())
    array = pa.array([b"a", b"\xff", None])
    strings = pa.Array.from_buffers(pa.string(), 3, array.buffers())
    assert tell(strings).faults == {1: "D-002"}
    assert tell(pa.array([[1], [2**31 - 1]], pa.list_(pa.date32()))).faults == {1: "P-083"}
    assert tell(pa.array([0, 2**31 - 1], pa.date32())).faults == {1: "P-083"}


@given(st.lists(st.floats(), min_size=1, max_size=50))
def test_the_text_of_a_number_gives_the_number_again_by_both_ways(numbers):
    texts = number_texts(pa.array(numbers)).to_pylist()
    assert texts == [number_text(number) for number in numbers]
    for number, text in zip(numbers, texts, strict=True):
        assert math.isnan(number) or math.copysign(1, float(text)) == math.copysign(1, number)
        assert math.isnan(number) or float(text) == number


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1))
def test_the_text_of_a_small_number_gives_the_number_again(numbers):
    texts = number_texts(pa.array(numbers, pa.float32()))
    assert [float(x) for x in pa.array(map(float, texts.to_pylist())).cast(pa.float32()).to_pylist()] == numbers
