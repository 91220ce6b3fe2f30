from __future__ import annotations

import subprocess
import sys

import pytest

import jobforge_es
from jobforge_es import Workspace


def test_the_workspace_is_the_python_api(tmp_path):
    (tmp_path / "jobforge.toml").write_text('name = "x"\n')
    assert Workspace.open(tmp_path).run() == []


def test_only_what_is_public_is_given():
    with pytest.raises(AttributeError, match="no attribute 'Secret'"):
        jobforge_es.Secret  # noqa: B018 - asking is the test


def test_the_package_alone_loads_no_library():
    code = "import sys, jobforge_es; print(sorted({'attrs', 'click', 'pyarrow', 'duckdb'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
