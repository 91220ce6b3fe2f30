"""What is published can be read by anyone, and shows what a query shows."""

from __future__ import annotations

import json

import duckdb
import pytest

from tests.laws.project import ticking, workspace
from tests.laws.test_load_modes import land, make


def bring(root, batches):
    clock = ticking()
    workspace(root, clock=clock).apply()
    for number, batch in enumerate(batches):
        land(root, number, batch, clock)


@pytest.mark.parametrize("mode", ["upsert", "history"])
@pytest.mark.parametrize("days", [(1,), (1, 2), (2, 1)])
def test_the_published_query_shows_what_a_query_shows(tmp_path, monkeypatch, mode, days):
    root = make(tmp_path / "p", mode)
    bring(root, [(day, ((1, "a", day), (2, "b", 1)), True) for day in days])
    folder = root / "lake/published/silver/items"
    monkeypatch.chdir(folder)
    ends = ", valid_from, valid_to" if mode == "history" else ""
    told = duckdb.sql(f"SELECT id, name, seq{ends} FROM ({(folder / 'current.sql').read_text()}) ORDER BY ALL")
    asked = workspace(root).query(f"SELECT id, name, seq{ends} FROM silver.items ORDER BY ALL")
    assert told.to_arrow_table().to_pylist() == asked.to_pylist()
    assert not list(folder.glob("*.parquet"))


def test_the_manifest_names_each_file_with_its_kind_and_what_is_out_of_effect_is_gone(tmp_path):
    root = make(tmp_path / "p", "upsert")
    bring(root, [(2, ((1, "a", 1),), True), (1, ((1, "b", 1),), True)])
    folder = root / "lake/published/silver/items"
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert [f["kind"] for f in files] == ["data", "data", "superseded"]
    assert sorted(f["file"] for f in files) == sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")
    )


def test_a_table_that_appends_is_published_as_its_files(tmp_path):
    root = make(tmp_path / "p", "append")
    bring(root, [(1, ((1, "a", 1),), True)])
    folder = root / "lake/published/silver/items"
    assert len(list(folder.glob("*.parquet"))) == 1
    assert not (folder / "current.sql").exists()
    contract = root / "contracts/items.yaml"
    contract.write_text(contract.read_text().replace("value: append", "value: upsert"))
    workspace(root).run()
    assert (folder / "current.sql").exists()
    assert not list(folder.glob("*.parquet"))
