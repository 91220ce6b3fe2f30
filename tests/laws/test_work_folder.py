"""What commands need for a while lies in one folder of the lake and goes with them, however they end."""

from __future__ import annotations

import pytest

from tests.laws.project import jobs, make, workspace


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = make(tmp_path / "project", jobs_1_csv=jobs("1;QC;10,50", "2;ON;1,00"))
    workspace(root).run()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return root


def test_a_query_and_a_rehearsal_leave_nothing(root, tmp_path):
    workspace(root).query("SELECT count(*) AS n FROM gold.agg_region")
    workspace(root).plan()
    assert not list((root / "lake/work").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_a_rehearsal_lies_in_the_lake_where_there_is_one(root):
    with workspace(root).rehearsing() as session:
        assert session.lake.root.parent == root / "lake/work"
        with workspace(root).writing():
            assert session.lake.work.is_dir()


def test_a_rehearsal_makes_no_lake(tmp_path):
    root = make(tmp_path)
    workspace(root).plan()
    assert not (root / "lake").exists()


def test_a_sweep_leaves_a_query_at_work(root):
    with workspace(root).reading() as session:
        from jobforge_es.commands.query import answered

        with answered(session, "SELECT * FROM range(1000000), silver.jobs") as answer:
            rows = answer.rows
            next(rows)
            workspace(root).apply()
            assert [p for p in (root / "lake/work").iterdir() if p.is_dir()]
            assert sum(batch.num_rows for batch in rows) > 0
    assert not list((root / "lake/work").iterdir())
