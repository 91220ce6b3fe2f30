from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from jobforge_es.definitions.broken import UnknownKey
from jobforge_es.definitions.forms.csv import KEYS as FORM_KEYS
from jobforge_es.definitions.sources import KEYS, read_source
from ledger.definitions import Csv, Source
from ledger.errors import JobForgeError
from projections.readers.csv.dialect import check_settings

WHOLE = """\
name: previsions
title: {en: Employment forecast, fr: Prévisions d'emploi}
description: Édition annuelle.
domain: outlook
files: ["previsions_*.csv", 'a?.csv']
format: csv
encoding: cp1252
delimiter: ";"
quote: "'"
escape: "\\\\"
comment: "#"
skip_lines: 2
skip_footer: 1
header: true
columns: [Région, Code, 2024]
null_words: [NA, n.d., NO, 007, null, "~", "", true]
quarantine_limit: 0,5 %
max_record_bytes: 1 MiB
publisher: Bureau
licence: 1.10
steward: Noor
"""


def test_every_key_arrives():
    assert read_source("sources/x.yaml", WHOLE.encode()) == Source(
        name="previsions",
        files=("previsions_*.csv", "a?.csv"),
        form=Csv(
            encoding="cp1252",
            delimiter=";",
            quote="'",
            escape="\\",
            comment="#",
            skip_lines=2,
            skip_footer=1,
            columns=("Région", "Code", "2024"),
            max_record_bytes=1_048_576,
        ),
        null_words=("NA", "n.d.", "NO", "007", "null", "~", "", "true"),
        quarantine_limit="0.005",
        domain="outlook",
        about={
            "title.en": "Employment forecast",
            "title.fr": "Prévisions d'emploi",
            "description": "Édition annuelle.",
            "publisher": "Bureau",
            "licence": "1.10",
            "steward": "Noor",
        },
    )


def test_the_shortest_source_takes_the_defaults_and_the_name_of_its_file():
    assert read_source("sources/noc.yaml", b"format: csv") == Source("noc", (), Csv())


@pytest.mark.parametrize(
    ("text", "value"),
    [("delimiter: tab", "\t"), ('delimiter: "\\t"', "\t"), ("delimiter: pipe", "|"), ('delimiter: ","', ",")],
)
def test_a_delimiter_may_be_a_word(text, value):
    assert read_source("sources/a.yaml", f"format: csv\n{text}".encode()).form.delimiter == value


def test_no_quote_and_no_limit_are_said_with_none():
    source = read_source("sources/a.yaml", b"format: csv\nquote: none\nquarantine_limit: none")
    assert source.form.quote is None
    assert source.quarantine_limit is None


def test_an_unknown_key_is_refused_with_the_nearest_one(source_mistake):
    error = source_mistake("encodng: utf-8")
    assert isinstance(error, UnknownKey)
    assert error.code == "C-004"
    assert error.what == "unknown key `encodng` (did you mean `encoding`?)"
    assert error.where == "sources/jobs.yaml:2:1\n   2 | encodng: utf-8\n     | ^^^^^^^"


@pytest.mark.parametrize(
    "key",
    [k for k in (*KEYS, *FORM_KEYS) if k not in ("format", "title", "description", "files", "columns", "null_words")],
)
def test_a_key_without_a_value_is_refused_at_the_key(source_mistakes, key):
    first = source_mistakes(f"{key}: # nothing")[0]
    assert first.what == f"`{key}` has no value"
    assert (first.place.line, first.place.column) == (2, 1)


def test_a_comment_sign_without_quotes_is_explained(source_mistake):
    error = source_mistake("comment: #")
    assert error.why == "in YAML, what follows ` #` is a comment"


