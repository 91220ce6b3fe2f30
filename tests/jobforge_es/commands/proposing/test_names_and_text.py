from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.commands.proposing.file_names import patterns, source_name
from jobforge_es.commands.proposing.yaml_text import comment, joined, line, scalar, value
from jobforge_es.definitions.marked import read
from ledger.names import is_name


@pytest.mark.parametrize(
    ("file", "name", "pattern"),
    [
        ("offices.csv", "offices", "offices.csv"),
        ("claims_2024-01.csv", "claims", "claims_[0-9]*.csv"),
        ("Prévisions emploi 2026-2028.csv", "previsions_emploi", "Prévisions emploi [0-9]*.csv"),
        ("skills_oasis_2023_v1.0.csv", "skills_oasis", "skills_oasis_[0-9]*.csv"),
        ("sales20240131.csv.gz", "sales", "sales[0-9]*.csv.gz"),
        ("noc2021.csv", "noc2021", "noc2021.csv"),
        ("2024.csv", "c_2024", "2024.csv"),
        ("a[1].csv", "a_1", "a[[]1].csv"),
    ],
)
def test_a_source_is_named_after_what_stays_in_the_names_of_its_files(file, name, pattern):
    assert patterns(file).value == (pattern,)
    assert source_name(file) == name


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\\\0"), min_size=1, max_size=60))
def test_every_name_of_a_file_gives_a_name_and_a_pattern_that_matches_it(file):
    assert is_name(source_name(file))
    (pattern,) = patterns(file).value
    assert fnmatch.fnmatchcase(file, pattern)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_text_reads_back_as_it_was_whatever_its_comment(text):
    lines = [comment(text), *line("key", text, text), f"list: {value((text, text))}"]
    root = read("x.yaml", joined(lines).encode()).root
    assert root.pairs["key"].node.text == text
    assert [item.text for item in root.pairs["list"].node.items] == [text, text]


def test_words_with_a_meaning_are_quoted():
    assert [scalar(word) for word in ("cp1252", "no", "none", "1.0", "")] == ["cp1252", '"no"', '"none"', '"1.0"', '""']
    assert value(None) == "none"
