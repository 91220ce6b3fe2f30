from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.jobforge_es.commands.deciding.rows import ROWS
from tests.laws.project import jobs, make, ticking, workspace


@pytest.fixture(scope="session")
def ran(tmp_path_factory):
    path = make(tmp_path_factory.mktemp("decisions") / "p", jobs_1_csv=jobs(*ROWS))
    workspace(path, clock=ticking()).run()
    return path


@pytest.fixture
def root(ran, tmp_path):
    """Give a project of its own in which the rows have been refused."""
    return Path(shutil.copytree(ran, tmp_path / "p"))


@pytest.fixture
def ids(root):
    """Give the quarantine ids of the rows that were set aside, by record."""
    batch = workspace(root).quarantine().groups[0].batch_id
    layers = {2: "bronze", 3: "silver", 4: "staged", 6: "silver"}
    return {record: f"{batch}/{layer}/{record}" for record, layer in layers.items()}
