"""Workbooks, Parquet and packed files in ``sources/*.yaml``."""

from __future__ import annotations

import pytest

from jobforge_es.definitions.broken import parts
from jobforge_es.definitions.sources import read_source
from ledger.definitions import Csv, Packing, ParquetFile, Spreadsheet
from ledger.errors import JobForgeError


def read(text):
    return read_source("sources/a.yaml", text.encode())


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_every_key_of_a_workbook_arrives(kind):
    source = read(
        f'format: {kind}\nsheet: "Table *"\nskip_rows: 3\nskip_footer: 2\nheader_rows: 2\n'
        "columns: [Code, Men 2024]\nfirst_column: b\nlast_column: AA\n"
    )
    assert source.form == Spreadsheet(kind, "Table *", 3, 2, 2, ("Code", "Men 2024"), "B", "AA")
    assert source.packing is None


def test_the_shortest_workbook_takes_the_first_sheet_that_is_shown():
    assert read("format: xlsx").form == Spreadsheet("xlsx", "#1", 0, 0, 1, (), None, None)


def test_a_parquet_source_needs_nothing():
    assert read("format: parquet").form == ParquetFile()
    assert read("format: parquet\ncolumns: [a, b]").form == ParquetFile(("a", "b"))


def test_any_format_may_be_packed():
    text = "packing: zip\nmembers: ['*.csv', '2024/*']\nmax_unpacked: 2 GiB\nmax_ratio: 50\nmax_members: 7\n"
    source = read(f"format: csv\n{text}")
    assert source.form == Csv()
    assert source.packing == Packing("zip", ("*.csv", "2024/*"), 2 * 2**30, 50, 7)
    assert read("format: parquet\npacking: zstd").packing == Packing("zstd")
    assert read("format: csv\npacking: gzip").packing == Packing("gzip")
    assert read("format: csv\npacking: none").packing is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("format: xlsx\nsheet: ''", "`sheet` is ``, which no sheet can be"),
        ("format: xlsx\nsheet: '#0'", "`sheet` is `#0`, which no sheet can be"),
        ("format: xlsx\nskip_rows: -1", "`skip_rows` is `-1`, not a whole number"),
        ("format: xlsx\nheader_rows: 0", "the sheets have no header, so that `columns` must name the columns"),
        ("format: xlsx\nfirst_column: B1", "`first_column` is `B1`, not the letters of a column"),
        ("format: xlsx\nlast_column: XFE", "`last_column` is `XFE`, not the letters of a column"),
        ("format: xlsx\nfirst_column: AA\nlast_column: B", "the last column B stands before the first, AA"),
        ("format: xlsx\ncolumns: [a, A]", "columns 1 and 2 of the file would get the same name"),
        ("format: xlsx\ndelimiter: ;", "unknown key `delimiter`"),
        ("format: parquet\nsheet: x", "unknown key `sheet`"),
        ("format: csv\npacking: tar", "`packing` is `tar`"),
        ("format: csv\nmax_ratio: 5", "`max_ratio` has no meaning without `packing`"),
        ("format: csv\npacking: gzip\nmembers: [a]", "a gzip file holds one file, not members"),
        ("format: csv\npacking: zip\nmax_unpacked: much", "`max_unpacked` is `much`, not a size"),
        ("format: csv\npacking: zip\nmax_members: 0", "`max_members` is `0`, not a whole number"),
    ],
)
def test_a_wrong_value_is_refused_with_a_mend(text, what):
    with pytest.raises(JobForgeError) as caught:
        read(text)
    (error,) = parts(caught.value)
    assert error.what.startswith(what)
    assert error.mend
