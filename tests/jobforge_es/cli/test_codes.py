from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path

import pytest

import jobforge_es
import ledger
import projections
from jobforge_es.cli.codes import CODES, FAMILIES, title_of
from ledger.errors import JobForgeError
from tests.jobforge_es.cli.offices import call, only

ROOT = Path(jobforge_es.__file__).parents[1]


def all_errors():
    for package in (ledger, projections, jobforge_es):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    front, found = [JobForgeError], []
    while front:
        found.append(front.pop())
        front += found[-1].__subclasses__()
    return [e for e in found if e.__module__.partition(".")[0] in ("ledger", "projections", "jobforge_es")]


def test_every_code_of_an_error_is_explained():
    missing = {f"{e.code} {e.__module__}.{e.__name__}" for e in all_errors() if e.code not in CODES}
    assert not missing


def test_every_code_of_a_single_record_is_explained():
    used = set()
    for path in (ROOT / "projections").rglob("*.py"):
        used |= set(re.findall(r'"([A-Z]-\d{3})"', path.read_text(encoding="utf-8")))
    assert not used - set(CODES)


def test_one_code_means_one_condition():
    by_code = defaultdict(set)
    for error in all_errors():
        if "code" in vars(error):
            by_code[error.code].add(f"{error.__module__}.{error.__name__}")
    assert not {code: names for code, names in by_code.items() if len(names) > 1}


def test_every_condition_is_provoked_by_a_test():
    said = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    said.add(name)
                case ast.Constant(value=str(text)):
                    said |= set(re.findall(r"\b[A-Z]-\d{3}\b", text))
    own = [error for error in all_errors() if "code" in vars(error)]
    assert not [f"{e.code} {e.__name__}" for e in own if not {e.code, e.__name__} & said]


@pytest.mark.parametrize("code", CODES)
def test_a_text_is_a_sentence_and_belongs_to_a_family(code):
    title, text = CODES[code]
    assert re.fullmatch(r"[A-Z]-\d{3}", code)
    assert code[0] in FAMILIES
    assert title.endswith(".")
    assert text.endswith(".")
    assert title != text


def test_a_code_is_explained(ran):
    result = call(ran, "explain", "k-001")
    assert result.exit_code == 0
    assert result.stdout.startswith("K-001  Too many rows broke their rules.")
    assert only(call(ran, "explain", "K-001", "--json"))["title"] == title_of("K-001")


def test_all_codes_are_listed(ran):
    result = call(ran, "explain")
    assert all(code in result.stdout for code in CODES)
    assert set(only(call(ran, "explain", "--json"))["codes"]) == set(CODES)


def test_an_unknown_code_is_refused_with_what_is_near(ran):
    result = call(ran, "explain", "K-01")
    assert result.exit_code == 2
    assert "did you mean" in result.stderr


def test_a_code_without_text_is_told_by_its_family():
    assert title_of("P-999") == FAMILIES["P"]
    assert title_of("?") == ""


def test_the_functions_that_a_model_may_use_are_listed_with_their_code(ran):
    shown = call(ran, "explain", "M-002").stdout
    assert all(name in shown for name in ("strptime", "string_agg", "row_number", "coalesce"))
    assert "random" not in shown
