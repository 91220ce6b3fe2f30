from __future__ import annotations

from pathlib import Path

import pytest

from projections.engines.limits import Limits
from projections.engines.sandbox import Sandbox
from tests.projections.lineage.rewriting.compiled import compiled
from tests.projections.tracing.calculating import calculated, relations

W = "(PARTITION BY b ORDER BY k)"
WINDOWS = {
    "whole partition": "sum(c) OVER (PARTITION BY b)",
    "all rows": "count(*) OVER ()",
    "running": f"sum(c) OVER {W}",
    "running with equals": "sum(c) OVER (ORDER BY a)",
    "moving": "sum(c) OVER (ORDER BY k DESC ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)",
    "behind only": "count(c) OVER (ORDER BY k ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)",
    "ahead only": "max(c) OVER (ORDER BY k ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)",
    "range": "sum(c) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "groups": "sum(c) OVER (ORDER BY a GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING)",
    "without itself": "sum(c) OVER (ORDER BY k ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW)",
    "without its group": "sum(c) OVER (ORDER BY a RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE GROUP)",
    "without its equals": "sum(c) OVER (ORDER BY a, k ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE TIES)",
    "filtered": f"sum(c) FILTER (WHERE a > 0) OVER {W}",
    "different values": "count(DISTINCT a) OVER (PARTITION BY b)",
    "lag": f"lag(c) OVER {W}",
    "lag with a default": f"lag(c, 2, a) OVER {W}",
    "lead": f"lead(c, 2, -1) OVER {W}",
    "lag over nothing": "lag(c IGNORE NULLS) OVER (ORDER BY k)",
    "lead over nothing": "lead(c, 2 IGNORE NULLS) OVER (ORDER BY k)",
    "lag by a sum": f"lag(c, 1 + 1) OVER {W}",
    "lag by another column": "lag(c, coalesce(a, 1)) OVER (ORDER BY k)",
    "lag over nothing by a sum": "lag(c, 1 + 1 IGNORE NULLS) OVER (ORDER BY k)",
    "lead over nothing by another column": "lead(c, coalesce(a, 1) IGNORE NULLS) OVER (ORDER BY k)",
    "lag forward over nothing": "lag(c, -1, 5 IGNORE NULLS) OVER (ORDER BY k)",
    "nth by another column": "nth_value(c, greatest(a, 1)) OVER (ORDER BY k)",
    "ntile of another column": "ntile(greatest(a, 1)) OVER (ORDER BY k)",
    "first": f"first_value(c) OVER {W}",
    "first that is there": f"first_value(c IGNORE NULLS) OVER {W}",
    "last": "last_value(c) OVER (PARTITION BY b ORDER BY k ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)",
    "second": f"nth_value(c, 2) OVER {W}",
    "number": f"row_number() OVER {W}",
    "rank": "rank() OVER (PARTITION BY b ORDER BY a DESC NULLS FIRST)",
    "dense rank": "dense_rank() OVER (ORDER BY a)",
    "share of rank": "percent_rank() OVER (ORDER BY a)",
    "share of rows": "cume_dist() OVER (ORDER BY a DESC)",
    "quarter": f"ntile(2) OVER {W}",
    "difference": f"c - lag(c) OVER {W} + 1",
    "share": f"c * 100 + sum(c) OVER (PARTITION BY b) - count(*) OVER {W}",
    "case": f"CASE WHEN row_number() OVER {W} = 1 THEN c END",
}
GROUPED = {
    "running total of groups": "SELECT b, sum(sum(c)) OVER (ORDER BY b) AS v FROM silver.t GROUP BY b",
    "share of the total": "SELECT b, a, sum(c) * 100 + sum(sum(c)) OVER (PARTITION BY b) AS v FROM silver.t GROUP BY b, a",
    "share by subquery": "SELECT b, sum(c) * 100 + (SELECT sum(c) FROM silver.t) AS v FROM silver.t GROUP BY ALL",
    "filtered groups": "SELECT b, count(*) FILTER (WHERE c > 0) + rank() OVER (ORDER BY b) AS v FROM silver.t GROUP BY b",
}
OTHERS = {
    "qualified": f"SELECT k, sum(c) OVER {W} AS v FROM silver.t QUALIFY row_number() OVER {W} > 1",
    "named": "SELECT k, sum(c) OVER w AS v FROM silver.t WINDOW w AS (PARTITION BY b ORDER BY k)",
    "of a join": "SELECT t.k, sum(u.a) OVER (PARTITION BY t.b) AS v FROM silver.t JOIN silver.u ON u.a = t.a",
    "of a with": "WITH m AS (SELECT b, sum(c) AS s FROM silver.t GROUP BY b) SELECT b, sum(s) OVER (ORDER BY b) AS v FROM m",
    "the greatest": "SELECT k, c - (SELECT max(c) FROM silver.t) AS v FROM silver.t",
    "of the row": "SELECT k, (SELECT sum(u.a) FROM silver.u WHERE u.a = t.a) AS v FROM silver.t",
    "of the row and a with": "WITH m AS (SELECT a, count(*) AS n FROM silver.u GROUP BY a)"
    " SELECT k, c + (SELECT max(n) FROM m WHERE m.a = t.a) AS v FROM silver.t",
    "of two sides": "SELECT k, (SELECT sum(n) FROM (SELECT a AS n FROM silver.u UNION ALL SELECT c FROM silver.t) s) AS v"
    " FROM silver.t",
}
QUERIES = {
    **{name: f"SELECT k, a, {value} AS v FROM silver.t" for name, value in WINDOWS.items()},
    **GROUPED,
    **OTHERS,
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_value_that_looks_at_other_rows_adds_up_from_them(tmp_path: Path, name: str) -> None:
    model = compiled(QUERIES[name])
    told = 0
    for seed in (11, 12, 13):
        with Sandbox(relations(tmp_path, seed), Limits(threads=2)) as sandbox:
            if any(sandbox.one(check.sql) != (0,) for check in model.ties):
                continue
            for figure, parts in calculated(sandbox, model, "v"):
                told += 1
                assert len(parts) > 1, figure
                assert all(part.adds_up for part in parts), [part for part in parts if not part.adds_up]
    assert told


def test_a_running_sum_is_told_with_the_rows_up_to_it(tmp_path: Path) -> None:
    model = compiled(f"SELECT k, sum(c) OVER {W} AS v FROM silver.t")
    with Sandbox(relations(tmp_path, 12), Limits(threads=2)) as sandbox:
        for _, (row, window) in calculated(sandbox, model, "v"):
            (number,) = row.contributions[0].rows["silver.t"]
            sql = f"SELECT k, b FROM silver.t WHERE _row = {number}"
            k, b = sandbox.one(sql)
            upto = f"SELECT _row, c FROM silver.t WHERE b IS NOT DISTINCT FROM $b AND k <= {k} ORDER BY k"
            rows = sandbox.table(upto.replace("$b", "NULL" if b is None else f"'{b}'")).to_pylist()
            given = [(each.values, each.rows["silver.t"]) for each in window.contributions]
            assert given == [((each["c"],), (str(each["_row"]),)) for each in rows]


def test_the_first_row_has_none_before_it(tmp_path: Path) -> None:
    model = compiled("SELECT k, lag(c, 1, 7) OVER (ORDER BY k) AS v FROM silver.t ORDER BY k LIMIT 1")
    with Sandbox(relations(tmp_path, 12), Limits(threads=2)) as sandbox:
        ((_, (_, window)),) = calculated(sandbox, model, "v")
    assert (window.total, window.figure, window.adds_up) == (0, 7, True)
