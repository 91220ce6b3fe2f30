from __future__ import annotations

import attrs
import pytest

from jobforge_es.errors import UnknownName
from jobforge_es.moments import NotAMoment
from tests.laws.project import deliver, events, jobs, make, ticking, workspace

QUERY = "SELECT region, jobs, wages FROM gold.agg_region ORDER BY region"


def seen(root, as_of=None):
    """Give everything that can be asked about the present or a position."""
    space = workspace(root)
    with space.reading(as_of) as session:
        db = session.db
        tables = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        models = {t: sorted(map(repr, db.execute(f"SELECT * FROM {t}"))) for t in tables if t != "inbox"}
        head = max(c for (c,) in db.execute("SELECT position FROM checkpoints"))
    rows = space.query(QUERY, as_of).to_pylist()
    return head, models, rows


def test_any_state_is_what_it_was(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50", "2;ON;1,00"))
    clock = ticking()
    history = []
    for name, data in [
        (None, None),
        ("jobs_2.csv", jobs("3;QC;2,00")),
        ("regions.csv", "region,title\nQC,Q\nON,O\nBC,B\n"),
    ]:
        if name:
            deliver(root, name, data)
        workspace(root, clock=clock).run()
        history.append(seen(root))
    for head, models, rows in history:
        assert seen(root, str(head)) == (head, models, rows)


def test_a_day_means_its_end_in_the_time_zone_of_the_project(tmp_path):
    root = make(tmp_path)
    (root / "jobforge.toml").write_text('name = "laws"\ntime_zone = "America/Toronto"\n')
    start = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z, still the last evening of 2025 in Toronto
    workspace(root, clock=lambda: start).run()
    with workspace(root).reading("2025-12-31") as session:
        assert session.manifest.tables() != []
    with workspace(root).reading("2025-12-30") as session:
        assert session.manifest.tables() == []


@pytest.mark.parametrize("text", ["yesterday", "-1", "99999", "2026-13-01", "1e3", ""])
def test_what_is_no_moment_is_refused(tmp_path, text):
    root = make(tmp_path)
    workspace(root).run()
    with pytest.raises(NotAMoment), workspace(root).reading(text):
        pass


def test_every_event_names_an_actor_and_a_run(tmp_path):
    root = make(tmp_path)
    workspace(root, reason="first load").run()
    recorded = events(root)
    assert {e.actor for e in recorded} == {"lea"}
    assert {e.metadata.actor_known for e in recorded} == {"typed"}
    assert {e.metadata.reason for e in recorded} == {"first load"}
    assert len({e.metadata.run for e in recorded}) == 1
    assert all(attrs.has(type(e.data)) for e in recorded)


def test_lineage_shows_the_edges_of_the_moment(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50"))
    space = workspace(root)
    space.run()
    model = root / "models/gold/agg_region.sql"
    first = events(root)[-1].position
    model.write_text("SELECT region, count(*) AS jobs, sum(wage) AS wages FROM silver.jobs GROUP BY region\n")
    space.run()
    second = events(root)[-1].position
    model.unlink()
    (root / "contracts/jobs.yaml").unlink()
    (root / "models/silver/job_regions.sql").unlink()
    space.apply()

    def made_from(table, as_of=None):
        return {e.upstream for e in space.lineage(table, "up", as_of).edges if e.downstream == table}

    assert made_from("gold.agg_region", str(first)) == {"silver.job_regions"}
    assert made_from("gold.agg_region", str(second)) == {"silver.jobs"}
    assert made_from("silver.jobs", str(second)) == {"bronze.jobs", "silver.regions"}
    assert made_from("staged.jobs") == {"source:jobs"}
    with pytest.raises(UnknownName):
        made_from("gold.agg_region")
