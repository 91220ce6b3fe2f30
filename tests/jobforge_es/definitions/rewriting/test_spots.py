from __future__ import annotations

import pytest

from jobforge_es.definitions.rewriting.spots import in_contract, in_source
from ledger.definitions import Statement

CONTRACT = """\
description: {purpose: Why, limitations: "Few"}   # whole
customProperties:
  - {property: jobforge.source, value: a}
schema:
  - name: a
    businessName: A table
    customProperties: [{property: jobforge.title.fr, value: Un tableau}, {property: jobforge.x, value: y}]
    properties:
      - {name: b, classification: Low, customProperties: [{property: jobforge.description.fr, value: d}]}
      - name: c
        description: >-
          Two
          lines
        customProperties:
          # why
          - property: jobforge.title.fr
            value: C
          - {property: jobforge.personal, value: true}
"""
SOURCE = "title: {en: A, fr: B}\npublisher: Nobody   # at all\nurl: https://x.example\n"


def of(kind, subject, path, *values):
    name, _, language = path.partition(".")
    return Statement(kind, subject, name, language or None, values)


def changed(change, text, *said):
    raw, unsaid = change(text.encode(), said)
    new = raw.decode().splitlines()
    old = text.splitlines()
    return [each for each in new if each not in old], [each for each in old if each not in new], [*unsaid]


@pytest.mark.parametrize(
    ("said", "came"),
    [
        (of("table", "silver.a", "title.en", "New: a"), ['    businessName: "New: a"']),
        (
            of("table", "silver.a", "title.fr", "N"),
            ["    customProperties: [{property: jobforge.title.fr, value: N}, {property: jobforge.x, value: y}]"],
        ),
        (of("table", "silver.a", "limits.en", "N"), ["description: {purpose: Why, limitations: N}   # whole"]),
        (of("table", "silver.a", "purpose.en"), ['description: {limitations: "Few"}   # whole']),
        (
            of("table", "silver.a", "title.fr"),
            ["    customProperties: [{property: jobforge.x, value: y}]"],
        ),
        (of("column", "silver.a.c", "title.fr", "N"), ["            value: N"]),
        (of("column", "silver.a.c", "title.fr"), []),
        (of("column", "silver.a.c", "description.en", "One"), ["        description: One"]),
        (of("column", "silver.a.c", "personal", "false"), ["          - {property: jobforge.personal, value: false}"]),
        (
            of("column", "silver.a.b", "security", "High"),
            [
                "      - {name: b, classification: High, customProperties: [{property: jobforge.description.fr, value: d}]}"
            ],
        ),
    ],
)
def test_a_contract_says_a_word_otherwise_where_it_says_it(said, came):
    new, gone, unsaid = changed(in_contract, CONTRACT, said)
    assert (new, unsaid) == (came, [])
    assert gone


@pytest.mark.parametrize(
    "said",
    [
        of("table", "silver.a", "description.fr", "not said yet"),
        of("table", "silver.a", "purpose.fr", "the standard has one language"),
        of("table", "silver.a", "retention", "1 year"),
        of("column", "silver.a.none", "title.en", "x"),
        of("column", "silver.a.c", "role", "measure"),
        of("column", "silver.a.b", "description.fr"),
        of("assignment", "steward of table:silver.a: x", "until", "2026-01-01"),
    ],
)
def test_what_a_contract_does_not_say_or_says_in_another_way_is_given_back(said):
    assert changed(in_contract, CONTRACT, said) == ([], [], [said])


def test_several_words_are_changed_at_once_and_the_others_stay():
    said = (
        of("table", "silver.a", "title.en", "X"),
        of("table", "silver.a", "title.fr"),
        of("column", "silver.a.c", "title.fr"),
    )
    new, gone, unsaid = changed(in_contract, CONTRACT, *said)
    assert new == ["    businessName: X", "    customProperties: [{property: jobforge.x, value: y}]"]
    assert (len(gone), unsaid) == (4, [])


def test_a_source_says_a_word_otherwise_where_it_says_it():
    assert changed(in_source, SOURCE, of("source", "a", "title.fr", "C"))[0] == ["title: {en: A, fr: C}"]
    assert changed(in_source, SOURCE, of("source", "a", "title.fr"))[0] == ["title: {en: A}"]
    assert changed(in_source, SOURCE, of("source", "a", "publisher.en", "You"))[0] == ["publisher: You   # at all"]
    assert changed(in_source, SOURCE, of("source", "a", "url"))[1] == ["url: https://x.example"]
    for left in (of("source", "a", "publisher.fr", "Toi"), of("source", "a", "edition", "2")):
        assert changed(in_source, SOURCE, left) == ([], [], [left])
