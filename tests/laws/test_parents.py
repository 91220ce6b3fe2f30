"""A row stands only while its parent does, whichever way the parent comes and goes."""

from __future__ import annotations

import pytest

from jobforge_es.commands.order import TablesInCircle
from tests.laws.project import deliver, events, jobs, make, workspace

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


@pytest.fixture
def modelled(tmp_path):
    """The regions that jobs refer to are made by a model; nothing was run."""
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;QC;1,00"), jobs_2_csv=jobs("2;ON;2,00"))
    (root / "inbox/regions.csv").unlink()
    deliver(root, "regions_1.csv", BOTH)
    (root / "models/silver/all_regions.sql").write_text("SELECT region, upper(title) AS title FROM silver.regions\n")
    contract = root / "contracts/jobs.yaml"
    text = contract.read_text().replace("to: silver.regions.region", "to: silver.all_regions.region")
    contract.write_text(text.replace("Limit, value: none", "Limit, value: 10%"))
    return workspace(root, reason="it was wrong")


def test_parents_that_a_model_makes_are_there_in_the_first_run(modelled):
    assert {each.status for each in modelled.run()} == {"done"}
    assert kept(modelled) == [1, 2]
    assert modelled.query("SELECT jobs FROM gold.agg_region")["jobs"].to_pylist() == [1, 1]
    assert whole(modelled)


def test_parents_that_a_model_makes_come_and_go_with_its_rows(modelled):
    deliver(modelled.config.root, "jobs_2.csv", jobs("2;AB;2,00"))
    modelled.run()
    assert kept(modelled) == [1]
    deliver(modelled.config.root, "regions_2.csv", f"{BOTH}AB,Alberta\n")
    assert again(modelled.run()) == ["jobs_2.csv"]
    assert kept(modelled) == [1, 2]
    assert modelled.query("SELECT jobs FROM gold.agg_region")["jobs"].to_pylist() == [1, 1]
    deliver(modelled.config.root, "regions_3.csv", "region,title\nAB,Alberta\n")
    assert again(modelled.run()) == ["jobs_1.csv"]
    assert kept(modelled) == [2]
    assert whole(modelled)


def test_what_refers_to_a_model_that_cannot_be_built_waits_for_it(modelled):
    model = modelled.config.root / "models/silver/all_regions.sql"
    model.write_text("SELECT region, CAST(title AS INTEGER) AS title FROM silver.regions\n")
    waiting = [each.note for each in modelled.run() if each.status == "waiting" and each.subject == "silver.jobs"]
    assert waiting == ["waits for silver.all_regions"]
    model.write_text("SELECT region, title FROM silver.regions\n")
    modelled.run()
    assert kept(modelled) == [1, 2]
    assert whole(modelled)


def test_a_table_that_refers_to_what_is_made_from_it_is_refused(modelled):
    model = modelled.config.root / "models/silver/all_regions.sql"
    model.write_text("SELECT region, min(job_id) AS first FROM silver.jobs GROUP BY region\n")
    with pytest.raises(TablesInCircle, match="need each other"):
        modelled.apply()
    assert "model-adopted" not in {event.type for event in events(modelled.config.root)}


def test_a_value_that_is_no_key_and_is_taken_over_takes_its_children_with_it(tmp_path):
    root = make(tmp_path / "p", jobs_1_csv=jobs("1;Québec;1,00"), jobs_2_csv=jobs("2;Ontario;2,00"))
    (root / "inbox/regions.csv").unlink()
    deliver(root, "regions_1.csv", BOTH)
    regions, contract = root / "contracts/regions.yaml", root / "contracts/jobs.yaml"
    regions.write_text(regions.read_text().replace("value: replace", "value: upsert"))
    contract.write_text(contract.read_text().replace("silver.regions.region", "silver.regions.title"))
    space = workspace(root, reason="it was wrong")
    space.run()
    assert kept(space) == [1, 2]
    deliver(root, "regions_2.csv", "region,title\nON,Upper Canada\n")
    assert again(space.run()) == ["jobs_2.csv"]
    assert kept(space) == [1]
    assert whole(space)
