from __future__ import annotations

import pytest

from jobforge_es.errors import ReplayDiffers
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import again, call, only, tree


@pytest.mark.parametrize(
    "into",
    [".", "inbox", "lake", "lake/layers", "lake/new", "sources", "new", "..", "/", "link", "loop", "jobforge.toml"],
)
@pytest.mark.parametrize("dry", [False, True])
def test_a_replay_never_builds_where_other_things_lie(project, into, dry):
    (project / "link").symlink_to(project / "lake")
    (project / "loop").symlink_to(project / "loop")
    before = tree(project)
    result = call(project, "replay", "--into", str(project / into), *(["--dry-run"] if dry else []))
    assert (result.exit_code, result.stderr[:5]) == (2, "U-004")
    assert "nothing was written" in result.stderr
    assert tree(project) == before


def test_a_file_is_no_folder_to_build_in(project, tmp_path):
    (tmp_path / "file").write_text("mine")
    for into in (tmp_path / "file", tmp_path / ("x" * 300)):
        assert call(project, "replay", "--into", str(into)).stderr[:5] == "U-004"
    assert (tmp_path / "file").read_text() == "mine"


def test_a_replay_into_another_folder_builds_every_file_there(project, tmp_path):
    found = Workspace.open(project).replay(into=tmp_path / "rebuilt")
    layers = {p: b for p, b in tree(tmp_path / "rebuilt").items() if p.endswith(".parquet")}
    assert found.built == found.files > 0
    assert layers.items() <= tree(project / "lake").items()


def test_a_replay_that_fails_says_what_it_has_written(project, tmp_path, monkeypatch):
    from jobforge_es.commands import replay as module

    monkeypatch.setattr(
        module, "_differences", lambda lake, file: [module.Difference(file.file.path, "a", "b", rows_equal=True)]
    )
    with pytest.raises(ReplayDiffers) as told:
        Workspace.open(project).replay(into=tmp_path / "rebuilt")
    count = sum(p.endswith(".parquet") for p in tree(tmp_path / "rebuilt"))
    assert f"{count} of " in told.value.written
    assert str(tmp_path / "rebuilt") in told.value.written
    with pytest.raises(ReplayDiffers) as told:
        Workspace.open(project).replay(check=True)
    assert told.value.written == "the read models; the files of the lake are as they were"


def test_a_moment_that_is_none_is_refused_before_anything_is_made_anew(project):
    models = project / "lake/projections.db"
    before = models.stat()
    result = call(project, "replay", "--as-of", "999")
    assert (result.exit_code, result.stderr[:5]) == (2, "U-002")
    assert models.stat() == before


def test_a_dry_run_suggests_the_same_replay(project, tmp_path):
    into = tmp_path / "a b"
    result = call(project, "replay", "--into", str(into), "--as-of", "5", "--dry-run")
    assert f"next  {again(project, 'jobforge replay')} --as-of 5 --into '{into}'\n" in result.stderr
    assert not into.exists()
    assert only(call(project, "replay", "--dry-run", "--json"))["built"] == 0
