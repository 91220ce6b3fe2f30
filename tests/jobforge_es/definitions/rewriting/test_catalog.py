from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jobforge_es.definitions.metadata import read_statements
from jobforge_es.definitions.rewriting.catalog import document, rewritten
from ledger.definitions import Statement
from tests.jobforge_es.definitions.rewriting.saying import sayings

PATH = "catalog/x.yaml"


def read(raw):
    return {each.key: each for each in read_statements(PATH, raw).statements}


def keyed(said):
    return {each.key: each for each in said}


def plain(want):
    match want:
        case dict():
            return {key: plain(each) for key, each in want.items()}
        case tuple() | list():
            return [plain(each) for each in want]
        case _:
            return want


def dumped(said, flow):
    return yaml.dump(plain(document(said)), allow_unicode=True, default_flow_style=flow, sort_keys=False).encode()


@settings(max_examples=80, deadline=None)
@given(sayings(), sayings(), st.sampled_from(["ours", True, False, None]), st.booleans())
def test_a_file_says_what_it_is_to_say_however_it_was_written_and_is_left_alone_where_it_does(said, then, flow, crlf):
    if not said:
        return
    raw = rewritten(None, said) if flow == "ours" else dumped(said, flow)
    raw = raw.replace(b"\n", b"\r\n") if crlf else raw
    assert rewritten(raw, said) == raw
    assert read(raw) == keyed(said)
    assert read(rewritten(raw, then)) == keyed(then)


FILE = """\
# what the desk knows
terms:   # all of them
  occupation:   # the first
    label: {en: "Occupation",   fr: Profession}   # said in 2024
    synonyms:
      # both in use
      en:
        - job
        - trade   # old
    definition:
      en: >-
        What people
        do.

  # the second
  title:
    label: {en: Title}
assignments:
# who it was
- role: steward
  for: "table:gold.a"
  party: lee
- {role: owner, for: "table:gold.a", vacant: true}
"""
BEFORE = read_statements(PATH, FILE.encode()).statements


def after(*changes, gone=()):
    said = {each.key: each for each in BEFORE} | {each.key: each for each in changes}
    kept = [each for each in said.values() if each.key[:2] not in gone and each.values]
    new = rewritten(FILE.encode(), kept).decode()
    assert read(new.encode()) == keyed(kept)
    return [line for line in new.splitlines() if line not in FILE.splitlines()], [
        line for line in FILE.splitlines() if line not in new.splitlines()
    ]


@pytest.mark.parametrize(
    ("change", "came", "went"),
    [
        (
            Statement("term", "occupation", "label", "fr", ("Métier: oui",)),
            ['    label: {en: "Occupation",   fr: "Métier: oui"}   # said in 2024'],
            ['    label: {en: "Occupation",   fr: Profession}   # said in 2024'],
        ),
        (
            Statement("term", "occupation", "label", "fr", ()),
            ['    label: {en: "Occupation"}   # said in 2024'],
            ['    label: {en: "Occupation",   fr: Profession}   # said in 2024'],
        ),
        (
            Statement("term", "occupation", "synonyms", "en", ("job", "work")),
            ["        - work   # old"],
            ["        - trade   # old"],
        ),
        (Statement("term", "occupation", "synonyms", "fr", ("emploi",)), ["      fr: [emploi]"], []),
        (
            Statement("term", "occupation", "definition", "en", ("What\npeople do",)),
            ["      en: |-", "        What", "        people do"],
            ["      en: >-", "        What people", "        do."],
        ),
        (Statement("term", "title", "review_by", None, ("2027-01-01",)), ["    review_by: 2027-01-01"], []),
        (
            Statement("term", "new", "label", "en", ("New",)),
            ["  new:", "    label: {en: New}"],
            [],
        ),
        (Statement("party", "lee", "type", None, ("person",)), ["people:", "  lee: {type: person}"], []),
        (
            Statement("assignment", "steward of table:gold.a: lee", "until", None, ("2026-12-31",)),
            ["  until: 2026-12-31"],
            [],
        ),
        (
            Statement("assignment", "owner of table:gold.a: vacant", "until", None, ("2026-12-31",)),
            ['- {role: owner, for: "table:gold.a", vacant: true, until: 2026-12-31}'],
            ['- {role: owner, for: "table:gold.a", vacant: true}'],
        ),
    ],
)
def test_only_the_line_of_what_changes_is_written(change, came, went):
    assert after(change) == (came, went)


def test_what_is_said_no_more_goes_with_its_keys_and_the_rest_stays():
    assert after(gone={("term", "title")}) == ([], ["  title:", "    label: {en: Title}"])
    assert after(gone={("assignment", "steward of table:gold.a: lee")}) == (
        [],
        ["- role: steward", '  for: "table:gold.a"', "  party: lee"],
    )
    all_gone = rewritten(FILE.encode(), []).decode()
    assert read(all_gone.encode()) == {}
    assert all_gone.startswith("# what the desk knows\n{}")


def test_a_byte_order_mark_and_a_missing_last_line_end_do_no_harm():
    raw = "\ufeffterms: {a: {label: {en: x}}}".encode()
    said = [Statement("term", "a", "label", "en", ("y",))]
    assert rewritten(raw, said) == "\ufeffterms: {a: {label: {en: y}}}\n".encode()
