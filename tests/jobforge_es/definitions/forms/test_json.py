from __future__ import annotations

import pytest

from jobforge_es.definitions.sources import read_source
from ledger.definitions import Json
from ledger.errors import JobForgeError


def compiled(text: str):
    return read_source("sources/a.yaml", text.encode())


def test_keys_of_json_are_compiled():
    text = "format: json\nrecords: data.items\nencoding: utf-16\ncolumns: [Code, '']\nmax_depth: 7\nmax_record_bytes: 1 KiB\n"
    assert compiled(text).form == Json("json", ("data", "items"), "utf-16", ("Code", ""), 7, 1024)


def test_a_path_of_keys_with_dots_is_a_list():
    assert compiled("format: json\nrecords: [data, v1.items, '']\n").form == Json(records=("data", "v1.items", ""))


def test_lines_have_no_path_and_say_so():
    assert compiled("format: ndjson\n").form == Json("ndjson")
    with pytest.raises(JobForgeError, match="unknown key `records`"):
        compiled("format: ndjson\nrecords: data\n")


def test_null_is_a_missing_value_unless_the_source_says_otherwise():
    assert compiled("format: json\n").null_words == ("null",)
    assert compiled("format: ndjson\nnull_words: []\n").null_words == ()
    assert compiled("format: csv\n").null_words == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("records: data..items", "`records` is `data..items`, which is no path of keys"),
        ("records: ''", "no path of keys"),
        ("records: {a: b}", "`records` is a mapping"),
        ("max_depth: 501", "`max_depth` is `501`, not a whole number"),
        ("columns: [A, a]", "would get the same name"),
        ("delimiter: ','", "unknown key `delimiter`"),
    ],
)
def test_what_has_no_meaning_is_refused(text, what):
    with pytest.raises(JobForgeError) as caught:
        compiled(f"format: json\n{text}\n")
    assert what in caught.value.what
