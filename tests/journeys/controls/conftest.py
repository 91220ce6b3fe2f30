from __future__ import annotations

import pytest
from click.testing import CliRunner

from jobforge_es.cli import main
from jobforge_es.workspace import Workspace
from tests.journeys.controls.playing import Playing


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """The sample, run with a reason."""
    folder = tmp_path_factory.mktemp("controls") / "sample"
    assert CliRunner().invoke(main, ["init", str(folder), "--sample"]).exit_code == 0
    Workspace.open(folder, actor="lea", reason="first load").run()
    return folder


@pytest.fixture
def play(loaded):
    """A state of the sample, for this test alone."""
    with Workspace.open(loaded, actor="lea", reason="played").rehearsing() as session:
        yield Playing(session)
