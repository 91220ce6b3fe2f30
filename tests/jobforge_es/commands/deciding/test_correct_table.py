from __future__ import annotations

import pytest

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import CorrectionRefused, NothingToDecide
from jobforge_es.errors import ReasonMissing, UnknownName
from tests.jobforge_es.commands.deciding.rows import FIRST, balanced, replayed, shown, steward
from tests.laws.project import deliver, events, jobs, workspace


def test_an_accepted_value_is_mended_from_bronze_to_gold_and_back(root):
    space = steward(root)
    decided = space.correct("silver.jobs", "job_id = 5", {"wage": "4,00"}, ticket="INC-2", basis="publisher")
    space.retry()
    assert shown(root) == [FIRST[0], (5, "QC", "4.00")]
    (event,) = [e for e in events(root) if e.type == "rows-corrected"]
    assert (event.data.records, event.data.columns, event.data.basis) == ((5,), ("wage",), "publisher")
    assert (event.data.set_aside_at, event.data.ticket, event.metadata.reason) == (None, "INC-2", "looked at")
    wages = space.query("SELECT wages FROM gold.agg_region").to_pylist()
    assert [str(row["wages"]) for row in wages] == ["14.50"]
    balanced(root)
    replayed(root)
    space.undo("correction", decided.decision)
    space.retry()
    assert shown(root) == FIRST


def test_a_key_that_is_corrected_is_judged_again_with_later_batches(root):
    deliver(root, "jobs_2.csv", jobs("7;ON;2,00"))
    space = steward(root)
    space.run()
    assert (7, "ON", "2.00") in shown(root)
    space.correct("bronze.jobs", "job_id = 1", {"job_id": "7"})
    space.retry()
    assert shown(root) == [(5, "QC", "3.00"), (7, "QC", "10.50")]
    assert {g.rule for g in space.quarantine(table="silver.jobs", shown=("open",)).groups} >= {"key"}
    replayed(root)


@pytest.mark.parametrize(
    "where",
    [
        "",
        "1 = 1 ORDER BY 1",
        "1 = 1; SELECT 2",
        "job_id IN (SELECT 1)",
        "1 = 1) UNION SELECT 1, (2",
        "1 = 1 GROUP BY 1",
    ],
)
def test_what_is_no_condition_is_refused(root, where):
    head = len(events(root))
    with pytest.raises(CorrectionRefused, match="no condition"):
        steward(root).correct("silver.jobs", where, {"wage": "1,00"})
    assert len(events(root)) == head


def test_what_cannot_hold_is_refused_before_it_is_recorded(root, ids):
    head = len(events(root))
    space = steward(root)
    with pytest.raises(CorrectionRefused, match=r"wage\.type"):
        space.correct("silver.jobs", "job_id = 5", {"wage": "much"})
    with pytest.raises(CorrectionRefused, match=r"job_id\.required"):
        space.correct("silver.jobs", "job_id = 5", {"job_id": None})
    with pytest.raises(CorrectionRefused, match=r"wage\.type"):
        space.correct_rows([Change(ids[2], {"wage": "7.25"})])
    with pytest.raises(NothingToDecide, match="no row"):
        space.correct("silver.jobs", "job_id = 500", {"wage": "1,00"})
    with pytest.raises(NothingToDecide, match="made by models/silver"):
        space.correct("silver.job_regions", "job_id = 5", {"wage": "1,00"})
    with pytest.raises(UnknownName, match="table"):
        space.correct("silver.job", "job_id = 5", {"wage": "1,00"})
    with pytest.raises(UnknownName, match="column"):
        space.correct("silver.jobs", "job_id = 5", {"title": "1,00"})
    with pytest.raises(ReasonMissing):
        workspace(root).correct("silver.jobs", "job_id = 5", {"wage": "1,00"})
    assert len(events(root)) == head


def test_a_preview_says_what_would_become_of_the_rows_and_writes_nothing(root, ids):
    head = len(events(root))
    from jobforge_es.commands.deciding.correct import correct

    changes = [Change(ids[2], {"wage": "7,25"}), Change(ids[6], {"job_id": "1"})]
    found = steward(root).preview(lambda session: correct(session, changes))
    assert [(f.record, f.table, f.outcome, f.rules) for f in found.fates] == [
        (2, "silver.jobs", "accepted", ()),
        (6, "silver.jobs", "set aside", ("key",)),
    ]
    assert len(events(root)) == head
    assert shown(root) == FIRST
