from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.comparing.differing import differences, states
from projections.engines.limits import Limits
from projections.engines.sandbox import Relation, Sandbox

ROWS = st.lists(st.tuples(st.integers(0, 4), st.none() | st.sampled_from(["x", "y"])), max_size=6)
OWN = {"k": ("BIGINT", "BIGINT"), "v": ("VARCHAR", "VARCHAR")}


def compared(tmp, before, after, keys, most=None):
    relations = []
    for name, rows in (("b", before), ("a", after)):
        table = pa.table(
            {"k": pa.array([k for k, _ in rows], pa.int64()), "v": pa.array([v for _, v in rows], pa.string())}
        )
        pq.write_table(table, tmp / f"{name}.parquet")
        relations.append(Relation((tmp / f"{name}.parquet",), ()))
    with Sandbox(states(*relations), Limits(threads=2)) as sandbox:
        return differences(sandbox, OWN, keys, most)


@given(ROWS, ROWS)
@settings(max_examples=25)
def test_what_is_removed_and_added_turns_one_state_into_the_other(tmp_path_factory, before, after):
    found = compared(tmp_path_factory.mktemp("d"), before, after, [("k",)])
    old, new = Counter(before), Counter(after)
    if not found.key:
        gone, came = old - new, new - old
        assert (found.removed, found.added, found.changed) == (gone.total(), came.total(), 0)
        told = Counter((r.before["k"], r.before["v"]) for r in found.sample if r.kind == "removed")
        assert told == gone
        return
    state = {(k if "v" not in found.key else (k, v)): v for k, v in before}
    for row in found.sample:
        key = row.key["k"] if "v" not in found.key else (row.key["k"], row.key["v"])
        if row.kind == "removed":
            del state[key]
        else:
            state[key] = row.after.get("v", row.key.get("v"))
    assert state == {(k if "v" not in found.key else (k, v)): v for k, v in after}


def test_a_row_shows_only_the_values_that_differ_for_the_engine(tmp_path):
    for name, (number, text) in {"b": (1, "x"), "a": (1.0, "y")}.items():
        table = pa.table({"k": [1], "f": pa.array([float("nan")]), "n": pa.array([number]), "v": [text]})
        pq.write_table(
            table.set_column(2, "n", pa.array([1], pa.int64() if name == "b" else pa.int32())), tmp_path / name
        )
    relations = states(Relation((tmp_path / "b",), ()), Relation((tmp_path / "a",), ()))
    own = {"k": ("BIGINT",) * 2, "f": ("DOUBLE",) * 2, "n": ("BIGINT", "INTEGER"), "v": ("VARCHAR",) * 2}
    with Sandbox(relations, Limits(threads=1)) as sandbox:
        found = differences(sandbox, own, [("k",)], None)
    (row,) = found.sample
    assert (found.columns, row.before, row.after) == ({"v": 1}, {"v": "x"}, {"v": "y"})


def test_only_so_many_rows_are_shown_and_all_are_counted(tmp_path):
    found = compared(tmp_path, [(k, "x") for k in range(50)], [(k, "y") for k in range(50)], [("k",)], most=3)
    assert (found.changed, [row.key["k"] for row in found.sample]) == (50, [0, 1, 2])


def test_equal_bags_of_rows_are_the_same_without_a_key(tmp_path):
    rows = [(1, "x"), (1, "x"), (2, None)]
    found = compared(tmp_path, rows, rows[::-1], [])
    assert (found.added, found.removed, found.changed, found.rows_after) == (0, 0, 0, 3)