@pytest.mark.parametrize(
    ("text", "what", "column"),
    [
        ("name: Noc", "`Noc` cannot name a source", 7),
        ("name: _noc", "`_noc` cannot name a source", 7),
        ("name: '../x'", "`../x` cannot name a source", 7),
        (f"name: {'n' * 300}", f"`{'n' * 60}…` cannot name a source", 7),
        ("domain: Main Domain", "`Main Domain` cannot name a domain", 9),
        ("encoding: utf8", "`encoding` is `utf8`", 11),
        ("encoding: UTF-8", "`encoding` is `UTF-8`", 11),
        ("encoding: klingon", "`encoding` is `klingon`", 11),
        ("delimiter: ab", "`delimiter` is `ab`, not one character", 12),
        ("delimiter: a", "`delimiter` is `a`, not one character", 12),
        ("delimiter: é", "`delimiter` is `é`, not one character", 12),
        ("delimiter: none", "`delimiter` is `none`, not one character", 12),
        ("delimiter: '\"'", '`"` is the delimiter and the quote', 12),
        ("escape: '\"'", '`"` is the quote and the escape', 9),
        ("quote: none\nescape: '\\'", "an escape has no meaning without a quote", 9),
        ('comment: ","', "`,` is the delimiter and the comment", 10),
        ('comment: ""', "`comment` is empty", 10),
        ("skip_lines: -1", "`skip_lines` is `-1`, not a whole number", 13),
        ("skip_lines: true", "`skip_lines` is `true`, not a whole number", 13),
        ("skip_footer: 1.5", "`skip_footer` is `1.5`, not a whole number", 14),
        ("header: yes", "`header` is `yes`, not true or false", 9),
        ("header: false", "the files have no header, so that `columns` must name the columns", 9),
        ("columns: Code", "`columns` is not a list", 10),
        ("columns: [Code, Code]", "`Code` stands twice in `columns`", 17),
        ("columns: [Code, code]", "columns 1 and 2 of the file would get the same name", 10),
        ("columns: [a, [b]]", "a value of `columns` is not a text", 14),
        ("null_words: [a, ~]", "a value of `null_words` is empty", 17),
        ("quarantine_limit: 5", "`quarantine_limit` is `5`", 19),
        ("quarantine_limit: 200%", "`quarantine_limit` is `200%`", 19),
        ("max_record_bytes: big", "`max_record_bytes` is `big`, not a size", 19),
        ("max_record_bytes: 0", "`max_record_bytes` is `0`, not a size", 19),
        ("max_record_bytes: 2 GiB", "`max_record_bytes` is `2 GiB`, not a size", 19),
        ("publisher: true", "`publisher` is true, not a text", 12),
        ("publisher: [a]", "`publisher` is a list, not a single value", 12),
        ("title: {english: x}", "`english` is no language", 9),
        ("files: ['../*.csv']", "`../*.csv` is no pattern of file names", 8),
        ("files: ['a/*.csv']", "`a/*.csv` is no pattern of file names", 8),
        ("files: ['']", "`` is no pattern of file names", 8),
        ("files: noc.csv", "`files` is not a list", 8),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_place_with_a_mend(source_mistake, text, what, column):
    error = source_mistake(text)
    assert error.what == what
    assert error.place.column == column
    assert error.place.line == text.count("\n") + 2
    assert error.exit_code == 2
    assert error.mend


def test_the_name_of_another_program_for_an_encoding_is_translated(source_mistake):
    assert source_mistake("encoding: Windows-1252").mend == ("encoding: cp1252",)


def test_the_name_that_a_file_gives_must_fit_when_none_is_written(source_mistake):
    error = source_mistake("", path="sources/Structure NOC 2021.yaml")
    assert error.what == "`Structure NOC 2021` cannot name a source"
    assert error.mend == ("such as structure_noc_2021",)


@pytest.mark.parametrize(
    ("text", "what"), [("format: pdf", "the format `pdf` cannot be read"), ("name: a", "`format` is missing")]
)
def test_a_format_that_cannot_be_read_names_those_that_can(text, what):
    with pytest.raises(JobForgeError) as caught:
        read_source("sources/a.yaml", text.encode())
    assert caught.value.what == what
    assert "csv" in str(caught.value.mend)


def test_all_mistakes_of_a_file_are_told_in_the_order_of_their_lines(source_mistakes):
    found = source_mistakes("header: maybe\nskip_lines: x\nbogus: 1\nnull_words: 5")
    assert [error.place.line for error in found] == [2, 3, 4, 5]


KEY = st.sampled_from(KEYS)
ODD = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
    | st.sampled_from(["none", "csv", "utf-8", ";", "5%", "tab", "cp1252", "'"]) | st.lists(st.text(max_size=3), max_size=3)
    | st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2)
)  # fmt: skip


@settings(max_examples=150)
@given(st.dictionaries(KEY, ODD, max_size=6))
def test_any_source_is_compiled_into_one_that_the_reader_takes_or_refused_in_our_own_words(values):
    raw = yaml.safe_dump({"format": "csv", **values}, allow_unicode=True).encode()
    said = ""
    try:
        source = read_source("sources/a.yaml", raw)
    except JobForgeError as error:
        said = error.what
    else:
        check_settings(source.form)
    assert said.isprintable()
