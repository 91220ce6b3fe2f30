"""The limits of the house: what is long is split, and what a linter is told to overlook has its reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ledger", "projections", "jobforge_es")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MODULE, FUNCTION = 250, 40


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body, its docstring left out."""
    first = function.body[0]
    spoken = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    ends = int(function.end_lineno or 0)
    return ends - (int(first.end_lineno or 0) if spoken else first.lineno - 1)


def test_there_are_modules():
    assert len(MODULES) > 300


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_as_long_as_the_limit(package):
    long = {str(m.relative_to(ROOT)): n for m in MODULES if (n := len(m.read_text().splitlines())) >= MODULE}
    assert not {name: n for name, n in long.items() if name.startswith(package)}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_as_long_as_the_limit(package):
    found = {}
    for module in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) >= FUNCTION:
                found[f"{module.relative_to(ROOT)}:{node.name}"] = lines_of(node)
    assert not found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_has_a_name_that_says_nothing(package):
    said = re.compile(r"^(utils?|helpers?|base|managers?|common|misc)$")
    assert not [m for m in (ROOT / package).rglob("*") if said.match(m.stem)]


EXCUSE = re.compile(r"# (noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z, -]+\])?)$", re.MULTILINE)


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_what_a_checker_is_told_to_overlook_has_its_reason(package):
    bare = {str(m.relative_to(ROOT)): found for m in (ROOT / package).rglob("*.py")
            if (found := [each[0] for each in EXCUSE.finditer(m.read_text())])}  # fmt: skip
    assert not bare
