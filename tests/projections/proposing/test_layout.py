from __future__ import annotations

import pytest

from projections.readers.naming import name_columns
from tests.projections.proposing.looked import Asked, looked


def test_a_plain_file_needs_no_question(tmp_path):
    ask = Asked()
    found = looked(tmp_path, "code,name,jobs\n1,Paris,12\n2,Rome,13\n", ask)
    assert (found.settings.delimiter, found.settings.header, found.header) == (",", True, ("code", "name", "jobs"))
    assert (found.settings.skip_lines, found.settings.skip_footer, ask.keys) == (0, 0, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_by_the_parser_that_decides(tmp_path, delimiter):
    rows = [["code", "name", "jobs"], ["007", '"a,b;c|d\te"', "1"], ["008", "x", "2"], ["009", "y", "3"]]
    found = looked(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows))
    assert found.settings.delimiter == delimiter
    assert found.rows[0] == ("007", "a,b;c|d\te", "1")


def test_decimal_commas_do_not_make_a_comma_the_delimiter(tmp_path):
    ask = Asked()
    found = looked(tmp_path, "Ville;Taux\nParis;1,5\nRome;2,5\nOslo;3,5\n", ask)
    assert (found.settings.delimiter, ask.keys) == (";", [])


def test_two_delimiters_that_part_evenly_are_a_question(tmp_path):
    text = "".join(f"{n};{n},5;{n},7\n" for n in range(10, 30))
    assert looked(tmp_path, text, ask := Asked()).settings.delimiter == ";"
    assert "delimiter" in ask.keys
    assert looked(tmp_path, text, Asked(delimiter=",")).settings.delimiter == ","


def test_preamble_and_footer_are_found_and_padded_ones_too(tmp_path):
    notes = "Jobs by region;;\n(thousands);;\n;;\n"
    body = "Region;Year;Jobs\nA;2024;1\nB;2025;2\nC;2026;3\n"
    found = looked(tmp_path, f"{notes}{body}\nSource: Bureau of Examples\nNote: invented; all of it\n")
    assert (found.settings.skip_lines, found.settings.skip_footer) == (3, 2)
    assert found.header == ("Region", "Year", "Jobs")
    assert len(found.rows) == 3


def test_a_broken_last_record_is_no_footer(tmp_path):
    found = looked(tmp_path, "code,name,jobs\n1,Paris,12\n2,Rome,13\n3,Os")
    assert found.settings.skip_footer == 0


def test_comment_lines_are_found_and_a_header_that_begins_with_a_hash_is_none(tmp_path):
    found = looked(tmp_path, "# made by hand\ncode,jobs\n1,2\n# checked, twice\n3,4\n5,6\n")
    assert (found.settings.comment, found.settings.skip_lines, len(found.rows)) == ("#", 0, 3)
    assert looked(tmp_path, "#code,jobs\n1,2\n3,4\n").settings.comment is None


def test_a_file_of_numbers_only_has_no_header_and_that_is_asked(tmp_path):
    found = looked(tmp_path, "1,2\n3,4\n5,6\n", ask := Asked())
    assert (found.settings.header, found.settings.columns) == (False, ("column 1", "column 2"))
    assert ask.keys == ["header"]
    assert looked(tmp_path, "1,2\n3,4\n5,6\n", Asked(header="true")).header == ("1", "2")


def test_years_over_numbers_are_a_header(tmp_path):
    ask = Asked()
    found = looked(tmp_path, "Code,2024,2025\nA1,100,200\nA2,300,400\n", ask)
    assert (found.settings.header, ask.keys) == (True, [])


def test_a_header_over_texts_only_is_asked(tmp_path):
    found = looked(tmp_path, "name,town\nLea,Rome\nNoor,Oslo\n", ask := Asked())
    assert (found.settings.header, ask.keys) == (True, ["header"])


def test_headers_that_clash_are_made_distinct(tmp_path):
    found = looked(tmp_path, "title\ncode,Value,value\n1,2,3\n4,5,6\n")
    assert (found.settings.header, found.settings.columns) == (False, ("code", "Value", "value (3)"))
    assert found.settings.skip_lines == 2
    assert found.rows == [("1", "2", "3"), ("4", "5", "6")]


def test_names_made_distinct_clash_with_no_other(tmp_path):
    long = "x" * 80
    found = looked(tmp_path, f"2,5,#,x,#,{long},{long}\n1,2,3,4,5,6,7\n2,3,4,5,6,7,8\n", Asked(header="true"))
    names = [column.name for column in name_columns(found.settings.columns)]
    assert len(set(names)) == 7


def test_quotes_inside_fields_mean_that_there_are_none(tmp_path):
    found = looked(tmp_path, 'code|text|n\n1|the "best" one|2\n2|another "one"|3\n')
    assert found.settings.quote is None


def test_a_backslash_before_quotes_is_an_escape(tmp_path):
    found = looked(tmp_path, 'code,text,n\n1,"the \\"best\\", one",2\n2,"x",3\n')
    assert (found.settings.quote, found.settings.escape) == ('"', "\\")
    assert found.rows[0] == ("1", 'the "best", one', "2")


def test_lines_that_nothing_parts_are_one_column_and_that_is_asked(tmp_path):
    found = looked(tmp_path, "alpha\nbeta, or so\ngamma\ndelta\n", ask := Asked())
    assert "delimiter" in ask.keys
    assert len(found.header) == 1


def test_the_end_of_a_long_file_is_looked_at_too(tmp_path):
    rows = "".join(f"{n},{n % 7},text number {n}\n" for n in range(120_000))
    found = looked(tmp_path, f"id,day,text\n{rows}\nSource: a bureau\n")
    assert found.settings.skip_footer == 1
    assert found.rows[-1][0] == "119999"
