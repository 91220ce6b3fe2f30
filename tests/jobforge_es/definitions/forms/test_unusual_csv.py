from __future__ import annotations

import pytest

from jobforge_es.definitions.sources import read_source
from ledger.errors import JobForgeError


def form(text: str):
    return read_source("sources/a.yaml", f"format: csv\n{text}\n".encode()).form


def test_a_part_of_the_lines_is_read():
    made = form("lines: 12-40")
    assert (made.skip_lines, made.last_line) == (11, 40)


def test_records_headers_and_marks_beyond_the_usual_are_declared():
    made = form(
        'record_delimiter: "|~|"\ndelimiter: "::"\nheader_lines: 2\nshort_records: fill\nlong_records: trim_empty'
    )
    assert (made.record_delimiter, made.delimiter, made.header_lines) == ("|~|", "::", 2)
    assert (made.short_records, made.long_records) == ("fill", "trim_empty")


@pytest.mark.parametrize(
    "text",
    [
        "lines: 40-12",
        "lines: all",
        "lines: 2-9\nskip_lines: 1",
        'record_delimiter: "much too long"',
        'record_delimiter: ","',
        'delimiter: ";;;;;"',
        "header_lines: 0",
        "short_records: drop",
    ],
)
def test_what_cannot_be_read_so_is_refused(text):
    with pytest.raises(JobForgeError):
        form(text)
