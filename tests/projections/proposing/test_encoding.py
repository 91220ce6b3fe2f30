from __future__ import annotations

import pytest

from projections.proposing.encoding import find_encoding
from tests.projections.proposing.looked import Asked, looked

FRENCH = "ville;été\nQuébec;1\nMontréal;2\n"


def encoding(tmp_path, raw, ask=None):
    (tmp_path / "f").write_bytes(raw)
    return find_encoding(tmp_path / "f", ask or Asked()).value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a,b\n", "utf-8"),
        (FRENCH.encode(), "utf-8"),
        (FRENCH.encode("utf-8-sig"), "utf-8"),
        (FRENCH.encode("utf-16"), "utf-16"),
        (FRENCH.encode("utf-16-le"), "utf-16-le"),
        (FRENCH.encode("utf-16-be"), "utf-16-be"),
        (FRENCH.encode("cp1252"), "cp1252"),
        ("a\x81b é".encode("latin-1"), "latin-1"),
    ],
)
def test_strict_decoding_in_order_finds_the_encoding_without_a_question(tmp_path, raw, expected):
    ask = Asked()
    assert encoding(tmp_path, raw, ask) == expected
    assert ask.keys == []


def test_bytes_that_cp1252_and_latin_1_read_differently_are_a_question_with_samples(tmp_path):
    raw = "prix : 5 € \N{EN DASH} été\n".encode("cp1252")
    assert encoding(tmp_path, raw, ask := Asked()) == "cp1252"
    assert [choice.shows for choice in ask.questions[0].choices] == [
        "prix : 5 € \N{EN DASH} été",
        "prix : 5 \x80 \x96 été",
    ]
    assert encoding(tmp_path, raw, Asked(encoding="latin-1")) == "latin-1"


def test_a_damaged_character_in_utf_8_is_a_question(tmp_path):
    raw = FRENCH.encode() * 10 + b"Qu\xe9bec;3\n"
    assert encoding(tmp_path, raw, ask := Asked()) == "utf-8"
    assert ask.keys == ["encoding"]


def test_a_character_over_the_border_of_two_blocks_is_no_damage(tmp_path):
    raw = b"x" * (2**20 - 1) + "é".encode() + b"\n"
    assert encoding(tmp_path, raw, ask := Asked()) == "utf-8"
    assert ask.keys == []
    assert encoding(tmp_path, b"x" * (2**20 - 1) + b"\xc3") == "cp1252"


def test_utf_16_is_taken_apart_like_any_other_text(tmp_path):
    assert looked(tmp_path, FRENCH.encode("utf-16")).header == ("ville", "été")
