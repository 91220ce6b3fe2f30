from __future__ import annotations

from collections import Counter

import pytest

from tests.laws import test_load_modes as modes
from tests.laws.project import deliver, events, files_in_effect, jobs, make, ticking, workspace


def types(root, after=0):
    return Counter(e.type for e in events(root) if e.position > after)


def stamps(root):
    return {p: (root / "lake" / p).stat().st_mtime_ns for p in files_in_effect(root)}


def test_a_second_run_with_nothing_new_appends_no_event(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50", "bad", "2;XX;1,00"))
    workspace(root).run()
    head = len(events(root))
    assert workspace(root).run() == []
    assert len(events(root)) == head


def test_a_new_batch_costs_its_own_steps_and_touches_no_other_file(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50"))
    workspace(root).run()
    head, before = len(events(root)), stamps(root)
    deliver(root, "jobs_2.csv", jobs("2;ON;1,00"))
    workspace(root).run()
    assert types(root, head) == {"batch-ingested": 1, "batch-promoted": 2, "table-built": 2}
    after = stamps(root)
    kept = {p for p in before if "/gold/" not in p and "job_regions" not in p}
    assert {p: after[p] for p in kept} == {p: before[p] for p in kept}


def test_each_model_is_rebuilt_once_and_only_when_its_input_or_sql_changed(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50"))
    workspace(root).run()
    head = len(events(root))
    (root / "models/gold/dim_region.sql").write_text("SELECT title, region FROM silver.regions\n")
    workspace(root).run()
    built = [e.data.table for e in events(root) if e.position > head and e.type == "table-built"]
    assert built == ["gold.dim_region"]


def test_a_stricter_contract_promotes_again_and_a_title_does_not(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50", "2;ON;1,00"))
    workspace(root).run()
    path = root / "contracts/jobs.yaml"
    head = len(events(root))
    path.write_text(path.read_text().replace("name: jobs\n", "name: jobs\n    description: Jobs.\n"))
    workspace(root).run()
    assert types(root, head)["batch-promoted"] == 0
    head = len(events(root))
    path.write_text(
        path.read_text().replace(
            "physicalType: decimal(9,2)", "physicalType: decimal(9,2)\n        logicalTypeOptions: {minimum: 5}"
        )
    )
    workspace(root).run()
    assert types(root, head)["batch-promoted"] == 2
    assert workspace(root).query("SELECT job_id FROM silver.jobs").to_pylist() == [{"job_id": 1}]


def test_plan_tells_what_run_does_and_leaves_nothing(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50", "bad", "2;XX;1,00"))
    before = sorted(p for p in root.rglob("*"))
    planned = workspace(root).plan()
    assert [p for p in sorted(root.rglob("*")) if "lake" not in p.parts] == [p for p in before if "lake" not in p.parts]
    assert events(root) == []
    done = workspace(root).run()
    told = [[(o.step, o.subject, o.status, o.balance, o.rows) for o in found] for found in (planned, done)]
    assert told[0] == told[1]


def test_a_column_that_a_contract_gains_between_bronze_and_silver_reaches_silver(tmp_path):
    root = make(tmp_path, jobs_1_csv=jobs("1;QC;10,50"))
    space = workspace(root)
    space.apply()
    space.ingest([root / "inbox/regions.csv"], "regions")
    space.ingest([root / "inbox/jobs_1.csv"], "jobs")
    space.promote(to="bronze")
    path = root / "contracts/jobs.yaml"
    more = (
        "      - {name: wage_text, logicalType: string, customProperties: [{property: jobforge.header, value: wage}]}\n"
    )
    path.write_text(path.read_text().replace("version: 1.0.0", "version: 1.1.0") + more)
    assert {o.status for o in space.run()} == {"done"}
    assert space.query("SELECT wage_text FROM silver.jobs").to_pylist() == [{"wage_text": "10,50"}]


def spoil(root, *layers):
    """Let nobody read the data files of some layers, and give their paths."""
    spoilt = [p for layer in layers for p in (root / "lake/layers" / layer).rglob("*.parquet")]
    for path in spoilt:
        path.unlink()
        path.write_bytes(b"this is no Parquet file")
    return spoilt


@pytest.mark.parametrize("mode", ["append", "upsert", "history"])
def test_no_standing_data_file_is_opened_when_a_batch_is_promoted(tmp_path, mode):
    root = modes.make(tmp_path / "p", mode)
    clock = ticking()
    workspace(root, clock=clock).apply()
    for number in (1, 2):
        modes.land(root, number, (number, ((1, "a", number), (number + 10, "b", 1)), True), clock)
    assert spoil(root, "bronze", "silver")
    modes.land(root, 3, (3, ((1, "c", 3), (11, "b", 1), (30, "d", 1)), True), clock)
    (step,) = [e.data for e in events(root) if e.type == "batch-promoted" and e.position == len(events(root))]
    assert step.balance.read == 4
    if mode != "append":
        balance = step.balance
        assert (balance.inserted, balance.updated, balance.unchanged, balance.superseded) == (1, 2, 1, 2)


@pytest.mark.parametrize("mode", ["append", "upsert"])
def test_key_files_that_are_gone_are_made_again_from_the_data(tmp_path, mode):
    tables = []
    for name, lose in (("kept", False), ("lost", True)):
        root = modes.make(tmp_path / name, mode)
        clock = ticking()
        workspace(root, clock=clock).apply()
        for number in (1, 2, 3):
            rows = ((1, "a", number % 2), (number, "b", 1), (number, "b", 1))
            modes.land(root, number, (number, rows, True), clock)
            if lose:
                for path in (root / "lake/keys").rglob("*.parquet"):
                    path.unlink()
        tables.append([(e.data.balance, e.data.rules) for e in events(root) if e.type == "batch-promoted"])
    assert tables[0] == tables[1]
