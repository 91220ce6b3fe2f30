"""Lines of fixed width: what is cut, what is refused, and that no character is lost."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.definitions.formats import FixedField, FixedWidth
from ledger.events.parts import Skips
from projections.readers.fixed_width import FixedWidthReading, exact, open_fixed_width
from projections.readers.refusals import (
    EmptyFile,
    FileRefused,
    HeaderClash,
    TooFewLines,
    UnusableDialect,
    WrongByteOrderMark,
)
from tests.projections.readers.gathered import gather

FIELDS = (FixedField("name", 4, 5), FixedField("code", 1, 2))
PLAIN = FixedWidth(FIELDS)
"""Two characters, a gap of one, five characters."""


def read(data: bytes, settings: FixedWidth = PLAIN, **how):
    return gather(FixedWidthReading(BytesIO(data), settings, **how))


@pytest.fixture(name="read", params=[True, False], ids=["fast", "exact"])
def reader(request):
    return lambda data, settings=PLAIN, **how: read(data, settings, shortcut=request.param, **how)


def test_fields_are_cut_by_characters_in_the_declared_order_and_spaces_stay(read):
    found = read("01 é  a \n     \t😀   \n        \n".encode())
    assert found.header == ("name", "code")
    assert found.rows == {1: ("é  a ", "01"), 2: ("  \t😀 ", "  "), 3: ("     ", "  ")}


def test_a_line_that_is_short_is_refused_and_not_filled(read):
    found = read(b"01 North\n02 Sou\n03 South\n")
    assert (found.rows, found.codes) == ({1: ("North", "01"), 3: ("South", "03")}, {2: "P-040"})
    assert [(r.raw, r.offset, r.reason) for r in found.refused] == [
        (b"02 Sou", 9, "6 characters, the fields reach to 8")
    ]


def test_text_between_or_behind_the_fields_is_refused_and_spaces_there_are_none(read):
    found = read(b"01 North  \n02-South\n03 South .\n04 South\t\n05 West \n")
    assert (list(found.rows), found.codes) == ([1, 5], {2: "P-041", 3: "P-041", 4: "P-041"})
    assert "characters 3 to 3" in found.refused[0].reason
    assert "after character 8" in found.refused[1].reason


def test_blank_lines_comments_preamble_and_footer_are_counted(read):
    how = FixedWidth(FIELDS, comment="#!", skip_lines=1, skip_footer=2)
    found = read(b"title\r\n01 North\r\n\r\n#! x\r\n#  South\r\nend\r\n\r\n", how)
    assert (list(found.rows), found.skips) == ([1, 2], Skips(preamble=1, blank=1, comment=1, footer=2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_encoding_of_delimited_text_is_read(read, encoding):
    text = "01 Élan \r\n02 été\r\n" * 40
    found = read(text.encode(encoding), FixedWidth(FIELDS, encoding))
    assert (found.rows[1], len(found.rows), len(found.refused)) == (("Élan ", "01"), 40, 40)
    wide = 2 if encoding.startswith("utf-16") else 1
    assert found.refused[0].raw == "02 été".encode(encoding)
    assert found.refused[0].offset == (10 + (encoding == "utf-8")) * wide


def test_bytes_that_are_no_text_refuse_their_line_alone(read):
    found = read(b"01 North\n02 S\xffuth\n03 S\0uth\n04 South\n")
    assert (list(found.rows), found.codes) == ([1, 4], {2: "D-002", 3: "D-003"})
    assert read(b"01 North\n" * 30 + b"02 S\x81uth\n", FixedWidth(FIELDS, "cp1252")).codes == {31: "D-002"}


@pytest.mark.parametrize("chunk_bytes", [1, 600, 2**21])
def test_a_line_beyond_the_limit_is_refused_without_being_held(read, chunk_bytes):
    how = FixedWidth(FIELDS, max_record_bytes=10)
    found = read(b"01 North\n" + b"x" * 300_000 + b"\r02 South   \n03 West ", how, chunk_bytes=chunk_bytes)
    assert (list(found.rows), found.codes) == ([1, 4], {2: "P-007", 3: "P-007"})
    assert (found.refused[0].raw, found.refused[0].length) == (b"x" * 10, 300_000)


def test_file_as_a_whole_is_refused_like_delimited_text(tmp_path):
    for data, error in ((b"", EmptyFile), (b"\xff\xfe0", WrongByteOrderMark)):
        (tmp_path / "file.txt").write_bytes(data)
        with pytest.raises(error):
            open_fixed_width(tmp_path / "file.txt", PLAIN)
    with pytest.raises(TooFewLines):
        read(b"01 North\n", FixedWidth(FIELDS, skip_lines=2))


@pytest.mark.parametrize(
    "settings",
    [
        FixedWidth(),
        FixedWidth((FixedField("a", 0, 1),)),
        FixedWidth((FixedField("a", 1, 0),)),
        FixedWidth((FixedField("a", 1, 3), FixedField("b", 3, 1))),
        FixedWidth(FIELDS, comment=""),
        FixedWidth(FIELDS, "latin-1", comment="→"),
        FixedWidth(FIELDS, skip_footer=-1),
        FixedWidth(FIELDS, max_record_bytes=0),
    ],
)
def test_settings_that_contradict_each_other_are_refused(settings):
    with pytest.raises(UnusableDialect):
        read(b"01 North\n", settings)


def test_fields_with_one_name_are_refused():
    with pytest.raises(HeaderClash):
        read(b"01", FixedWidth((FixedField("A", 1, 1), FixedField("a", 2, 1))))


def test_regular_lines_never_need_the_exact_parser(monkeypatch):
    def parse(*arguments, **named):
        part = original(*arguments, **named)
        assert not part.records
        return part

    original = exact.parse
    monkeypatch.setattr(exact, "parse", parse)
    for encoding, line in (("utf-8", "01 North\r\n"), ("latin-1", "01 Élan  \n")):
        data = (line * 5_000).encode(encoding)
        assert len(read(data, FixedWidth(FIELDS, encoding, comment="#"), chunk_bytes=len(line) * 100).rows) == 5_000


PIECES = st.sampled_from(
    [*(b"01 North\n", b"02 South\r\n", b"03 West \r", b"02 S\xe9\xe9\xe9\xe9\n", b"1", b" ", b"\n", b"\r", b"\r\n", b"#"),
     "é".encode(), b"\xff", b"\0", b"01 North\n" * 20, b"01 N\xe9rth  \n" * 20]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.lists(PIECES, max_size=20).map(b"".join), st.binary(max_size=60)),
    st.sampled_from(("utf-8", "cp1252", "latin-1")),
    st.sampled_from((None, "#", "01 N")),
    st.sampled_from((2**24, 8, 2, 1)),
    st.one_of(st.just(2**21), st.integers(1, 60)),
    st.booleans(),
)
@example(b"01 North\n" * 20 + b"01 North\r", "utf-8", "01 N", 2, 7, True)
def test_any_bytes_are_accounted_for_line_by_line(data, encoding, comment, limit, chunk_bytes, shortcut):
    how = FixedWidth(FIELDS, encoding, comment, max_record_bytes=limit)
    try:
        found = read(data, how, chunk_bytes=chunk_bytes, shortcut=shortcut)
    except FileRefused as error:
        assert error.code in ("P-001", "D-001")  # noqa: PT017 - most bytes are read
        return
    body = data.removeprefix(b"\xef\xbb\xbf" if encoding == "utf-8" else b"")
    lines = re.split(rb"\r\n|\n|\r", body)
    lines = lines if lines[-1] else lines[:-1]
    skips = Skips(
        blank=lines.count(b""), comment=sum(bool(comment) and line.startswith(comment.encode()) for line in lines)
    )
    kept = [line for line in lines if line and not (comment and line.startswith(comment.encode()))]
    assert (found.skips, found.records) == (skips, len(kept))
    offset = len(data) - len(body)
    for refused in found.refused:
        assert data[refused.offset :].startswith(kept[refused.record - 1])
        assert refused.offset >= offset
        assert (refused.raw, refused.length) == (kept[refused.record - 1][:limit], len(kept[refused.record - 1]))
    for number, line in enumerate(kept, start=1):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            text = ""
        good = len(line) <= limit and len(text) >= 8 and text[2] == " " and not text[8:].strip(" ") and "\0" not in text
        assert (number in found.rows) == good
        if good:
            assert found.rows[number] == (text[3:8], text[:2])
