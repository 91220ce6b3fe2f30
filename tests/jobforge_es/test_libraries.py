"""What events say of the libraries that a file was read and built with."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from jobforge_es.libraries import is_now, libraries
from ledger.definitions import Csv, Json, ParquetFile, Spreadsheet, Xml

ALWAYS = {"duckdb", "pyarrow", "python"}


@pytest.mark.parametrize(
    ("form", "more"),
    [
        (None, set()),
        (Csv(), set()),
        (ParquetFile(), set()),
        (Spreadsheet(kind="xlsx"), {"python-calamine", "expat"}),
        (Spreadsheet(kind="xls"), {"python-calamine"}),
        (Spreadsheet(kind="ods"), {"expat"}),
        (Json(), {"orjson"}),
        (Xml(("a",)), {"expat"}),
    ],
)
def test_a_format_names_the_libraries_that_read_it(form, more):
    assert set(libraries(form)) == ALWAYS | more
    assert is_now(libraries(form))


def test_another_version_of_a_reader_is_told_from_this_one():
    read = libraries(Spreadsheet())
    assert read["python-calamine"] == version("python-calamine")
    assert not is_now(read | {"python-calamine": "0.0.1"})
    assert not is_now(read | {"duckdb": "0.0.1"})
