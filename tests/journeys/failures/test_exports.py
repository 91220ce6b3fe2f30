"""Exports whose target refuses."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.jobforge_es.cli.offices import call, only, positions, tree

pytestmark = pytest.mark.journey


def failing(project):
    return [(f["step"], f["code"], f["attempts"]) for f in only(call(project, "status", "--json"))["failures"]]


@pytest.mark.parametrize(("number", "code", "tries"), [(errno.EIO, "F-014", 2), (errno.EACCES, "F-011", 1)])
def test_a_target_that_refuses_keeps_what_it_had_and_is_recorded(project, tmp_path, monkeypatch, number, code, tries):
    (project / "jobforge.toml").write_text('[project]\nname = "offices"\n[retries]\nwait_first = "0s"\nattempts = 2\n')
    into = tmp_path / "shared" / "odcs"
    assert call(project, "export", "odcs", "--into", str(into)).exit_code == 0
    before = tree(into.parent)
    call(project, "catalog", "describe", "gold.dim_office", "--set", "retention=1 year", "--reason", "asked")
    write, left = Path.write_bytes, [3]

    def refuse(path, data):
        left[0] -= 1
        if left[0] < 0 and "shared" in path.parts:
            raise OSError(number, "refused", str(path))
        return write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        result = call(project, "export", "odcs", "--into", str(into))
    assert (result.exit_code, code in result.output) == (1, True)
    assert tree(into.parent) == before
    assert failing(project) == [("export", code, tries)]
    assert call(project, "export", "odcs", "--into", str(into)).exit_code == 0
    assert failing(project) == []
    assert (
        "1 year" in (into / "gold.dim_office.odcs.yaml").read_text()
        or "value: '1'" in (into / "gold.dim_office.odcs.yaml").read_text()
    )


def test_an_export_that_went_well_elsewhere_mends_nothing_and_one_that_is_there_does(project, tmp_path, monkeypatch):
    into = tmp_path / "shared" / "odcs"
    assert call(project, "export", "odcs", "--into", str(into)).exit_code == 0
    call(project, "catalog", "describe", "gold.dim_office", "--set", "retention=1 year", "--reason", "asked")

    def refuse(path, data):
        raise OSError(errno.EACCES, "refused", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        assert call(project, "export", "odcs", "--into", str(into)).exit_code == 1
    assert call(project, "export", "odcs").exit_code == 0
    assert failing(project) == [("export", "F-011", 1)]
    call(project, "catalog", "describe", "gold.dim_office", "--unset", "retention", "--reason", "asked")
    assert "unchanged" in call(project, "export", "odcs", "--into", str(into)).output
    assert failing(project) == []


def test_a_folder_is_recorded_as_where_it_is_and_not_as_it_was_typed(project, tmp_path, monkeypatch):
    monkeypatch.chdir(project / "models")
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    for into in ("../out/odcs", odd / ".." / odd.name):
        assert call(project, "export", "odcs", "--into", str(into)).exit_code == 0
    told = only(call(project, "log", "--json", "--type", "export-published"))["events"]
    assert [each["data"]["folder"] for each in told] == ["out/odcs", f"{tmp_path}/caf%E9"]


def test_a_folder_that_holds_something_else_is_left_alone(project, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("keep me")
    (tmp_path / "file").write_text("keep me")
    before = positions(project)
    for into in ("mine", "file"):
        result = call(project, "export", "odcs", "--into", str(tmp_path / into))
        assert (result.exit_code, result.stderr[:5]) == (2, "F-040")
    assert (tmp_path / "mine/letter.txt").read_text() == "keep me"
    assert positions(project) == before
