"""A row stands only while its parent does, whichever way the parent comes and goes."""

from __future__ import annotations

import pytest

from tests.laws.project import deliver, jobs, make, workspace

BOTH = "region,title\nQC,Québec\nON,Ontario\n"


@pytest.fixture
def space(tmp_path):
    """Jobs of two regions, in a file each, and their regions."""
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;1,00"), jobs_2_csv=jobs("2;ON;2,00"))
    (root / "inbox/regions.csv").unlink()
    deliver(root, "regions_1.csv", BOTH)
    found = workspace(root, reason="it was wrong")
    found.run()
    assert kept(found) == [1, 2]
    return found


def kept(space):
    return space.query("SELECT job_id FROM silver.jobs ORDER BY 1")["job_id"].to_pylist()


def again(outcomes):
    return [each.note.partition(",")[0] for each in outcomes if each.subject == "silver.jobs"]


def whole(space):
    """Tell that nothing is left to do, and that replay gives the same."""
    return space.run() == [] and space.replay(check=True).differences == ()


def test_a_delivery_that_takes_the_place_of_a_table_takes_parents_with_it(space):
    deliver(space.config.root, "regions_2.csv", "region,title\nQC,Québec\n")
    assert again(space.run()) == ["jobs_2.csv"]
    assert kept(space) == [1]
    deliver(space.config.root, "regions_3.csv", f"{BOTH}BC,British Columbia\n")
    assert again(space.run()) == ["jobs_2.csv"]
    assert kept(space) == [1, 2]
    assert whole(space)


def test_a_delivery_with_the_same_parents_leaves_what_refers_to_them_alone(space):
    deliver(space.config.root, "regions_2.csv", "region,title\nON,Ontario!\nQC,Québec!\n")
    assert again(space.run()) == []
    assert whole(space)


@pytest.mark.parametrize("mode", ["append", "upsert", "history"])
def test_a_corrected_key_takes_the_parent_away_and_brings_another(space, mode):
    contract = space.config.root / "contracts/regions.yaml"
    contract.write_text(contract.read_text().replace("value: replace", f"value: {mode}"))
    deliver(space.config.root, "jobs_3.csv", jobs("3;OX;1,00"))
    space.run()
    assert kept(space) == [1, 2]
    space.correct("silver.regions", "region = 'ON'", {"region": "OX"})
    assert again(space.run()) == ["jobs_2.csv", "jobs_3.csv"]
    assert kept(space) == [1, 3]
    assert whole(space)
