"""The table of failures: each row names a test that there is, and codes with the exit code that it tells."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import jobforge_es
from jobforge_es.cli.codes import CODES
from ledger.events import STORED_NAMES
from tests.jobforge_es.cli.test_codes import all_errors

TESTS = Path(__file__).parents[2]
README = (Path(jobforge_es.__file__).parent / "README.md").read_text(encoding="utf-8")
HEAD = "| what happens | what is recorded | what is tried again | what people see | exit | shown by |"
SECTION = README.partition("## When something fails")[2].partition("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in SECTION.partition(HEAD)[2].splitlines()
    if line.startswith("| ")
]
EXITS = {error.code: error.exit_code for error in all_errors() if "code" in vars(error)}
EVENTS = {name for name, _ in STORED_NAMES.values()}


@cache
def defined(path):
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_condition_has_a_row():
    assert len(ROWS) >= 32
    assert len({row[0] for row in ROWS}) == len(ROWS)
    assert all(len(row) == 6 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_names_its_test_its_codes_and_what_is_recorded(row):
    _, recorded, _, seen, exits, shown = row
    path, _, name = shown.strip("`").partition("::")
    assert name in defined(path)
    codes = re.findall(r"\b[A-Z]-\d{3}\b", seen)
    assert set(codes) <= set(CODES)
    told = {EXITS[code] for code in codes if code in EXITS}
    assert told <= {int(each) for each in exits.split(" or ")} | {0}
    events = set(re.findall(r"`([a-z]+-[a-z-]+)`", recorded))
    assert events <= EVENTS
