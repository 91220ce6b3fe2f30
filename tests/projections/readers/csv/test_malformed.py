"""What other readers lose in silence is accounted for here, or refused: one test for each case, by both parsers."""

from __future__ import annotations

import pytest

from ledger.definitions.formats import Csv
from ledger.events.parts import Skips
from projections.readers.refusals import (
    EmptyFile,
    HeaderClash,
    HeaderMismatch,
    MissingByteOrderMark,
    WrongByteOrderMark,
)

HEAD = b"id,name,v\n"


def rows(*numbers: int) -> dict[int, tuple[str, str, str]]:
    return {number: (str(number), f"n{number}", "1") for number in numbers}


def lines(*numbers: int) -> bytes:
    return b"".join(b"%d,n%d,1\n" % (number, number) for number in numbers)


def test_unterminated_quote_in_the_middle_swallows_no_other_record(read):
    found = read(HEAD + lines(1, 2) + b'3,"open,1\n' + lines(*range(4, 11)))
    assert found.rows == rows(1, 2, *range(4, 11))
    assert found.codes == {3: "P-006"}
    assert found.refused[0].raw == b'3,"open,1'
    assert found.refused[0].offset == len(HEAD + lines(1, 2))


def test_unterminated_quote_that_a_later_one_closes_refuses_the_lines_of_both(read):
    found = read(HEAD + b'1,"open,1\n' + lines(2, 3) + b'4,"open,1\n' + lines(5))
    assert found.rows == rows(2, 3, 5)
    assert found.codes == {1: "P-004", 4: "P-006"}


def test_unterminated_quote_is_searched_no_further_than_the_longest_record(read):
    found = read(HEAD + b'1,"open,1\n' + lines(*range(2, 9)) + b'9,x,"1"\n', Csv(max_record_bytes=30))
    assert found.codes == {1: "P-006"}
    assert found.rows == {**rows(*range(2, 9)), 9: ("9", "x", "1")}


def test_text_after_a_closing_quote_is_refused(read):
    found = read(HEAD + lines(1) + b'2,"a"b,1\n' + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "P-004"})


def test_quote_inside_an_unquoted_field_is_refused(read):
    found = read(HEAD + lines(1) + b'2,5" disk,1\n' + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "P-005"})


def test_short_row_is_refused_and_not_filled(read):
    found = read(HEAD + lines(1) + b"2,n2\n" + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "P-002"})
    assert found.refused[0].reason == "2 fields, 3 are expected"


def test_long_row_is_refused_and_not_cut(read):
    found = read(HEAD + lines(1) + b"2,n2,1,\n" + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "P-003"})


def test_one_long_row_at_the_end_of_twenty_good_ones_is_the_only_one_refused(read):
    found = read(HEAD + lines(*range(1, 21)) + b"21,n21,1,extra\n")
    assert (found.rows, found.codes) == (rows(*range(1, 21)), {21: "P-003"})


def test_blank_lines_are_counted_as_skips_and_number_no_record(read):
    found = read(b"\n" + HEAD + lines(1) + b"\n\r\n\r" + lines(2) + b"\n")
    assert (found.rows, found.skips, found.records) == (rows(1, 2), Skips(blank=5), 2)


def test_blank_line_of_a_file_with_one_column_is_a_skip_and_no_missing_value(read):
    found = read(b'a\n1\n\n""\n2\n')
    assert (found.rows, found.skips) == ({1: ("1",), 2: ("",), 3: ("2",)}, Skips(blank=1))


def test_line_of_spaces_is_a_record(read):
    assert read(b"a\n  \n").rows == {1: ("  ",)}


def test_nul_is_refused(read):
    found = read(HEAD + lines(1) + b"2,n\x002,1\n" + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "D-003"})
    assert found.refused[0].raw == b"2,n\x002,1"


def test_bytes_that_are_not_utf8_refuse_their_record_alone(read):
    found = read(HEAD + lines(1) + b"2,caf\xe9,1\n" + lines(3))
    assert (found.rows, found.codes) == (rows(1, 3), {2: "D-002"})
    assert found.refused[0].reason == "bytes that are not utf-8"


def test_cp1252_is_read_as_declared_and_its_undefined_bytes_are_refused(read):
    found = read(HEAD + b"1,caf\xe9 \x80,1\n2,\x81,1\n" + lines(3), Csv(encoding="cp1252"))
    assert (found.rows, found.codes) == ({1: ("1", "café €", "1"), **rows(3)}, {2: "D-002"})


def test_latin1_reads_every_byte(read):
    found = read(HEAD + b"1,\xe9\x80\x85,1\n", Csv(encoding="latin-1"))
    assert found.rows == {1: ("1", "é\x80\x85", "1")}


@pytest.mark.parametrize("mark", ["\ufeff".encode("utf-16-le"), "\ufeff".encode("utf-16-be")])
def test_utf16_mark_in_a_file_declared_otherwise_refuses_the_file(read, mark):
    for encoding in ("utf-8", "cp1252", "latin-1"):
        with pytest.raises(WrongByteOrderMark) as caught:
            read(mark + HEAD, Csv(encoding=encoding))
        assert caught.value.code == "D-001"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_read_with_offsets_and_raw_bytes_of_the_file(read, encoding):
    text = "\ufeffid,name\r\n1,é😀\r\n2\r\n3,\ud800\r\n"
    data = text.encode(encoding, "surrogatepass")
    found = read(data, Csv(encoding="utf-16"))
    assert (found.rows, found.codes) == ({1: ("1", "é😀")}, {2: "P-002", 3: "D-002"})
    assert found.refused[0].raw == "2".encode(encoding)
    for refused in found.refused:
        assert data[refused.offset : refused.offset + refused.length] == refused.raw


