from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from jobforge_es.cli.plain import cut, plain, plain_bytes, plain_lines, width

ANY = st.text(st.characters(), max_size=40)


@given(ANY)
def test_nothing_that_drives_a_terminal_is_left(text):
    shown = plain(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not set(shown) & set("\u202a\u202e\u2066\u2069\u200f\ufeff")


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=40))
def test_ordinary_text_stays_as_it_is(text):
    assert plain(text) == text


@given(ANY, st.integers(1, 30))
def test_a_cut_text_fits(text, cells):
    assert width(cut(plain(text), cells)) <= cells
    if width(plain(text)) <= cells:
        assert cut(plain(text), cells) == plain(text)


@given(st.binary(max_size=40))
def test_bytes_are_shown_whatever_they_are(raw):
    plain_bytes(raw).encode("utf-8")


def test_escapes_are_those_that_people_know():
    assert plain("a\nb\tc\x1b[2J\x00\u202e\udce9") == "a\\nb\\tc\\x1b[2J\\x00\\u202e\\udce9"
    assert plain_lines("a\nb\x1b") == "a\nb\\x1b"
    assert plain_bytes(b"Qu\xe9bec \xc3\xa9") == "Qu\\xe9bec é"


def test_wide_and_combining_characters_are_measured_in_cells():
    assert width("職業") == 4
    assert width("e\u0301") == 1
    assert cut("職業分類", 5) == "職業…"
