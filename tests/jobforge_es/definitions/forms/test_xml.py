from __future__ import annotations

import pytest

from jobforge_es.definitions.sources import read_source
from ledger.definitions import Xml
from ledger.errors import JobForgeError


def test_keys_of_xml_are_compiled():
    text = b"format: xml\nrecords: /feed/entry\ncolumns: ['@id', title]\nmax_depth: 7\nmax_record_bytes: 1 KiB\n"
    source = read_source("sources/a.yaml", text)
    assert source.form == Xml(("feed", "entry"), ("@id", "title"), 7, 1024)
    assert source.null_words == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "`records` is missing"),
        ("records: ''", "no path of elements"),
        ("records: a//b", "`records` is `a//b`, which is no path of elements"),
        ("records: a/x:b", "no path of elements"),
        ("records: [a, b]", "`records` is a list"),
        ("records: a/b\nencoding: utf-8", "unknown key `encoding`"),
    ],
)
def test_what_has_no_meaning_is_refused(text, what):
    with pytest.raises(JobForgeError) as caught:
        read_source("sources/a.yaml", f"format: xml\n{text}\n".encode())
    assert what in caught.value.what
