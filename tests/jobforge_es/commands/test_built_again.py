from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, write_project


@pytest.fixture
def rebuilt(tmp_path, monkeypatch):
    """A project whose silver file was built by other libraries, lost, and built again by today's, in other bytes."""
    monkeypatch.setattr("jobforge_es.commands.promote.libraries", lambda: {"pyarrow": "1.0"})
    project = write_project(tmp_path / "offices")
    Workspace.open(project).run()
    monkeypatch.setattr("projections.layers.writer._open", lambda path, schema, _: pq.ParquetWriter(path, schema))
    (file,) = (project / "lake/layers/silver").rglob("b-*.parquet")
    before = file.read_bytes()
    file.unlink()
    assert call(project, "replay").exit_code == 0
    assert file.read_bytes() != before
    return project, file


def test_a_file_that_other_libraries_built_again_is_no_damage(rebuilt):
    project, file = rebuilt
    result = call(project, "verify", "--json")
    assert result.exit_code == 0
    assert only(result)["rebuilt"] == [file.relative_to(project / "lake").as_posix()]
    assert "in the bytes of other libraries" in call(project, "verify").stdout


def test_a_byte_of_it_that_changes_is(rebuilt):
    project, file = rebuilt
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(raw)
    result = call(project, "verify", "--json")
    assert result.exit_code == 4
    assert len(only(result)["damages"]) == 1


def test_where_the_libraries_are_the_same_other_bytes_are_damage(project, monkeypatch):
    monkeypatch.setattr("projections.layers.writer._open", lambda path, schema, _: pq.ParquetWriter(path, schema))
    (file,) = (project / "lake/layers/silver").rglob("b-*.parquet")
    file.unlink()
    Workspace.open(project).replay()
    assert call(project, "verify").exit_code == 4
