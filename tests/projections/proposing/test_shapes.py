from __future__ import annotations

import pytest

from projections.proposing.shapes import shapes_of


def first(*values, name="c"):
    return shapes_of(values, name)[0].column


def test_leading_zeros_keep_a_text():
    assert first("007", "123").type == "string"
    assert first("00010.00", "95107.00").type == "string"
    assert first("0", "12", "-3").type == "integer"


def test_a_code_is_no_number():
    assert first("1234", "5678", name="postal_code").type == "string"
    assert first("1234", "5678", name="jobs").type == "integer"


def test_decimals_have_room_before_the_mark():
    column = first("1.5", "12.25", "3")
    assert (column.type, column.precision, column.scale) == ("decimal", 6, 2)


@pytest.mark.parametrize(
    ("values", "mark", "gap"),
    [
        (("1,5", "2"), ",", ""),
        (("1 234,5", "7,25"), ",", " "),
        (("1\u00a0234,5", "7,25"), ",", " "),
        (("1,234.50", "2.00"), ".", ","),
        (("1.234,50", "2,00"), ",", "."),
        (("1'234.5", "2.0"), ".", "'"),
    ],
)
def test_marks_are_found_where_only_one_reading_holds(values, mark, gap):
    (shape,) = shapes_of(values)
    assert (shape.column.type, shape.column.decimal_mark, shape.column.thousands) == ("decimal", mark, gap)


def test_one_thousand_or_one_and_a_bit_is_open():
    readings = shapes_of(["1,234", "5,678"])
    assert {shape.meaning for shape in readings} == {"decimal-comma", "thousands-comma"}
    assert readings[0].example
    assert len(shapes_of(["1,234", "1,234,567"])) == 1
    assert len(shapes_of(["1,234", "0,125"])) == 1


def test_day_or_month_first_is_open_until_a_value_tells():
    assert [s.column.format for s in shapes_of(["01/02/2026", "03/04/2026"])] == ["dd/MM/yyyy", "MM/dd/yyyy"]
    assert [s.column.format for s in shapes_of(["01/02/2026", "31/01/2026"])] == ["dd/MM/yyyy"]
    assert [s.column.format for s in shapes_of(["1/2/2026", "12/31/2026"])] == ["M/d/yyyy"]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2026-01-31", "yyyy-MM-dd"),
        ("20260131", "yyyyMMdd"),
        ("31.01.2026", "dd.MM.yyyy"),
        ("2026-01-31T10:00:00Z", "yyyy-MM-ddTHH:mm:ssXXX"),
        ("2026-01-31 10:00", "yyyy-MM-dd HH:mm"),
    ],
)
def test_dates_and_times_are_found(value, form):
    assert first(value).format == form


def test_a_day_that_does_not_exist_is_no_date():
    assert first("2026-02-30").type == "string"
    assert first("20261399", "20260101").type == "integer"


def test_yes_and_no_in_both_languages():
    column = first("Oui", "Non", "oui")
    assert (column.type, column.true_words, column.false_words) == ("boolean", ("Oui", "oui"), ("Non",))
    assert first("Oui").type == "string"


def test_null_words_count_only_among_other_values():
    assert first("1", "..", "2").null_words == ("..",)
    assert first("a", "..", "b").null_words == ()
    assert first("..").type == "string"


def test_spaces_around_values_are_cut():
    assert first(" 1", "2").trim
    assert not first("1", "2").trim
