"""A file is what its bytes say, whatever it is named."""

from __future__ import annotations

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from projections.readers.refusals import EmptyFile
from projections.readers.spreadsheet import WorkbookBroken, WorkbookEncrypted, WrongKind
from tests.projections.readers.spreadsheet.books import archive, by_openpyxl, by_xlwt, ods, ods_row, xlsx_parts

XLSX, XLS, ODS = by_openpyxl([["a"], [1]]), by_xlwt([["a"], [1]]), ods(ods_row("a") + ods_row(1))


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), file)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "data"), [("xlsx", XLSX), ("xls", XLS), ("ods", ODS)])
def test_each_kind_is_read(read, kind, data):
    assert read(data, kind=kind).values == [("1",)]


@pytest.mark.parametrize(
    ("kind", "data", "found", "mend"),
    [
        ("xls", XLSX, "xlsx", "format: xlsx"),
        ("xlsx", XLS, "xls", "format: xls"),
        ("xlsx", ODS, "ods", "format: ods"),
        ("ods", XLSX, "xlsx", "format: xlsx"),
        ("xls", b"<html><table><tr><td>1", "an HTML page", "save it as .xlsx"),
        ("xls", b"\xef\xbb\xbf  <!DOCTYPE html>", "an HTML page", "save it as .xlsx"),
        ("xls", b"Code;Name\r\n1;x\r\n", "plain text, such as CSV", "format: csv"),
        ("xls", "Code\tName".encode("utf-16"), "plain text, such as CSV", "format: csv"),
        ("xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "an XML spreadsheet", ""),
        ("xlsx", b"<data/>", "XML", "format: xml"),
        ("xlsx", b'[{"a": 1}]', "JSON", "format: json"),
        ("xlsx", parquet(), "Parquet", "format: parquet"),
        ("xlsx", gzip.compress(XLSX), "a gzip file", "packing: gzip"),
        ("xlsx", archive({"a.xlsx": XLSX}), "a zip archive", "packing: zip"),
        ("xlsx", archive({"xl/workbook.bin": b""}), "xlsb", "save it as .xlsx"),
        ("xls", b"%PDF-1.7", "a PDF", "the table itself"),
        ("xls", b"\x09\x08\x10\x00", "a workbook of Excel 95 or older", "save it as .xlsx"),
        ("xls", b"\x00\x01\x02", "something else", "fetch"),
    ],
)  # fmt: skip
def test_another_kind_is_told_with_what_to_do(read, kind, data, found, mend):
    with pytest.raises(WrongKind) as caught:
        read(data, kind=kind)
    assert f"not {kind}, as its source says: it looks like {found}" in caught.value.what
    assert mend in caught.value.mend[0]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_an_empty_file_is_refused(read, kind):
    with pytest.raises(EmptyFile):
        read(b"", kind=kind)


@pytest.mark.parametrize(("kind", "data"), [("xlsx", XLSX), ("xls", XLS), ("ods", ODS)])
def test_a_file_that_ends_early_is_refused(read, kind, data):
    for size in (8, 600, len(data) // 2, len(data) - 200):
        with pytest.raises((WorkbookBroken, WrongKind)):
            read(data[:size], kind=kind)


def test_an_encrypted_ods_is_refused(read):
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": b"\x00\x01",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
    with pytest.raises(WorkbookEncrypted):
        read(archive(parts), kind="ods")


def test_an_encrypted_xlsx_and_xls_are_refused(read):
    name, encrypted = "Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    at = XLS.index(name)
    length = (len(encrypted) + 2).to_bytes(2, "little")
    data = XLS[:at] + encrypted + XLS[at + len(encrypted) : at + 64] + length + XLS[at + 66 :]
    with pytest.raises(WorkbookEncrypted):
        read(data, kind="xls")
    with pytest.raises(WrongKind):
        read(data, kind="xlsx")


def test_two_parts_of_one_name_are_refused(read):
    parts = xlsx_parts({"Data": '<row r="1"><c r="A1"><v>1</v></c></row>'})
    with pytest.raises(WorkbookBroken):
        read(archive({**parts, "XL/worksheets/sheet1.xml": "<x/>"}))
