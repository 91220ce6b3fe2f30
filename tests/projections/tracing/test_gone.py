from __future__ import annotations

from pathlib import Path

import pytest

from jobforge_es.workspace import Workspace
from tests.laws.project import deliver, jobs, make, workspace


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The second file has a newer row of job 1; then the first is withdrawn, and a column comes."""
    root: Path = make(tmp_path_factory.mktemp("gone"))
    contract = root / "contracts/jobs.yaml"
    contract.write_text(contract.read_text().replace("value: append", "value: upsert"))
    for name, rows in (("jobs1.csv", ("1;QC;10,00", "2;ON;20,00")), ("jobs2.csv", ("1;QC;11,00",))):
        deliver(root, name, jobs(*rows))
        workspace(root).run()
    opened = workspace(root, reason="sent by mistake")
    with opened.reading() as session:
        (first,) = (
            e.data.batch_id for e in session.store.after(0) if getattr(e.data, "source_file", "") == "jobs1.csv"
        )  # type: ignore[arg-type] # plain numbers will do
    opened.withdraw(first)
    (root / "sources/jobs.yaml").write_text((root / "sources/jobs.yaml").read_text() + "drift: {new: evolve}\n")
    column = "      - {name: note, logicalType: string}\n"
    contract.write_text(contract.read_text().replace("version: 1.0.0", "version: 1.1.0") + column)
    deliver(root, "jobs3.csv", "job_id;region;wage;note\r\n3;QC;1,00;x\r\n")
    workspace(root).run()
    return workspace(root)


def test_a_row_that_went_with_its_batch_is_counted_as_it_stood_last(withdrawn: Workspace) -> None:
    (gone,) = withdrawn.trace("silver.jobs", "job_id = 2").gone
    assert (gone.source_file, gone.rows) == ("jobs1.csv", 1)
    assert withdrawn.trace("silver.jobs", "job_id = 2", as_of=str(gone.as_of)).total == 1


def test_a_row_that_another_had_superseded_before_did_not_go_with_its_batch(withdrawn: Workspace) -> None:
    assert withdrawn.trace("silver.jobs", "job_id = 1 AND wage = 10").gone == ()
    assert withdrawn.trace("silver.jobs", "job_id = 1").total == 1


def test_a_column_that_came_after_is_null_in_rows_that_went_before(withdrawn: Workspace) -> None:
    (gone,) = withdrawn.trace("silver.jobs", "job_id = 2 AND note IS NULL").gone
    assert gone.rows == 1
    assert withdrawn.trace("silver.jobs", "job_id = 2 AND note = 'x'").gone == ()
