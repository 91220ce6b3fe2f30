"""Models that fail, or use more than they may: one row of the failure table each."""

from __future__ import annotations

import pytest

from tests.jobforge_es.cli.offices import call, objects, only
from tests.laws.project import jobs, make

pytestmark = pytest.mark.journey

LIMITS = 'name = "laws"\n[limits]\n'
MANY = ", ".join(f"silver.jobs {name}" for name in "abcdefgh")


@pytest.fixture
def root(tmp_path):
    made = make(tmp_path / "p", jobs_0_csv=jobs(*(f"{n};QC;1,00" for n in range(30))))
    assert call(made, "run").exit_code == 0
    return made


def failed(root):
    """Run, and give how it ended with what failed."""
    result = call(root, "run", "--json")
    assert "outcomes" in result.stdout, result.output
    return result.exit_code, {o["subject"]: o["error"]["code"] for o in only(result)["outcomes"] if o["error"]}


def steps(root):
    return [e["data"]["code"] for e in only(call(root, "log", "--json", "--type", "step-failed"))["events"]]


def count(root, table):
    (found,) = objects(call(root, "query", "--json", f"SELECT count(*) AS n FROM {table}"))
    return found["row"]["n"]


@pytest.mark.parametrize(
    ("settings", "sql", "code"),
    [
        ('name = "laws"\n', "SELECT job_id, CAST(region AS INTEGER) AS n FROM silver.jobs", "M-012"),
        (f"{LIMITS}time_limit = 1\n", f"SELECT sum(a.job_id * h.job_id) AS n FROM {MANY}", "M-010"),
        (
            f'{LIMITS}memory_limit = "30MB"\nthreads = 1\n',
            (
                "SELECT max(length(t)) AS n FROM (SELECT string_agg(x, ',' ORDER BY x) AS t FROM"
                " (SELECT repeat(a.region, 2000) || b.job_id AS x FROM silver.jobs a, silver.jobs b, silver.jobs c))"
            ),
            "M-011",
        ),
    ],
    ids=["value", "time", "memory"],
)
def test_a_model_that_fails_leaves_its_table_and_the_others_and_is_tried_by_each_run(root, settings, sql, code):
    model = root / "models/gold/agg_region.sql"
    good = model.read_text()
    (root / "jobforge.toml").write_text(settings)
    model.write_text(sql)
    (root / "models/gold/dim_region.sql").write_text("SELECT region, upper(title) AS title FROM silver.regions\n")
    assert failed(root) == (1, {"gold.agg_region": code})
    assert (count(root, "gold.agg_region"), count(root, "gold.dim_region")) == (1, 2)
    assert failed(root) == (1, {"gold.agg_region": code})
    assert steps(root) == [code]
    assert code in call(root, "status").stdout
    (root / "jobforge.toml").write_text('name = "laws"\n')
    model.write_text(good)
    assert failed(root) == (0, {})
    assert call(root, "verify").exit_code == 0
