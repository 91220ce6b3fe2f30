from __future__ import annotations

import shutil

import pytest

from tests.jobforge_es.cli.offices import ran_project, write_project


@pytest.fixture(scope="session")
def ran_once(tmp_path_factory):
    return ran_project(tmp_path_factory.mktemp("offices") / "offices")


@pytest.fixture(scope="session")
def ran(ran_once):
    """The project after a run; a test that takes this one only reads."""
    return ran_once


@pytest.fixture
def project(ran_once, tmp_path):
    """The project after a run, for this test alone."""
    shutil.copytree(ran_once, tmp_path / "offices")
    return tmp_path / "offices"


@pytest.fixture
def fresh(tmp_path):
    """The project before its first run."""
    return write_project(tmp_path / "fresh")
