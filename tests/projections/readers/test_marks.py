from __future__ import annotations

import pytest

from ledger.definitions import Csv, FixedField, FixedWidth
from projections.readers.marks import fields_of, of_fault, of_value

COMMA = Csv()
SEMICOLON = Csv(delimiter=";", quote=None)
FIXED = FixedWidth(fields=(FixedField("a", 1, 3), FixedField("b", 5, 2)))


def marked(text, marks):
    return [text[start:stop] for start, stop in marks]


@pytest.mark.parametrize(
    ("text", "form", "code", "reason", "expected"),
    [
        ("a,b,c,d", COMMA, "P-003", "4 fields, 2 are expected", ["c,d"]),
        ("a,b", COMMA, "P-002", "2 fields, 3 are expected", [""]),
        ('a,"b" x,c', COMMA, "P-004", "text after the closing quote of field 2", ['"b" x,c']),
        ('a,b"c,d', COMMA, "P-005", "a quote inside field 2, which does not begin with one", ['b"c,d']),
        ('"a,b', COMMA, "P-006", "the quote that opens field 1 is not closed", ['"a,b']),
        ("é;b\\xe9c;\\xff\\xfe", SEMICOLON, "D-002", "bytes that are not utf-8", ["\\xe9", "\\xff\\xfe"]),
        ("a,\0b", COMMA, "D-003", "a NUL character", ["\0"]),
        ("abc  de tail", FIXED, "P-041", "text after character 6, where the last field ends", ["e tail"]),
        ("abcXde", FIXED, "P-041", "text in characters 4 to 4, which belong to no field", ["X"]),
        ("a,b", COMMA, "P-099", "something else", []),
    ],
)
def test_what_offends_in_a_record_that_could_not_be_read_is_marked(text, form, code, reason, expected):
    assert marked(text, of_fault(text, form, code, reason)) == expected


@pytest.mark.parametrize(
    ("text", "form", "place", "value", "expected"),
    [
        ("a,b,c", COMMA, 1, "b", "b"),
        ('é,"b ""x"", y",c', COMMA, 1, 'b "x", y', '"b ""x"", y"'),
        ("b,a,c", COMMA, 0, "a", "a"),
        ("a,,c", COMMA, 1, None, ""),
        ("abc de", FIXED, 1, "de", "de"),
    ],
)
def test_the_field_that_holds_a_value_is_marked_at_its_place_or_where_it_stands_alone(
    text, form, place, value, expected
):
    mark = of_value(text, form, place, value)
    assert mark is not None
    assert text[slice(*mark)] == expected


def test_nothing_is_marked_where_it_would_be_a_guess():
    assert of_value("x,a,a", COMMA, 0, "a") is None
    assert of_value("x,y", COMMA, 5, "z") is None


def test_fields_are_told_as_far_as_they_can_be_read():
    assert marked('a,"b,c",d', fields_of('a,"b,c",d', COMMA)) == ["a", '"b,c"', "d"]
    assert marked('a,b"c', fields_of('a,b"c', COMMA))[:1] == ["a"]
