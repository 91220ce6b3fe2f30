from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.laws.project import deliver, events, jobs, make, workspace

NUMBER = st.one_of(st.integers(0, 6).map(str), st.sampled_from(["", "x", "1.5", "007", " 1", "n.d.", '"2"', "9" * 30]))
REGION = st.sampled_from(["QC", "ON", "ZZ", "", '"QC"', "é", '"a\nb"', '"open'])
WAGE = st.sampled_from(["1,00", "2,5", "3", "x", "", "1.00", "1,234", '"4,00"', "n.d."])
ROW = st.one_of(
    st.tuples(NUMBER, REGION, WAGE).map(";".join),
    st.sampled_from(["", "short", "a;b;c;d", '"x"y;1;2', "\x00;1;2", ";;"]),
)


def steps(root):
    """Give the books of every step."""
    return [e.data for e in events(root) if getattr(e.data, "balance", None) is not None]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROW, max_size=12), st.lists(ROW, max_size=6))
def test_no_record_disappears_whatever_stands_in_the_files(first, second):
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder), jobs_1_csv=jobs(*first), jobs_2_csv=jobs(*second))
        workspace(root).run()
        for step in steps(root):
            assert step.balance.is_balanced, step
            rows = {f.kind: f.rows for f in step.files}
            assert rows.get("quarantine", 0) == step.balance.quarantined
            if "data" in rows:
                assert rows["data"] == step.balance.accepted
        _every_record_lies_somewhere(root)


def _every_record_lies_somewhere(root):
    """Compare the record numbers that went into a step with those that came out of it."""
    below = {}
    for step in steps(root):
        if not hasattr(step, "table"):
            continue
        numbers = {
            f.kind: pq.read_table(root / "lake" / f.path)["_source_row"].to_pylist()
            for f in step.files
            if f.kind != "index"
        }
        accepted, aside = numbers.get("data", []), numbers.get("quarantine", [])
        assert not set(accepted) & set(aside)
        assert accepted == sorted(set(accepted))
        assert aside == sorted(set(aside))
        layer = step.table.partition(".")[0]
        if layer != "staged":
            came = below[step.batch_id, step.from_table]
            assert set(accepted) | set(aside) <= came
            assert len(came) - len(accepted) - len(aside) == step.balance.deduplicated
        else:
            assert sorted(accepted + aside) == list(range(1, len(accepted) + len(aside) + 1))
        below[step.batch_id, step.table] = set(accepted)


FIELD = st.text(st.characters(codec="cp1252", exclude_characters="\x00\x81\x8d\x8f\x90\x9d"), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=10))
def test_an_independent_count_of_the_records_agrees(rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["job_id", "region", "wage"])
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder), jobs_1_csv=text.getvalue().encode("cp1252"))
        workspace(root).run()
        (step,) = [s for s in steps(root) if getattr(s, "table", "") == "staged.jobs"]
        counted = len(list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=";"))) - 1
        assert step.balance.read == counted == step.balance.accepted
        table = pq.read_table(root / "lake" / step.files[0].path)
        assert [tuple(r.values())[:3] for r in table.to_pylist()] == rows


def test_rows_that_go_out_of_effect_are_counted_apart(tmp_path):
    root = make(tmp_path)
    workspace(root).run()
    deliver(root, "regions_2.csv", "region,title\nBC,B\n")
    workspace(root).run()
    (replaced,) = [s for s in steps(root) if s.balance.superseded]
    assert (replaced.table, replaced.balance.superseded, replaced.balance.accepted) == ("silver.regions", 2, 1)
