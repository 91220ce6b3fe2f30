from __future__ import annotations

import gzip
import io
import random
import zipfile
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import JobForgeError
from projections.proposing.content import Kind, kind_of
from projections.proposing.unrecognised import NotRecognised
from projections.readers.refusals import EmptyFile


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def kind(tmp_path, raw):
    (tmp_path / "f").write_bytes(raw)
    return kind_of(tmp_path / "f")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a,b\n1,2\n", "text"),
        ('a;b\né;"x\ty"\n'.encode("cp1252"), "text"),
        ("a,b\n".encode("utf-16"), "text"),
        ("a,b,c\n1,2,3\n".encode("utf-16-le"), "text"),
        (' \n[{"a": 1}]'.encode("utf-16"), "json"),
        ('{"a": 1}\n'.encode("utf-16-le"), "json"),
        ('[{"a": 1}]'.encode("utf-16-be"), "json"),
        ("\n<r><a>1</a></r>".encode("utf-16"), "xml"),
        ('[{"a": 1}]'.encode("utf-32"), "json"),
        (b'\xef\xbb\xbf  [{"a": 1}]', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "json"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"PAR1....", "parquet"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (b"\x28\xb5\x2f\xfd....", "zstd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "xls"),
        (zipped(xl__workbook_xml=b""), "xlsx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (zipped(data=b"a,b"), "zip"),
    ],
)
def test_a_file_is_known_by_its_bytes(tmp_path, raw, expected):
    assert kind(tmp_path, raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        random.Random(1).randbytes(5_000),
        b"%PDF-1.7 ...",
        b"<!DOCTYPE html><html>Sign in</html>",
        zipped(word__document_xml=b""),
        b"PK\x03\x04 but no archive",
        b"\0" * 5_000,
    ],
)
def test_what_holds_no_table_is_refused_in_a_sentence(tmp_path, raw):
    with pytest.raises(NotRecognised) as caught:
        kind(tmp_path, raw)
    assert caught.value.mend


def test_an_empty_file_is_told_as_empty(tmp_path):
    with pytest.raises(EmptyFile):
        kind(tmp_path, b"")


@given(st.binary(max_size=200))
def test_any_bytes_have_a_kind_or_one_clear_error(tmp_path_factory, raw):
    folder = tmp_path_factory.mktemp("any")
    try:
        found = kind(folder, raw)
    except JobForgeError as error:
        found = error.code
    assert found in (*get_args(Kind), "P-090", "P-001")
