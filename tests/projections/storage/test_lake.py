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


def test_a_draft_is_hidden_and_gets_its_final_name_at_one_stroke(tmp_path):
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


def test_a_file_that_no_event_recorded_is_a_stray(tmp_path):
    lake = Lake(tmp_path)
    folder = tmp_path / "layers/gold/main/dim_x"
    folder.mkdir(parents=True)
    for name in ("t-1-aa.parquet", "t-2-bb.parquet", ".t-3.data.part"):
        (folder / name).write_bytes(b"x")
    assert [p.name for p in lake.strays({"layers/gold/main/dim_x/t-1-aa.parquet"})] == ["t-2-bb.parquet"]
