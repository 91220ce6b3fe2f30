"""What holds of the controls as they are written."""

from __future__ import annotations

import ast
import hashlib
import os
import re
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as ET

import pytest

from ledger.events.control import ControlStatus
from projections.controls import areas
from projections.controls.frameworks.clauses import framework, names
from projections.controls.frameworks.matrix import ClauseStatus
from projections.controls.registry import AREAS, CONTROLS

FOLDER = Path(areas.__file__).parent
CORE = [
    "G01",
    "G02",
    "G03",
    "G04",
    "G05",
    "A01",
    "A02",
    "A03",
    "A04",
    "M01",
    "M02",
    "M03",
    "M04",
    "S01",
    "S02",
    "S03",
    "S04",
    "S05",
    "S06",
    "C01",
    "C02",
    "C03",
    "I01",
    "I02",
    "I03",
    "I04",
    "I05",
    "I06",
    "I07",
    "I08",
    "D01",
    "R01",
    "R02",
    "B01",
    "B02",
    "B03",
    "L01",
    "L02",
    "L03",
    "L04",
    "L05",
    "L06",
    "L07",
    "Q01",
    "Q02",
    "Q03",
    "Q04",
    "Q05",
    "P01",
]


@pytest.mark.parametrize("module", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_control_names_a_status(module):
    statuses = {*get_args(ControlStatus), *get_args(ClauseStatus)}
    tree = ast.parse(module.read_text(encoding="utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    assert not {text for text in texts if statuses & set(re.findall(r"\w+", text))}
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    assert not imported & {"ControlStatus", "ClauseStatus", "Result", "evaluate"}


def test_every_control_has_its_id_once_and_says_itself_in_both_languages():
    assert list(CONTROLS) == CORE
    assert sum(len(area.CONTROLS) for area in AREAS) == len(CONTROLS)
    for control in CONTROLS.values():
        assert re.fullmatch(r"[A-Z]\d\d", control.id)
        assert control.en.endswith(".")
        assert control.fr.endswith(".")
        assert control.en != control.fr
        assert control.statement("fr") == control.fr


@pytest.mark.parametrize("name", names())
def test_each_clause_is_said_in_both_languages_and_rests_on_controls_or_people(name):
    found = framework(name)
    assert found.id == name
    assert found.version
    assert set(found.link) == {"en", "fr"}
    assert len({each.clause for each in found.clauses}) == len(found.clauses)
    for each in found.clauses:
        assert each.en.endswith(".")
        assert each.fr.endswith(".")
        assert each.en != each.fr
        assert set(each.controls) <= set(CONTROLS)
        assert each.controls or each.evidence
        assert set(each.levels) <= set(found.levels)
        assert (each.sha256 is not None) == (found.hashed is not None)
        assert each.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", each.sha256)


def test_every_control_belongs_to_an_area_of_the_body_of_knowledge():
    assert {name for clause in framework("dmbok").clauses for name in clause.controls} == set(CONTROLS)
    assert len(framework("gc-data-quality").clauses) == 9


def test_the_directive_is_that_in_force_and_depends_on_the_level():
    found = framework("dadm")
    assert (found.version, len(found.clauses)) == ("2025-06-24", 32)
    of = {each.clause: each for each in found.clauses}
    assert of["6.2.4"].sha256.startswith("b8be77b5")
    assert of["6.2.7"].sha256.startswith("4e5b9c8d")
    assert of["6.3.1"].sha256.startswith("1936fbdb")
    assert of["6.3.1"].before_production
    assert [level for level in ("I", "II", "III", "IV") if of["6.3.7"].is_asked_at(level)] == ["II", "III", "IV"]
    assert all(of["6.2.4"].is_asked_at(level) for level in (*found.levels, None))
    assert of["6.3.14"].says("en", "IV").endswith("By the Treasury Board.")
    assert of["6.3.14"].says("fr") == of["6.3.14"].fr


@pytest.mark.skipif(
    "JOBFORGE_DIRECTIVE" not in os.environ, reason="needs the XML of the directive: just directive FILE"
)
def test_the_hashes_are_those_of_the_text_of_the_directive():
    root = ET.parse(os.environ["JOBFORGE_DIRECTIVE"]).getroot()
    texts = {each.get("anchor"): own_text(each) for each in root.iter("clause")}
    for each in framework("dadm").clauses:
        assert hashlib.sha256(texts[each.clause].encode()).hexdigest() == each.sha256


def own_text(clause):
    """Give the text of a clause without those below it, blanks made single."""
    parts = [clause.text or ""]
    for child in clause:
        parts += ["" if child.tag == "clauses" else "".join(child.itertext()), child.tail or ""]
    return re.sub(r"\s+", " ", "".join(parts)).strip()
