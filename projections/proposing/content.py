"""What a file is, by its first bytes; its name is not asked."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

import numpy as np

from projections.proposing.unrecognised import NotRecognised
from projections.readers.csv.encoding import MARKS
from projections.readers.refusals import EmptyFile

Kind = Literal["text", "json", "xml", "xlsx", "xls", "ods", "parquet", "gzip", "zip", "zstd"]

LOOKED_AT = 65_536
"""Bytes that tell what a file is."""

MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
UNREAD = (
    (b"%PDF", "a PDF", "ask for the table itself"),
    (b"SQLite format 3\0", "a SQLite database", "export its tables as CSV"),
    (b"$FL2", "an SPSS file", "export it as CSV"),
    (b"{\\rtf", "a text document", "save the table in it as CSV"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"BZh", "a bzip2 file", "unpack it"),
    (b"\xfd7zXZ", "an xz file", "unpack it"),
    (b"\x89PNG", "a picture", "ask for the table itself"),
    (b"\xff\xd8\xff", "a picture", "ask for the table itself"),
)
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
CONTROLS = np.zeros(256, np.bool_)
CONTROLS[[*range(1, 9), *range(14, 27), *range(28, 32), 127]] = True
MOST_CONTROLS = 0.005
"""Share of control characters beyond which bytes are no text."""


def kind_of(path: Path) -> Kind:
    """Tell what a file is.

    Raises:
        EmptyFile: there is not a byte in it.
        NotRecognised: it is nothing that can be read.
    """
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if not head:
        raise EmptyFile
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(ZIPS):
        return _zip(path)
    for magic, what, mend in UNREAD:
        if head.startswith(magic):
            raise NotRecognised(f"{path.name} is {what}", mend)
    return _text(path, head)


def byte_order(head: bytes) -> str | None:
    """Name the UTF-16 whose pattern of NUL bytes a text without a mark shows; None for any other bytes.

    Most characters of most tables are ASCII, of which UTF-16 makes a NUL and another byte.
    """
    units = np.frombuffer(head[: len(head) & ~1], np.uint8)
    first, second = (float((units[place::2] == 0).mean()) if units.size else 0.0 for place in (0, 1))
    if max(first, second) > 0.3 and min(first, second) < 0.01:
        return "utf-16-be" if first > second else "utf-16-le"
    return None


def _zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODS):
                return "ods" if archive.read("mimetype") == ODS else "zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotRecognised(f"{path.name} begins like a zip archive and is none: {error}", "fetch it again") from error
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise NotRecognised(f"{path.name} is a document, not a table", "save the table in it as CSV")
    if not any(not name.endswith("/") for name in names):
        raise EmptyFile
    return "zip"


def _text(path: Path, head: bytes) -> Kind:
    wide = any(head.startswith(mark) for name, mark in MARKS if name.startswith("utf-")) or byte_order(head)
    if not wide:
        counts = np.frombuffer(head, np.uint8)
        if (counts == 0).mean() > MOST_CONTROLS or CONTROLS[counts].mean() > MOST_CONTROLS:
            raise NotRecognised(f"{path.name} is no text and no other format that is known", "fetch it again")
    begin = _in_utf8(head).lstrip()
    if begin[:1] in (b"{", b"["):
        return "json"
    if begin[:1] == b"<":
        if b"<html" in begin[:1024].lower() or b"<!doctype html" in begin[:64].lower():
            raise NotRecognised(f"{path.name} is a web page", "most often a failed download: open the address, look")
        return "xml"
    return "text"


def _in_utf8(head: bytes) -> bytes:
    """Give a text without its mark, that of UTF-16 and UTF-32 in UTF-8, so that its first signs can be looked at."""
    name, mark = next(((name, mark) for name, mark in MARKS if head.startswith(mark)), (byte_order(head), b""))
    text = head.removeprefix(mark)
    return text if name in (None, "utf-8") else text.decode(name, "replace").encode()
