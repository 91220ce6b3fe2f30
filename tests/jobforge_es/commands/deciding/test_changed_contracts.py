from __future__ import annotations

import pytest

from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.deciding.errors import OthersWouldChange
from tests.jobforge_es.commands.deciding.rows import replayed, shown, steward
from tests.laws.project import deliver, events, jobs, make, workspace


def revise(root, old, new, scope=None):
    path = root / "contracts/jobs.yaml"
    text = path.read_text()
    assert old in text
    text = text.replace(old, new).replace("version: 1.0.0", "version: 1.1.0")
    if scope:
        text = text.replace(
            "customProperties:\n", f"customProperties:\n  - {{property: jobforge.scope, value: {scope}}}\n", 1
        )
    path.write_text(text)


def with_pattern(root):
    """Let regions be two letters of which the first is none of Z."""
    revise(
        root,
        "name: region\n        logicalType: string\n",
        "name: region\n        logicalType: string\n        logicalTypeOptions: {pattern: '[A-Y].'}\n",
    )


@pytest.fixture
def limited(tmp_path):
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;1,00", "2;ZZ;2,00", "3;ON;3,00"))
    (root / "inbox/regions.csv").write_text("region,title\nQC,Q\nON,O\nZZ,Z\n")
    with_pattern(root)
    steward(root).run()
    assert [row[0] for row in shown(root)] == [1, 3]
    return root


def test_rows_are_tried_by_a_loosened_contract_only_when_somebody_says_so(limited):
    revise(limited, "[A-Y].", "[A-Z].", "from_now")
    space = steward(limited)
    space.run()
    assert [row[0] for row in shown(limited)] == [1, 3]
    (group,) = space.quarantine().groups
    promoted = [o for o in space.retry([group.example]) if o.step == "promote"]
    assert [(o.subject, o.balance.accepted) for o in promoted] == [("bronze.jobs", 3), ("silver.jobs", 3)]
    assert [row[0] for row in shown(limited)] == [1, 2, 3]
    assert space.retry([group.batch_id]) == []
    replayed(limited)


def test_rows_are_not_tried_by_a_contract_that_would_change_others(limited):
    revise(limited, 'value: ","', 'value: "."', "from_now")
    space = steward(limited)
    space.run()
    (group,) = space.quarantine().groups
    head = len(events(limited))
    with pytest.raises(OthersWouldChange):
        space.retry([group.example])
    assert len(events(limited)) == head


def test_rows_are_not_tried_by_a_contract_that_would_set_others_aside(limited):
    revise(limited, "[A-Y].", "[P-Z].", "from_now")
    space = steward(limited)
    space.run()
    (group,) = space.quarantine().groups
    head = len(events(limited))
    with pytest.raises(OthersWouldChange) as caught:
        space.retry([group.example])
    assert "record 3" in caught.value.why
    assert len(events(limited)) == head


def test_a_corrected_row_goes_by_the_contract_that_its_file_stands_by(limited):
    revise(limited, 'value: ","', 'value: "."', "from_now")
    space = steward(limited)
    space.run()
    before = shown(limited)
    (group,) = space.quarantine().groups
    space.correct_rows([Change(group.example, {"region": "QC"})])
    space.retry()
    assert shown(limited) == sorted([*before, (2, "QC", "2.00")])
    promoted = [e.data for e in events(limited) if e.type == "batch-promoted" and e.data.table == "bronze.jobs"]
    assert promoted[0].contract == promoted[1].contract
    assert space.run() == []
    replayed(limited)


def test_a_plan_tells_which_rows_a_changed_contract_would_refuse_and_which_it_would_take(limited):
    revise(limited, "pattern: '[A-Y].'", "pattern: '[P-Z].'")
    head = len(events(limited))
    (found,) = workspace(limited).impact()
    assert (found.table, found.scope, found.errors) == ("silver.jobs", "rebuild", ())
    assert [(r.table, r.rule, r.rows) for r in found.refused] == [("bronze.jobs", "region.pattern", 1)]
    assert [(r.table, r.rule, r.rows) for r in found.taken] == [("bronze.jobs", "region.pattern", 1)]
    assert len(events(limited)) == head
    steward(limited).run()
    assert workspace(limited).impact() == []
    assert [row[0] for row in shown(limited)] == [1, 2]


def test_a_plan_tells_it_also_where_the_contract_leaves_rows_as_they_are(limited):
    revise(limited, "pattern: '[A-Y].'", "pattern: '[P-Z].'", "from_now")
    (found,) = workspace(limited).impact()
    assert found.scope == "from_now"
    assert (sum(r.rows for r in found.refused), sum(r.rows for r in found.taken)) == (1, 1)
    deliver(limited, "jobs_2.csv", jobs("9;ON;1,00"))
    assert sum(r.rows for r in workspace(limited).impact()[0].refused) == 1


def test_a_plan_tells_that_a_contract_does_not_fit_the_files(limited):
    revise(limited, "name: wage\n", "name: pay\n")
    (found,) = workspace(limited).impact()
    assert [error.code for error in found.errors] == ["S-021"]