def test_utf16_without_a_mark_is_refused_where_the_order_would_be_a_guess(read):
    with pytest.raises(MissingByteOrderMark):
        read("a,b\n".encode("utf-16-le"), Csv(encoding="utf-16"))
    assert read("a,b\n1,2".encode("utf-16-le"), Csv(encoding="utf-16-le")).rows == {1: ("1", "2")}


def test_cr_alone_ends_records(read):
    assert read(b"id,name,v\r1,n1,1\r2,n2,1\r").rows == rows(1, 2)


def test_mixed_line_ends_are_read_alike(read):
    assert read(b"id,name,v\r\n1,n1,1\n2,n2,1\r3,n3,1\r\n4,n4,1").rows == rows(1, 2, 3, 4)


def test_line_ends_inside_quotes_stay_as_they_are(read):
    assert read(b'a,b\r\n"x\r\ny\rz\n",1\r\n').rows == {1: ("x\r\ny\rz\n", "1")}


@pytest.mark.parametrize("data", [HEAD, HEAD.rstrip(), b"\xef\xbb\xbf" + HEAD])
def test_header_only_has_no_records(read, data):
    found = read(data)
    assert (found.header, found.rows, found.records, found.chunks) == (("id", "name", "v"), {}, 0, ())


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(read, data):
    with pytest.raises(EmptyFile):
        read(data)


def test_field_of_three_megabytes_is_read(read):
    big = "x\n" * 1_500_000
    found = read(HEAD + lines(1) + f'2,"{big}",1\n'.encode() + lines(3))
    assert found.rows == {**rows(1, 3), 2: ("2", big, "1")}


def test_duplicate_header_is_refused(read):
    with pytest.raises(HeaderClash):
        read(b"id,name,name\n1,2,3\n")


def test_reordered_header_is_not_loaded_into_wrong_columns(read):
    with pytest.raises(HeaderMismatch) as caught:
        read(b"id,v,name\n1,1,n1\n", Csv(columns=("id", "name", "v")))
    assert (caught.value.missing, caught.value.new, caught.value.moved) == ((), (), ("name", "v"))


def test_missing_and_empty_stay_apart(read):
    assert read(b'a,b,c\n1,,3\n1,"",3\n,"",\n"",,""').rows == {
        1: ("1", None, "3"),
        2: ("1", "", "3"),
        3: (None, "", None),
        4: ("", None, ""),
    }


def test_text_stays_as_it_stands(read):
    cells = ("00010.00", "007", "NA", "1e3", "null", " x ", "1 234,5")
    text = ";".join(cells)
    assert read(f"a;b;c;d;e;f;g\n{text}\n".encode(), Csv(delimiter=";")).rows == {1: cells}


@pytest.mark.parametrize("chunk_bytes", [1, 10, 1_000])
def test_byte_order_mark_in_the_middle_is_data(read, chunk_bytes):
    assert read(b"a,b\n\xef\xbb\xbf1,2\n\xef\xbb\xbf3,4\n", chunk_bytes=chunk_bytes).rows == {
        1: ("\ufeff1", "2"),
        2: ("\ufeff3", "4"),
    }


def test_missing_field_after_a_quoted_one_at_the_end_of_the_file_is_missing(read):
    assert read(b'a,b\n"",').rows == {1: ("", None)}


def test_quotes_have_no_meaning_where_none_is_declared(read):
    found = read(b'a,b\n"x,y"\n5" disk,"\n', Csv(quote=None))
    assert found.rows == {1: ('"x', 'y"'), 2: ('5" disk', '"')}


def test_escape_takes_the_next_character_inside_quotes_only(read):
    data = b'a,b\n"x\\"y\\\\\\n",\\z\n"a""b",1\n'
    found = read(data, Csv(escape="\\"))
    assert (found.rows, found.codes) == ({1: ('x"y\\n', "\\z")}, {2: "P-004"})


def test_comment_lines_are_counted_as_skips_and_hide_quotes(read):
    found = read(b'# top\na,b\n1,2\n#,"\n#\n3,# no comment\n"#",4\n', Csv(comment="#"))
    assert found.rows == {1: ("1", "2"), 2: ("3", "# no comment"), 3: ("#", "4")}
    assert found.skips == Skips(comment=3)


def test_record_beyond_the_limit_is_refused_line_by_line(read):
    found = read(b'a,b\n1,2\n12345678,9\n"1\n2",12345678\n3,4\n', Csv(max_record_bytes=8))
    assert found.rows == {1: ("1", "2"), 5: ("3", "4")}
    assert found.codes == {2: "P-007", 3: "P-007", 4: "P-005"}
    assert [(refused.raw, refused.length) for refused in found.refused] == [
        (b"12345678", 10),
        (b'"1', 2),
        (b'2",12345', 11),
    ]
