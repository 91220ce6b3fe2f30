"""The page that says how practice and clauses are met says what the registry says."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from ledger.events.control import ControlStatus
from projections import controls
from projections.controls.engine import SCORED
from projections.controls.frameworks.clauses import framework, names
from projections.controls.registry import CONTROLS

PAGE = (Path(controls.__file__).parent / "README.md").read_text(encoding="utf-8")


def rows(heading):
    section = PAGE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_each_control_stands_there_with_its_statement():
    assert rows("The controls") == [[each.id, each.en] for each in CONTROLS.values()]


@pytest.mark.parametrize("name", names())
def test_each_clause_stands_there_with_its_controls_and_what_is_left_to_people(name):
    found = framework(name)
    assert f"\n## {name}: {found.en}, {found.version}\n" in PAGE
    told = rows(f"{name}:")
    wanted = [[each.clause, each.en, " ".join(each.controls), each.evidence] for each in found.clauses]
    assert [[row[0], row[1], row[3], row[4].endswith("; evidence")] for row in told] == wanted
    assert all(row[4] for row in told)
    assert all(row[2] for row in told if row[3])


def test_each_status_stands_there_and_whether_it_counts():
    told = {
        row[0]: row[2].startswith("yes")
        for row in (line.strip("| ").split(" | ") for line in PAGE.splitlines())
        if len(row) == 3
    }
    assert {name: counts for name, counts in told.items() if name in get_args(ControlStatus)} == {
        name: name in SCORED for name in get_args(ControlStatus)
    }
