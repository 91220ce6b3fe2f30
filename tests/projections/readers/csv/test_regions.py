"""The parts of a file around its records, and the settings that cannot be."""

from __future__ import annotations

from io import BytesIO

import pytest

from ledger.definitions.formats import Csv
from ledger.events.parts import Skips
from projections.readers.csv import CsvReading, open_csv
from projections.readers.refusals import (
    FileChanged,
    FileRefused,
    HeaderUnreadable,
    NoHeader,
    OddUtf16,
    TooFewLines,
    UnusableDialect,
    WrongByteOrderMark,
)
from tests.projections.readers.csv.conftest import read


def test_preamble_header_and_footer_are_cut_off_and_counted():
    found = read(b'Title, "a\n\na,b\n1,2\n3,4\nSource: "x\n\n', Csv(skip_lines=2, skip_footer=2))
    assert (found.header, found.rows) == (("a", "b"), {1: ("1", "2"), 2: ("3", "4")})
    assert found.skips == Skips(preamble=2, footer=2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_final_line_end_makes_no_further_footer_line(encoding, end):
    for last in ("", end):
        data = end.join(("a,b", "1,2", "3,4", "note")) + last
        found = read(data.encode(encoding), Csv(encoding=encoding, skip_footer=1))
        assert list(found.rows) == [1, 2]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le", "utf-16-be"])
def test_footer_is_found_over_many_blocks_of_the_file(encoding):
    text = "a,b\r\n1,2\r\n" + "x" * 70_001 + "\r\n" + "y" * 65_534 + "\r\n" + "z" * 65_535
    found = read(text.encode(encoding), Csv(encoding=encoding, skip_footer=3))
    assert (found.rows, found.records) == ({1: ("1", "2")}, 1)


def test_line_end_on_the_border_of_two_blocks_is_one():
    for size in range(65_530, 65_540):
        found = read(b"a,b\n1,2\r\n3,4\r\n" + b"x" * size, Csv(skip_footer=2))
        assert found.rows == {1: ("1", "2")}


def test_line_end_of_the_preamble_on_the_border_of_two_reads_is_one():
    for size in range(65_530, 65_540):
        found = read(b"x" * size + b"\r\na,b\n1,2\n", Csv(skip_lines=1))
        assert (found.header, found.skips) == (("a", "b"), Skips(preamble=1))


def test_record_that_reaches_into_the_footer_is_refused():
    found = read(b'a,b\n1,"2\n3",4\n', Csv(skip_footer=1))
    assert found.codes == {1: "P-006"}


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        (b"one\ntwo", Csv(skip_lines=3)),
        (b"one\ntwo\n", Csv(skip_footer=3)),
        (b"one\ntwo\nthree\n", Csv(skip_lines=2, skip_footer=2)),
    ],
)
def test_file_with_fewer_lines_than_declared_is_refused(data, settings):
    with pytest.raises(TooFewLines):
        read(data, settings)


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        (b"\n\r\n", Csv()),
        (b"# only\n", Csv(comment="#")),
        (b"one\ntwo\n", Csv(skip_lines=2)),
        (b"a,b\n", Csv(skip_footer=1)),
        (b"#" * 100, Csv(comment="#", max_record_bytes=3)),
    ],
)
def test_file_without_a_header_record_is_refused(data, settings):
    with pytest.raises(NoHeader):
        read(data, settings)


def test_comments_and_blank_lines_before_the_header_are_counted():
    found = read(b"#" * 200_000 + b"\n\na,b\n", Csv(comment="#", max_record_bytes=9))
    assert (found.header, found.skips) == (("a", "b"), Skips(blank=1, comment=1))


@pytest.mark.parametrize(
    ("data", "code"),
    [(b'a,"b\n1,2\n', "P-006"), (b"a,\xff\n", "D-002"), (b"a,\0\n", "D-003"), (b"a" * 99_999, "P-007")],
)
def test_header_that_is_no_record_refuses_the_file(data, code):
    with pytest.raises(HeaderUnreadable) as caught:
        read(data, Csv(max_record_bytes=50))
    assert caught.value.record_code == code


def test_header_keeps_quotes_spaces_and_line_ends_of_its_names():
    found = read(b' Code ,"Name\n(full, ""legal"")",\n')
    assert found.header == (" Code ", 'Name\n(full, "legal")', "")


def test_file_without_a_header_takes_the_declared_columns():
    found = read(b"1,2\n", Csv(header=False, columns=("a", "b")))
    assert (found.header, found.rows) == (("a", "b"), {1: ("1", "2")})


def test_utf16_with_half_a_character_is_refused():
    with pytest.raises(OddUtf16):
        read("a,b\n".encode("utf-16-le") + b"1", Csv(encoding="utf-16-le"))


@pytest.mark.parametrize(
    ("declared", "mark"),
    [
        ("utf-16", b"\xff\xfe\0\0"),
        ("utf-8", b"\0\0\xfe\xff"),
        ("utf-16-le", b"\xfe\xff"),
        ("utf-16-be", b"\xef\xbb\xbf"),
        ("cp1252", b"\xef\xbb\xbf"),
    ],
)
def test_mark_of_another_encoding_refuses_the_file(declared, mark):
    with pytest.raises(WrongByteOrderMark):
        read(mark + b"a,b\n", Csv(encoding=declared))


@pytest.mark.parametrize(
    "settings",
    [
        Csv(delimiter=""),
        Csv(delimiter="|||||"),
        Csv(delimiter="a\n"),
        Csv(delimiter="||", quote="|"),
        Csv(delimiter="|~", record_delimiter="~^"),
        Csv(delimiter="|", record_delimiter="||"),
        Csv(record_delimiter=""),
        Csv(record_delimiter="~~~~"),
        Csv(record_delimiter="é"),
        Csv(record_delimiter="~", comment="~#"),
        Csv(header_lines=0),
        Csv(skip_lines=2, last_line=2),
        Csv(skip_footer=1, last_line=2),
        Csv(delimiter="é"),
        Csv(quote="\n"),
        Csv(delimiter='"'),
        Csv(escape='"'),
        Csv(quote=None, escape="\\"),
        Csv(comment=""),
        Csv(comment=',"'),
        Csv(comment="#\n"),
        Csv(comment="→", encoding="latin-1"),
        Csv(max_record_bytes=0),
        Csv(skip_lines=-1),
        Csv(header=False),
    ],
)
def test_settings_that_contradict_each_other_are_refused_before_the_file_is_judged(settings):
    with pytest.raises(UnusableDialect) as caught:
        read(b"a,b\n1,2\n", settings)
    assert caught.value.exit_code == 2
    assert caught.value.mend


class Shrinking(BytesIO):
    """A file that is longer when its size is asked for than when it is read."""

    def seek(self, offset, whence=0):
        size = super().seek(offset, whence)
        return size + 1_000_000 if whence == 2 else size


@pytest.mark.parametrize("settings", [Csv(), Csv(skip_footer=1)])
def test_file_that_becomes_shorter_is_refused(settings):
    with pytest.raises(FileChanged), CsvReading(Shrinking(b"a,b\n" + b"1,2\n" * 100), settings) as reading:
        list(reading.chunks())


def test_file_is_closed_after_reading_and_after_a_refusal(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with open_csv(path, Csv()) as reading:
        assert [chunk.table.num_rows for chunk in reading.chunks()] == [1]
        assert list(reading.chunks()) == []
    path.write_bytes(b"")
    with pytest.raises(FileRefused) as caught:
        open_csv(path, Csv())
    assert caught.value.code == "P-001"
