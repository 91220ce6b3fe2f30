"""No byte of a workbook makes the reader crash, hang, fill the memory or lose a row."""

from __future__ import annotations

import struct

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.readers.refusals import FileRefused
from projections.readers.spreadsheet import WorkbookBroken, WorkbookTooLarge
from tests.projections.readers.spreadsheet.books import (
    archive,
    by_openpyxl,
    by_xlwt,
    cells,
    ods,
    ods_row,
    sheet_xml,
    xlsx_parts,
)
from tests.projections.readers.spreadsheet.conftest import SHEET
from tests.projections.readers.spreadsheet.conftest import read as read_path

ROWS = [["n", "text", "x"], [1, "one", True], [2, "zwei", 1.5], [], [3, "x" * 200, None], ["note"]]
XLS = by_xlwt(ROWS)
XML = cells('<c r="A1" t="s"><v>0</v></c>', '<c r="A2" t="e"><v>#N/A</v></c>', '<c r="A3" s="1"><v>45000</v></c>')
PARTS = xlsx_parts({"Data": XML}, "<si><t>head</t></si>")
CONTENT = ods_row("n", "text") + ods_row(1, "one", attributes='table:number-rows-repeated="2"') + ods_row(2, "zwei")


def test_a_bomb_is_refused_before_calamine_sees_it(read, monkeypatch):
    monkeypatch.setattr("projections.readers.spreadsheet.calamine.CalamineWorkbook", None)
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"):
        with pytest.raises(WorkbookTooLarge):
            read(archive({**PARTS, part: PARTS[part] + " " * 20_000_000}))


def test_entities_are_refused(read):
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part, whole in PARTS.items():
        if part not in ("[Content_Types].xml", "xl/styles.xml", "xl/sharedStrings.xml"):
            with pytest.raises(WorkbookBroken):
                read(archive({**PARTS, part: laughs + whole.removeprefix('<?xml version="1.0"?>')}))
    with pytest.raises(WorkbookBroken):
        read(ods("", content=f"{laughs}<x>&b;</x>"), kind="ods")


def test_a_checksum_that_differs_is_refused(read):
    data = archive(PARTS, method=0)
    with pytest.raises(WorkbookBroken):
        read(data.replace(b"<v>45000</v>", b"<v>45001</v>"))


@pytest.mark.parametrize("name", ["number-rows-repeated", "number-columns-repeated"])
def test_repetitions_without_end_are_refused(read, name):
    wide = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    with pytest.raises(WorkbookTooLarge):
        read(ods(ods_row("a") + ods_row(wide, attributes='table:number-rows-repeated="1048576"')), kind="ods")
    for count in ("99999999999", "-1", "x", "0", ""):
        cell = f'<table:table-cell table:{name}="{count}"/>'
        with pytest.raises(WorkbookBroken):
            read(ods(f'<table:table-row table:{name}="{count}">{cell}</table:table-row>'), kind="ods")


def workbook_stream(data: bytes) -> int:
    """Where the records of a workbook begin, which is one run of sectors in what xlwt writes."""
    return data.index(struct.pack("<HHH", 0x0809, 16, 0x0600))


def with_record(kind: int, change) -> bytes:
    """The workbook with the first record of a kind changed."""
    at = workbook_stream(XLS)
    while True:
        found, length = struct.unpack_from("<HH", XLS, at)
        if found == kind:
            body = bytearray(XLS[at + 4 : at + 4 + length])
            change(body)
            return XLS[: at + 4] + bytes(body) + XLS[at + 4 + length :]
        at += 4 + length


@pytest.mark.parametrize(
    ("kind", "at", "form", "value"),
    [
        (0x0200, 4, "<I", 0xFFFFFFFF),
        (0x0200, 0, "<I", 0xFFFFFFF0),
        (0x0200, 10, "<H", 0xFFFF),
        (0x00FC, 4, "<I", 0x7FFFFFFF),
        (0x00FD, 2, "<H", 0xFFFF),
        (0x0085, 0, "<I", 0xFFFFFFFF),
        (0x0809, 0, "<H", 0x0500),
    ],
)
def test_a_record_that_says_more_than_can_be_is_refused(read, kind, at, form, value):
    with pytest.raises(FileRefused):
        read(with_record(kind, lambda body: struct.pack_into(form, body, at, value)), kind="xls")


@pytest.mark.parametrize("at", [40, 44, 48, 60, 64, 68, 72])
def test_a_header_of_a_compound_file_that_says_more_than_can_be_is_refused(read, at):
    data = bytearray(XLS)
    struct.pack_into("<I", data, at, 0x00FFFFFF)
    try:
        read(bytes(data), kind="xls")
    except FileRefused:
        return
    assert at in (60, 68)  # where its count is zero, nothing is looked for


def test_sectors_in_a_circle_are_refused(read):
    (fat,) = struct.unpack_from("<I", XLS, 76)
    data = bytearray(XLS)
    for number in range(20):
        struct.pack_into("<I", data, (fat + 1) * 512 + 4 * number, 0)
    with pytest.raises(WorkbookBroken):
        read(bytes(data), kind="xls")


CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)


def changed(data: bytes, changes) -> bytes:
    altered = bytearray(data)
    for place, value in changes:
        altered[int(place * len(altered))] = value
    return bytes(altered)


@settings(max_examples=200)
@given(st.data(), CHANGES)
def test_no_altered_byte_makes_it_crash_or_loses_a_row(tmp_path_factory, data, changes):
    kind = data.draw(st.sampled_from(["xlsx", "part", "xls", "ods", "content"]))
    match kind:
        case "xlsx":
            book = changed(by_openpyxl_once(), changes)
        case "part":
            part = data.draw(st.sampled_from(sorted(PARTS)))
            book = archive({**PARTS, part: changed(PARTS[part].encode(), changes)})
        case "xls":
            book = changed(XLS, changes)
        case "ods":
            book = changed(ods(CONTENT), changes)
        case _:
            content = changed(sheet_of_ods(), changes)
            book = ods("", content=content)
    path = tmp_path_factory.getbasetemp() / "altered"
    path.write_bytes(book)
    form = {"part": "xlsx", "content": "ods"}.get(kind, kind)
    try:
        read_path(path, attrs.evolve(SHEET, kind=form, skip_footer=1))
    except FileRefused:
        return


BOOK = by_openpyxl(ROWS)


def by_openpyxl_once() -> bytes:
    return BOOK


def sheet_of_ods() -> bytes:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(ods(CONTENT))).read("content.xml")


def test_a_sheet_that_is_no_xml_is_refused(read):
    for broken in ("", "<worksheet", sheet_xml("<row><c r='A1'><v>1</v></row>"), "\x00"):
        with pytest.raises(WorkbookBroken):
            read(archive({**PARTS, "xl/worksheets/sheet1.xml": broken}))
