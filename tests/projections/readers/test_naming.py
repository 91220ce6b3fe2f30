"""Headers become column names, always the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.definitions.source import HeaderName
from ledger.names import is_name
from projections.readers.naming import expect_header, name_columns
from projections.readers.refusals import HeaderClash, HeaderMismatch


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Level", "level"),
        ("Hierarchical structure", "hierarchical_structure"),
        ("Code - NOC 2021 V1.0", "code_noc_2021_v1_0"),
        ("2023", "c_2023"),
        ("Écart-type (%)", "ecart_type"),
        ("Main-d'œuvre", "main_d_oeuvre"),
        ("Straße Ærø", "strasse_aero"),
        ("ISTANBUL İ", "istanbul_i"),
        ("_id", "id"),
        ("", "column_1"),
        (" % ", "column_1"),
        ("数字", "column_1"),
        ("ﬁn Ⅳ", "fin_iv"),
        ("x" * 80, "x" * 63),
        ("9" * 80, "c_" + "9" * 61),
        ("x" * 62 + " y", "x" * 62),
        ("a\nb\tc", "a_b_c"),
    ],
)
def test_header_is_folded_to_a_name(header, name):
    assert name_columns([header]) == (HeaderName(header, name),)


def test_empty_headers_are_named_by_their_place():
    assert [column.name for column in name_columns(["a", "", " "])] == ["a", "column_2", "column_3"]


@pytest.mark.parametrize(
    ("headers", "places"),
    [
        (["a", "b", "a"], (1, 3)),
        (["Titre", "titré"], (1, 2)),
        (["column_2", ""], (1, 2)),
        (["x" * 63, "x" * 64], (1, 2)),
    ],
)
def test_headers_that_lead_to_one_name_are_refused_with_both_and_the_mend(headers, places):
    with pytest.raises(HeaderClash) as caught:
        name_columns(headers)
    error = caught.value
    assert (error.code, error.first, error.second) == ("S-022", headers[places[0] - 1], headers[places[1] - 1])
    assert f"columns {places[0]} and {places[1]}" in error.what
    assert repr(error.first) in error.why
    assert repr(error.second) in error.why
    assert "header: false" in error.mend[1]


@given(st.lists(st.text(max_size=90), max_size=5))
def test_names_are_valid_and_depend_on_nothing_but_the_header_and_its_place(headers):
    for place, header in enumerate(headers, start=1):
        alone = name_columns([header])[0].name
        assert is_name(alone)
        if not alone.startswith("column_"):
            before = [str(n) for n in range(100_000, 100_000 + place - 1)]
            assert name_columns([*before, header])[-1] == HeaderName(header, alone)


def test_expected_header_passes():
    expect_header(("a", "b"), ["a", "b"])


@pytest.mark.parametrize(
    ("found", "expected", "missing", "new", "moved"),
    [
        ("ac", "abc", "b", "", ""),
        ("abxc", "abc", "", "x", ""),
        ("cab", "abc", "", "", "abc"),
        ("axb", "bca", "c", "x", "ba"),
        ("aab", "ab", "", "a", ""),
        ("ab", "aab", "a", "", ""),
        ("A", "a", "a", "A", ""),
    ],
)
def test_other_header_is_refused_with_what_is_missing_new_and_moved(found, expected, missing, new, moved):
    with pytest.raises(HeaderMismatch) as caught:
        expect_header(found, expected)
    error = caught.value
    assert (error.code, error.missing, error.new, error.moved) == ("S-020", tuple(missing), tuple(new), tuple(moved))


def test_mismatch_tells_nothing_of_the_file_in_what_may_stand_in_an_event():
    with pytest.raises(HeaderMismatch) as caught:
        expect_header(["Tremblay", "123-456-789"], ["name", "sin"])
    assert caught.value.what == "the header is not the one that the source expects: 2 missing, 2 new"
    assert "Tremblay" in caught.value.why
