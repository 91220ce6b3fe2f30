from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobforge_es.workspace import Workspace
from tests.journeys.noc import SOURCES, make

DATA = Path(os.environ.get("JOBFORGE_NOC", "/nonexistent"))
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="open data outside the checkout: set JOBFORGE_NOC to its folder"
)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    root = make(tmp_path_factory.mktemp("noc") / "p", DATA)
    return root, Workspace.open(root).run()


def test_the_five_files_reach_gold_with_balanced_books(done):
    _, outcomes = done
    assert {o.status for o in outcomes} == {"done"}
    assert all(o.balance.is_balanced for o in outcomes if o.balance)
    assert {o.subject for o in outcomes if o.step == "build"} == {
        "gold.dim_unit_group",
        "gold.agg_titles",
        "gold.agg_ratings",
    }


def test_every_staged_cell_is_the_text_of_the_source(done):
    root, _ = done
    cells = 0
    with Workspace.open(root).reading() as session:
        for name, (file, _) in SOURCES.items():
            with (DATA / file).open(encoding="utf-8-sig", newline="") as opened:
                header, *expected = list(csv.reader(opened))
            (staged,) = session.manifest.in_effect(f"staged.{name}")
            table = pq.read_table(session.lake.find(staged.file.path))
            columns = [c.to_pylist() for c in table.columns[: len(header)]]
            found = [["" if v is None else v for v in row] for row in zip(*columns, strict=True)]
            assert found == expected
            assert table["_source_row"].to_pylist() == list(range(1, len(expected) + 1))
            cells += len(header) * len(expected)
    assert cells > 150_000


def test_replay_gives_the_same_bytes(done):
    root, _ = done
    space = Workspace.open(root)
    for path in (root / "lake").iterdir():
        if path.name not in ("ledger.db", "vault"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    replayed = space.replay(check=True)
    assert replayed.differences == ()
    assert space.verify().is_intact
