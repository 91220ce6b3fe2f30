"""What a file is, by its bytes: a workbook of which kind, or what people name like one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from projections.readers.refusals import EmptyFile
from projections.readers.spreadsheet.package import open_package
from projections.readers.spreadsheet.refusals import WrongKind

HEAD: Final = 4_096
"""Bytes that are looked at."""

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
SAVE_AGAIN: Final = "open it in a spreadsheet program, save it as .xlsx, and ingest that with `format: xlsx`"
SHORT: Final = (
    (b"%PDF", "a PDF document", "ask the publisher for the table itself"),
    (b"PAR1", "Parquet", "set `format: parquet` in the source"),
    (b"\x1f\x8b", "a gzip file", "set `packing: gzip` in the source"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "set `packing: zstd` in the source"),
    (b"\x09\x08", "a workbook of Excel 95 or older", SAVE_AGAIN),
    (b"\x09\x04", "a workbook of Excel 95 or older", SAVE_AGAIN),
    (b"\x09\x02", "a workbook of Excel 95 or older", SAVE_AGAIN),
)
"""First bytes, what begins so, and what to do."""


def check_kind(path: Path, kind: str) -> None:
    """Require a file to be a workbook of a kind.

    Raises:
        EmptyFile: it has no byte.
        WrongKind: it is something else.
        WorkbookBroken: it is an archive that cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise EmptyFile
    found, mend = _recognise(path, head)
    if found != kind:
        raise WrongKind(kind, found, mend)


def _recognise(path: Path, head: bytes) -> tuple[str, str]:
    if head.startswith(b"PK"):
        return _archive(path)
    if head.startswith(COMPOUND):
        return "xls", "set `format: xls` in the source"
    for magic, found, mend in SHORT:
        if head.startswith(magic):
            return found, mend
    return _text(head)


def _archive(path: Path) -> tuple[str, str]:
    with open_package(path) as package:
        names = [name.rpartition("/")[2] for name in package.names()]
        if "[content_types].xml" in package and "workbook.xml" in names:
            return "xlsx", "set `format: xlsx` in the source"
        if "workbook.bin" in names:
            return "xlsb", SAVE_AGAIN
        if "mimetype" in package and package.read("mimetype").strip() == ODS:
            return "ods", "set `format: ods` in the source"
    return "a zip archive", "set `packing: zip` in the source"


def _text(head: bytes) -> tuple[str, str]:
    """Tell what a text is; a spreadsheet program opens most of them, and so nobody notices."""
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if utf16 else "latin-1", "replace").removeprefix("\xef\xbb\xbf").lstrip().lower()
    if "<html" in text or text.startswith(("<!doctype html", "<table")):
        return "an HTML page", SAVE_AGAIN
    if text.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return "an XML spreadsheet of Excel 2003", SAVE_AGAIN
    if text.startswith("<"):
        return "XML", "set `format: xml` in the source"
    if text.startswith(("{", "[")):
        return "JSON", "set `format: json` in the source"
    if utf16 or not any(character < " " and character not in "\t\r\n\f" for character in text):
        return "plain text, such as CSV", "set `format: csv` in the source"
    return "something else", "fetch the file again"
