from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from projections.catalog.profiles import WHOLE, ColumnProfile, drifts, profile
from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox

ROWS = {
    "_batch_id": ["b1", "b1", "b1", "b2", "b2"],
    "code": ["A", "B", "B", "B", None],
    "n": pa.array([1, 2, 2, None, None], pa.int64()),
    "amount": pa.array(
        [Decimal("1.50"), None, Decimal("-2.00"), Decimal("1.50"), Decimal("0.00")], pa.decimal128(9, 2)
    ),
    "odd name": [True, True, False, None, True],
}
COLUMNS = ["code", "n", "amount", "odd name"]


@pytest.fixture(scope="module")
def profiles(tmp_path_factory):
    path = tmp_path_factory.mktemp("profiles") / "rows.parquet"
    pq.write_table(pa.table(ROWS), path)
    with Sandbox({"silver.rows": Relation((path,), ())}, Limits(threads=1)) as sandbox:
        found = profile(sandbox, "silver.rows", COLUMNS, by_batch=True)
        assert profile(sandbox, "silver.rows", COLUMNS, by_batch=False) == [p for p in found if p.batch == WHOLE]
        assert profile(sandbox, "silver.rows", [], by_batch=True) == []
    return {(each.batch, each.column): each for each in found}


def test_there_is_one_profile_for_each_batch_and_column_and_one_for_all(profiles):
    assert list(profiles) == [(batch, column) for batch in (WHOLE, "b1", "b2") for column in COLUMNS]


@pytest.mark.parametrize(
    ("batch", "column", "rows", "nulls", "distinct", "lowest", "highest", "top"),
    [
        (WHOLE, "code", 5, 1, 2, "A", "B", (("B", 3), ("A", 1))),
        ("b1", "code", 3, 0, 2, "A", "B", (("B", 2), ("A", 1))),
        ("b2", "code", 2, 1, 1, "B", "B", (("B", 1),)),
        ("b2", "n", 2, 2, 0, None, None, ()),
        (WHOLE, "amount", 5, 1, 3, "-2.00", "1.50", (("1.50", 2), ("-2.00", 1), ("0.00", 1))),
        (WHOLE, "odd name", 5, 1, 2, "false", "true", (("true", 3), ("false", 1))),
    ],
)
def test_what_is_counted_is_what_stands_there(profiles, batch, column, rows, nulls, distinct, lowest, highest, top):
    assert profiles[batch, column] == ColumnProfile(batch, column, rows, nulls, distinct, lowest, highest, top)


def test_the_share_that_is_filled_has_four_places(profiles):
    assert str(profiles["b1", "amount"].filled) == "0.6667"
    assert ColumnProfile("b", "c", 0, 0, 0, None, None, ()).filled == 1


def test_a_drift_names_the_column_without_a_value_of_a_row(profiles):
    found = {(each.batch, each.column): each.what for each in drifts(list(profiles.values()), ["b1", "b2"])}
    assert found["b2", "n"] == "0% of its rows have a value, 100% before"
    assert ("b2", "code") in found
    assert not [key for key in found if key[0] == "b1"]
    assert drifts(list(profiles.values()), ["b1", "b1"]) == []
