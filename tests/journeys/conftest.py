from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from tests.jobforge_es.cli.offices import ran_project, write_project


@pytest.fixture(scope="session")
def console():
    """The installed command, or the module where it is not installed."""
    script = Path(sys.executable).with_name("jobforge")
    return [str(script)] if script.exists() else [sys.executable, "-m", "jobforge_es.cli"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample after a run; a test that takes this one only reads."""
    folder = tmp_path_factory.mktemp("sample") / "Échantillon d'essai"
    assert CliRunner().invoke(main, ["init", str(folder), "--sample"]).exit_code == 0
    result = CliRunner().invoke(main, ["--project", str(folder), "run", "--json"])
    assert result.exit_code == 0, result.output
    (folder.parent / "run.json").write_text(result.stdout)
    return folder


@pytest.fixture(scope="session")
def ran_once(tmp_path_factory):
    return ran_project(tmp_path_factory.mktemp("offices") / "offices")


@pytest.fixture
def project(ran_once, tmp_path):
    """The small project after a run, for this test alone."""
    shutil.copytree(ran_once, tmp_path / "offices")
    return tmp_path / "offices"


@pytest.fixture
def fresh(tmp_path):
    """The small project before its first run."""
    return write_project(tmp_path / "fresh")
