"""Text that is not quite CSV: other marks, unequal records by policy, headers over lines, two tables in one file."""

from __future__ import annotations

from io import BytesIO

import pytest

from ledger.definitions.formats import Csv
from ledger.events.parts import Skips
from projections.readers.csv import CsvReading
from projections.readers.csv.heading import join_header
from projections.readers.refusals import HeaderUnreadable, NoHeader, TooFewLines

MARKS = Csv(delimiter="|~|", record_delimiter="\x1e")
TWO_TABLES = b"""\
Table 1
code,name
1,North
2,"South
and more"

Table 2
year;jobs
2024;7

2025;8
Source: nobody
"""


def test_delimiters_of_several_characters_leave_their_parts_and_line_ends_to_the_text(read):
    data = b'id|~|na|me\x1e1|~|a~b\r\n\x1e2|~|"x|~|\x1ey"\x1e\x1e3|~|z|\x1e'
    found = read(data, MARKS)
    assert found.header == ("id", "na|me")
    assert found.rows == {1: ("1", "a~b\r\n"), 2: ("2", "x|~|\x1ey"), 3: ("3", "z|")}
    assert found.skips == Skips(blank=1)


@pytest.mark.parametrize("chunk_bytes", range(1, 40))
def test_a_mark_on_the_border_of_two_windows_is_one(read, chunk_bytes):
    data = b'a||b^^\n"1"||"2"^^\n"3"||4^^\n5^|6||7|^^\n"8"||"9"|^^\n'
    found = read(data, Csv(delimiter="||", record_delimiter="^^\n"), chunk_bytes=chunk_bytes)
    assert found.rows == {1: ("1", "2"), 2: ("3", "4"), 3: ("5^|6", "7|")}
    assert [(r.record, r.code, r.raw, r.offset) for r in found.refused] == [(4, "P-004", b'"8"||"9"|', 38)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_marks_of_several_characters_are_found_in_utf16(read, encoding):
    text = "note||\x1e" + "é||b\x1e1||😀\x1e2\x1e" + "foot\x1e"
    how = Csv(encoding=encoding, delimiter="||", record_delimiter="\x1e", skip_lines=1, skip_footer=1)
    found = read(text.encode(encoding), how)
    assert (found.header, found.rows, found.codes) == (("é", "b"), {1: ("1", "😀")}, {2: "P-002"})
    assert found.refused[0].raw == "2".encode(encoding)
    assert found.refused[0].offset == len("note||\x1eé||b\x1e1||xx\x1e".encode(encoding))


@pytest.mark.parametrize("chunk_bytes", [1, 700, 2**21])
def test_a_line_beyond_the_limit_ends_at_its_mark_wherever_a_window_does(read, chunk_bytes):
    data = b"a,b~^" + b"x" * 200_001 + b"~^1,2~^" + b"y~" * 70_000 + b"^3,4~^"
    found = read(data, Csv(record_delimiter="~^", max_record_bytes=7), chunk_bytes=chunk_bytes)
    assert found.rows == {2: ("1", "2"), 4: ("3", "4")}
    assert [(r.code, r.raw, r.length) for r in found.refused] == [
        ("P-007", b"xxxxxxx", 200_001),
        ("P-007", b"y~y~y~y", 139_999),
    ]


def test_lf_alone_may_be_declared_and_cr_is_then_text(read):
    assert read(b"a,b\n1,x\r\n2,\r\n", Csv(record_delimiter="\n")).rows == {1: ("1", "x\r"), 2: ("2", "\r")}


def test_a_footer_of_declared_lines_is_counted_from_the_end(read):
    found = read(b"a,b|\n1,2|\nend\n|\n|\n", Csv(record_delimiter="|\n", skip_footer=2))
    assert (found.rows, found.skips) == ({1: ("1", "2")}, Skips(footer=2))
    with pytest.raises(TooFewLines):
        read(b"a,b|\n", Csv(record_delimiter="|\n", skip_footer=2))


def test_short_records_are_filled_only_where_the_source_says_so(read):
    data = b'a,b,c\n1,2,3\n1\n"",\n1,2,3,\n'
    found = read(data, Csv(short_records="fill"))
    assert found.rows == {1: ("1", "2", "3"), 2: ("1", None, None), 3: ("", None, None)}
    assert found.codes == {4: "P-003"}
    assert read(data).codes == {2: "P-002", 3: "P-002", 4: "P-003"}


def test_long_records_are_cut_only_where_the_source_says_so_and_nothing_is_lost(read):
    data = b'a,b\n1,2,,""\n1,2, \n1,2,,x\n1\n'
    found = read(data, Csv(long_records="trim_empty"))
    assert found.rows == {1: ("1", "2")}
    assert found.codes == {2: "P-003", 3: "P-003", 4: "P-002"}


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["a", None]], ("a", "")),
        ([["Code", "2023", None, None], [None, "M", "F", "T"]], ("Code", "2023 M", "2023 F", "2023 T")),
        ([["", "x", " ", ""], ["a", "b", "c", " "]], ("a", "x b", "x c", "")),
        ([["g", "", ""], ["", "h", ""], ["1", "2", "3"]], ("g 1", "g h 2", "g h 3")),
        ([["g", "", "k"], ["1", "", ""]], ("g 1", "", "k")),
    ],
)
def test_a_header_over_lines_is_joined_downwards_and_merged_cells_reach_to_the_right(rows, names):
    assert join_header(rows) == names


def test_a_header_over_several_lines_is_read_and_the_lines_between_are_counted(read):
    data = b'# c\n,"2023,\nall",\n\ncode,M,F\n1,2,3\n'
    found = read(data, Csv(header_lines=2, comment="#"))
    assert found.header == ("code", "2023,\nall M", "2023,\nall F")
    assert (found.rows, found.skips) == ({1: ("1", "2", "3")}, Skips(blank=1, comment=1))


def test_header_lines_of_unequal_length_or_too_few_refuse_the_file(read):
    with pytest.raises(HeaderUnreadable):
        read(b"a,b\nc\n1,2\n", Csv(header_lines=2))
    with pytest.raises(NoHeader):
        read(b"a,b\n", Csv(header_lines=2))


def test_two_tables_of_one_file_are_two_sources_and_every_line_is_counted_by_each(read):
    first = read(TWO_TABLES, Csv(skip_lines=1, last_line=5))
    assert (first.header, first.rows) == (("code", "name"), {1: ("1", "North"), 2: ("2", "South\nand more")})
    assert first.skips == Skips(preamble=1, footer=7)
    second = read(TWO_TABLES, Csv(delimiter=";", skip_lines=7, last_line=11))
    assert (second.header, second.rows) == (("year", "jobs"), {1: ("2024", "7"), 2: ("2025", "8")})
    assert second.skips == Skips(preamble=7, blank=1, footer=1)


def test_a_range_that_the_file_does_not_have_is_refused_and_a_record_ends_with_it(read):
    with pytest.raises(TooFewLines) as caught:
        read(TWO_TABLES, Csv(last_line=13))
    assert "table" in caught.value.what
    assert read(TWO_TABLES, Csv(skip_lines=1, last_line=4)).codes == {2: "P-006"}
    assert read(TWO_TABLES, Csv(skip_lines=1, last_line=12, short_records="fill")).records == 7


def test_reading_twice_gives_nothing_and_counts_nothing():
    with CsvReading(BytesIO(b"a\n\n1\n\n"), Csv()) as reading:
        assert len(list(reading.chunks())) == 1
        assert list(reading.chunks()) == []
        assert (reading.records, reading.skips) == (1, Skips(blank=2))
