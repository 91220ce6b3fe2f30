from __future__ import annotations

import json
import shutil

import pytest

from jobforge_es.errors import UnknownName
from jobforge_es.workspace import Workspace
from tests.jobforge_es.cli.offices import call, only, tree

REASON = ("--reason", "asked by the board", "--actor", "lea")
TABLES = ("bronze.offices", "silver.offices", "gold.dim_office")


@pytest.fixture(scope="module")
def ready(ran_once, tmp_path_factory):
    folder = tmp_path_factory.mktemp("level") / "offices"
    shutil.copytree(ran_once, folder)
    for name in TABLES:
        assert call(folder, "catalog", "describe", name, "--set", "security=Unclassified", *REASON).exit_code == 0
    said = ("catalog", "describe", "silver.offices.name", "--set", "personal=true", *REASON)
    assert call(folder, *said).exit_code == 0
    said = ("catalog", "describe", "gold.dim_office.budget", "--set", "security=Protected B", *REASON)
    assert call(folder, *said).exit_code == 0
    return folder


@pytest.mark.parametrize("target", ["odcs", "openlineage", "powerbi", "purview"])
def test_the_answer_and_the_ledger_say_what_was_left_out(ready, target, tmp_path):
    into = tmp_path / target
    level = ("--level", "Unclassified")
    result = call(ready, "export", target, "--into", str(into), *level)
    assert result.exit_code == 0
    assert "gold.dim_office.budget left out: Protected B is above Unclassified" in result.output
    (again,) = only(call(ready, "export", target, "--into", str(into), *level, "--json"))["outcomes"]
    names = [f"{table}.name" for table in TABLES]
    expected = dict.fromkeys(names, "it may show personal values")
    expected |= {"gold.dim_office.budget": "Protected B is above Unclassified"}
    expected |= {"staged.offices": again["left_out"]["staged.offices"]}
    assert (again["status"], again["left_out"]) == ("unchanged", expected)
    event = only(call(ready, "log", "--json", "--type", "export-published"))["events"][-1]["data"]
    assert (event["level"], event["left_out"]) == ("Unclassified", sorted(expected))
    manifest = json.loads((into / "jobforge-export.json").read_text())
    assert manifest["level"] == "Unclassified"
    text = "".join(data.decode() for data in tree(into).values())
    assert "staged.offices" not in text
    assert "offices.name" not in text


def test_all_leaves_where_no_level_is_named(ready, tmp_path):
    (outcome,) = only(call(ready, "export", "odcs", "--into", str(tmp_path / "all"), "--json"))["outcomes"]
    assert outcome["left_out"] == {}
    assert (tmp_path / "all/staged.offices.odcs.yaml").exists()


def test_a_category_that_there_is_not_is_refused(ready):
    assert call(ready, "export", "odcs", "--level", "Cosmic").exit_code == 2
    with pytest.raises(UnknownName, match="security category"):
        Workspace.open(ready, actor="lea").export("odcs", level="Cosmic")
