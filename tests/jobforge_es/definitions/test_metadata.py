from __future__ import annotations

import pytest

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionsBroken, parts
from jobforge_es.definitions.metadata import read_statements


def said(text):
    return {each.key: each.values for each in read_statements("catalog/file.yaml", text.encode()).statements}


def wrong(text):
    with pytest.raises((DefinitionBroken, DefinitionsBroken)) as caught:
        said(text)
    return [(error.place.line, str(error)) for error in parts(caught.value)]


def test_every_section_is_read():
    found = said("""
terms:
  unit-group:
    label: {en: Unit group, fr: Groupe de base}
    synonyms: {en: [group], fr: [groupe]}
    broader: [major-group]
    deprecated: true
tables:
  gold.dim_noc:
    grain: {en: a unit group}
    columns:
      noc_code: {role: key, terms: [unit-group]}
sources:
  noc: {program: {en: P, fr: P}}
questions:
  how-many: {text: {en: How many?, fr: Combien?}, requires: [gold.dim_noc.noc_code], sql: SELECT 1}
consumers:
  board: {type: dashboard}
people:
  a.roy@example.org: {name: {en: A. Roy, fr: A. Roy}}
assignments:
  - {role: steward, for: "table:gold.dim_noc", party: a.roy@example.org, from: 2026-01-01}
""")
    assert found[("term", "unit-group", "label", "fr")] == ("Groupe de base",)
    assert found[("term", "unit-group", "synonyms", "en")] == ("group",)
    assert found[("term", "unit-group", "deprecated", None)] == ("true",)
    assert found[("table", "gold.dim_noc", "grain", "en")] == ("a unit group",)
    assert found[("column", "gold.dim_noc.noc_code", "terms", None)] == ("unit-group",)
    assert found[("question", "how-many", "requires", None)] == ("gold.dim_noc.noc_code",)
    key = "steward of table:gold.dim_noc: a.roy@example.org from 2026-01-01"
    assert found[("assignment", key, "from", None)] == ("2026-01-01",)
    assert len(found) == 22


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("term:\n  a: {label: {en: x}}\n", 1, "unknown key `term`"),
        ("terms:\n  A B: {label: {en: x}}\n", 2, "names no glossary term"),
        ("terms:\n  a: {labels: {en: x}}\n", 2, "unknown key `labels`"),
        ("terms:\n  a:\n    label: x\n", 3, "does not say in which language"),
        ("terms:\n  a:\n    label: {de: x}\n", 3, "unknown key `de`"),
        ("terms:\n  a:\n    review_by: 2026-02-30\n", 3, "cannot be `2026-02-30`"),
        ("terms:\n  a:\n    broader: {b: c}\n", 3, "is not a list of texts"),
        ("tables:\n  dim_noc: {}\n", 2, "names no table"),
        ("tables:\n  gold.t:\n    security: Top\n", 3, "cannot be `Top`"),
        ("tables:\n  gold.t:\n    columns: {'a b': {role: key}}\n", 3, "names no column"),
        ("questions:\n  q:\n    requires: [a b]\n", 3, "cannot be `a b`"),
        ("assignments: [{role: steward}]\n", 1, "says `role` and `for`"),
        ("assignments: [{role: boss, for: 'table:gold.t'}]\n", 1, "cannot be `boss`"),
        ("assignments: [{role: owner, for: 'gold.t'}]\n", 1, "cannot be `gold.t`"),
        ("terms: [a]\n", 1, "is no mapping"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, words):
    found = wrong(text)
    assert [each for each in found if each[0] == line and words in each[1]], found


def test_an_assignment_that_stands_twice_is_a_mistake():
    item = "  - {role: owner, for: 'table:gold.t', party: a@b.ca}\n"
    assert any("said twice" in words for _, words in wrong(f"assignments:\n{item}{item}"))
