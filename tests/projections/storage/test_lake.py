from __future__ import annotations

import pytest

from projections.storage.lake import FileMissing, Lake, folder_of
from projections.storage.written import Written


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "layers/../../x", ""])
def test_a_path_never_leaves_the_lake(tmp_path, path):
    with pytest.raises(ValueError, match="stay in the lake"):
        Lake(tmp_path).place_of(path)


@pytest.mark.parametrize("table", ["noc", "gold.", "gold.DIM", "attic.noc", "gold.dim-x", "gold.dim/../x"])
def test_only_tables_of_a_layer_have_a_folder(table):
    with pytest.raises(ValueError, match=r"layer\.table"):
        folder_of(table, "main", "data")


def test_a_hostile_domain_is_no_folder():
    with pytest.raises(ValueError, match="folder"):
        folder_of("gold.dim_x", "../up", "data")


def test_a_draft_lies_apart_and_gets_its_final_name_at_one_stroke(tmp_path):
    lake = Lake(tmp_path)
    draft = lake.draft("gold.dim_x", "main", "t-1", "data")
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"x")
    assert [*lake.drafts()] == [draft]
    record = lake.settle(draft, "gold.dim_x", "main", "t-1", "data", Written(1, 1, "ab" * 32, "cd" * 32))
    assert record.path == f"layers/gold/main/dim_x/t-1-{'ab' * 8}.parquet"
    assert lake.find(record.path).read_bytes() == b"x"
    assert [*lake.drafts()] == []


def test_quarantine_and_index_have_folders_of_their_own():
    assert folder_of("bronze.noc", "main", "quarantine") == "layers/quarantine/bronze/main/noc"
    assert folder_of("staged.noc", "main", "index") == "layers/index/staged/main/noc"


def test_what_interrupted_steps_left_is_swept(tmp_path):
    lake = Lake(tmp_path)
    draft = lake.draft("gold.dim_x", "main", "t-1", "data")
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"x")
    assert lake.sweep() == 1
    assert lake.sweep() == 0


def test_a_lake_asks_the_one_below(tmp_path):
    below = Lake(tmp_path / "a")
    (tmp_path / "a" / "layers").mkdir(parents=True)
    (tmp_path / "a" / "layers" / "f").write_bytes(b"1")
    above = Lake(tmp_path / "b", below=below)
    assert above.find("layers/f") == tmp_path / "a" / "layers" / "f"
    assert above.has("layers/f")
    with pytest.raises(FileMissing, match="missing") as missing:
        above.find("layers/g")
    assert "jobforge replay" in missing.value.mend


def test_every_file_of_the_layers_is_told(tmp_path):
    for path in ("layers/gold/main/dim_x/t-1-aa.parquet", "layers/quarantine/silver/main/x/b-1-bb.parquet"):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_bytes(b"x")
    assert [*Lake(tmp_path).files()] == [
        "layers/gold/main/dim_x/t-1-aa.parquet",
        "layers/quarantine/silver/main/x/b-1-bb.parquet",
    ]


def test_looking_for_drafts_costs_nothing_for_the_files_that_lie_in_the_layers(tmp_path, monkeypatch):
    lake = Lake(tmp_path)
    (tmp_path / "layers/gold/main/dim_x").mkdir(parents=True)
    looked_at = []
    glob = type(tmp_path).glob
    monkeypatch.setattr(type(tmp_path), "glob", lambda path, pattern: looked_at.append(path) or glob(path, pattern))
    lake.sweep()
    assert {*looked_at} == {lake.work}


def test_a_lake_aside_reads_through_and_leaves_nothing(tmp_path):
    lake = Lake(tmp_path)
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers/f").write_bytes(b"1")
    with lake.aside() as aside:
        assert aside.find("layers/f").read_bytes() == b"1"
        (aside.root / "g").write_bytes(b"2")
    assert not list(lake.work.iterdir())
