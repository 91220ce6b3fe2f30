from __future__ import annotations

import json
import math
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.engines.comparing.by_arrow import OrderFree, encoded, lanes, order_free
from projections.engines.comparing.by_sql import d1, d2, rows_of

VECTORS = Path(__file__).parents[3] / "golden/order-free.json"


def by_engine(table, threads=2):
    with duckdb.connect(config={"threads": threads}) as db:
        db.register("t", table)
        ((rows, *sums),) = db.sql(d1(table.schema, "t")).fetchall()
        ((count, sealed),) = db.sql(d2(table.schema, "t")).fetchall()
    assert count == rows
    return OrderFree(rows, lanes(sums), sealed)


def by_hashlib(table):
    return order_free(table.to_batches(), table.schema)


NAN, INF = math.nan, math.inf
EVERYTHING = pa.table(
    {
        "i": pa.array([1, -(2**63), None, 2**63 - 1], pa.int64()),
        "m": pa.array([Decimal("0.0000"), Decimal("-1.5000"), None, Decimal("99999.0001")], pa.decimal128(9, 4)),
        "b": pa.array([True, False, None, True]),
        "d": pa.array([date(1970, 1, 1), date(1, 1, 1), None, date(9999, 12, 31)]),
        "t": pa.array([datetime(1970, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999_999), None, datetime(2026, 3, 1)]),
        "s": pa.array(["", "é;~李\x00", None, "a\nb"]),
        "x": pa.array([b"", b"\x00\xff", None, b";"]),
        "f": pa.array([0.1, NAN, None, -INF]),
        "g": pa.array([-0.0, 5e-324, INF, 1.7976931348623157e308]),
        "l": pa.array([[1, None], [], None, [2]], pa.list_(pa.int64())),
        "r": pa.array([{"a": 1, "b": "x"}, {"a": None, "b": None}, None, {"a": 2, "b": ""}]),
        "k": pa.array([[("b", 1), ("a", None)], [], None, [("z", 2)]], pa.map_(pa.string(), pa.int64())),
        "n": pa.array([[{"a": [0.5]}], None, [], [{"a": None}]], pa.list_(pa.struct([("a", pa.list_(pa.float64()))]))),
    }
)
TABLES = {
    "every type": EVERYTHING,
    "no rows": EVERYTHING.slice(0, 0),
    "one row": EVERYTHING.slice(0, 1),
    "equal rows": pa.table({"a": pa.array([1, 1, 1, 2], pa.int64())}),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_published_digests_are_those_of_both(name):
    expected = json.loads(VECTORS.read_text())[name]
    found = by_hashlib(TABLES[name])
    assert {"rows": found.rows, "d1": found.d1, "d2": found.d2} == expected
    assert by_engine(TABLES[name]) == found


def test_both_encode_a_row_alike():
    with duckdb.connect() as db:
        db.register("t", EVERYTHING)
        texts = [row.encode() for (row,) in db.sql(rows_of(EVERYTHING.schema, "t")).fetchall()]
    assert texts == list(encoded(EVERYTHING.to_batches(), EVERYTHING.schema))


KINDS = {
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(),
    pa.string(): st.text(st.characters(codec="utf-8"), max_size=5),
    pa.binary(): st.binary(max_size=4),
    pa.bool_(): st.booleans(),
    pa.decimal128(20, 6): st.decimals(-(10**13), 10**13, places=6),
    pa.list_(pa.float64()): st.lists(st.none() | st.floats(), max_size=3),
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=4))
    size = draw(st.integers(0, 6))
    columns = [draw(st.lists(st.none() | KINDS[kind], min_size=size, max_size=size)) for kind in kinds]
    return pa.table([pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], [f"c{n}" for n in range(len(kinds))])


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_engines_agree_on_any_table_in_any_order(table, chance):
    found = by_hashlib(table)
    order = list(range(table.num_rows))
    chance.shuffle(order)
    assert by_engine(table.take(pa.array(order, pa.int64()))) == found
    assert by_hashlib(pa.concat_tables([table, table.slice(0, 1)])) != found or not table.num_rows


@pytest.mark.parametrize("place", range(EVERYTHING.num_columns))
def test_one_other_value_is_seen(place):
    column = EVERYTHING.column(place).combine_chunks()
    other = pa.concat_arrays([column.slice(1, 1), column.slice(1)])
    changed = EVERYTHING.set_column(place, EVERYTHING.schema.field(place), other)
    assert by_hashlib(changed).d1 != by_hashlib(EVERYTHING).d1
    assert by_hashlib(changed).d2 != by_hashlib(EVERYTHING).d2


def test_the_seal_holds_names_and_types_and_the_sums_hold_values():
    one = pa.table({"a": pa.array([1, 2], pa.int64())})
    for other in (one.rename_columns(["b"]), pa.table({"a": pa.array([1, 2], pa.decimal128(9, 0))})):
        assert by_hashlib(other).d1 == by_hashlib(one).d1
        assert by_hashlib(other).d2 != by_hashlib(one).d2
        assert by_engine(other) == by_hashlib(other)
    assert by_hashlib(one.cast(pa.schema([("a", pa.int16())]))) == by_hashlib(one)


def test_how_often_a_row_stands_is_seen():
    once, twice = pa.table({"a": [1, 1, 2]}), pa.table({"a": [1, 2, 2]})
    assert by_hashlib(once).d1 != by_hashlib(twice).d1
    assert by_hashlib(once).d2 != by_hashlib(twice).d2


def test_a_type_without_a_form_is_refused_by_both():
    table = pa.table({"t": pa.array([1], pa.duration("us"))})
    with pytest.raises(TypeError, match="no form"):
        by_hashlib(table)
    with pytest.raises(TypeError, match="no form"):
        d1(table.schema, "t")
