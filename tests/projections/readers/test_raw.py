from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ledger.definitions import Csv, FixedField, FixedWidth, Packing, ParquetFile, Source
from ledger.definitions.formats import Form
from projections.readers.opening import opened
from projections.readers.parts import WHOLE
from projections.readers.raw import RawRecord, raw_record

RECORDS = ["1,plain", '2,"two\nlines, and ""quotes"""', "3,", '4,"a\r\nb"', "5,été", "6,last"]


def _source(form: Form, **more: object) -> Source:
    return Source(name="s", files=("*",), form=form, **more)  # type: ignore[arg-type] # by name


def _find(path: Path, source: Source, record: int) -> RawRecord | None:
    """Look from the first record of the index, as staging writes it."""
    with opened(path, source, WHOLE, path.parent) as reading:
        known = [(chunk.first_record, chunk.offset) for chunk in reading.chunks()]
    return raw_record(path, source, WHOLE, path.parent, max(k for k in known if k[0] <= record), record)


CASES = {
    "utf-8": (Csv(), "utf-8", "id,name\n", "\n", ""),
    "crlf": (Csv(), "utf-8", "id,name\r\n", "\r\n", ""),
    "cp1252": (Csv(encoding="cp1252"), "cp1252", "id,name\n", "\n", ""),
    "utf-16": (Csv(encoding="utf-16-le"), "utf-16-le", "id,name\n", "\n", ""),
    "preamble, comments and blank lines": (Csv(skip_lines=2, comment="#"), "utf-8", "a\nb\nid,name\n\n# c\n", "\n\n# c\n", ""),
    "footer with a quote": (Csv(skip_footer=1), "utf-8", "id,name\n", "\n", 'total "6\n'),
    "records that end otherwise": (Csv(record_delimiter="~|"), "utf-8", "id,name~|", "~|", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("number", range(1, len(RECORDS) + 1))
def test_a_record_is_found_with_its_bytes_and_its_line(tmp_path: Path, case: str, number: int) -> None:
    form, codec, head, end, foot = CASES[case]
    before = head + "".join(record + end for record in RECORDS[: number - 1])
    path = tmp_path / "f.csv"
    path.write_bytes((head + "".join(record + end for record in RECORDS) + foot).encode(codec))
    found = _find(path, _source(form), number)
    mark = form.record_delimiter
    lines = before.count(mark) if mark else len(before.replace("\r\n", "\n").split("\n")) - 1
    raw = RECORDS[number - 1]
    assert found == RawRecord(len(before.encode(codec)), lines + 1, raw.encode(codec), raw)


def test_a_record_that_was_refused_counts(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'id,name\n1,a\n2,a"b\n3,c,d\n4,d\n')
    found = _find(path, _source(Csv()), 4)
    assert found is not None
    assert (found.raw, found.line) == (b"4,d", 5)


def test_a_line_that_is_far_from_the_index_is_found_in_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"id,name\r\n" + b"".join(b'%d,"%s"\r\n' % (n, b"x" * (n % 90)) for n in range(1, 120_000)))
    found = _find(path, _source(Csv()), 100_001)
    assert found is not None
    assert (found.line, found.raw[:7]) == (100_002, b"100001,")


def test_a_record_of_fixed_width_is_found(tmp_path: Path) -> None:
    path = tmp_path / "f.txt"
    path.write_bytes(b"head\n001ab\n\n002cd\n")
    form = FixedWidth(fields=(FixedField("n", 1, 3), FixedField("t", 4, 2)), skip_lines=1)
    assert _find(path, _source(form), 2) == RawRecord(12, 4, b"002cd", "002cd")


def test_a_record_of_a_packed_file_is_found_in_what_was_packed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv.gz"
    path.write_bytes(gzip.compress(b"id\n1\n2\n"))
    found = _find(path, _source(Csv(), packing=Packing("gzip")), 2)
    assert found == RawRecord(5, 3, b"2", "2")


def test_a_format_without_lines_has_none(tmp_path: Path) -> None:
    assert raw_record(tmp_path / "f", _source(ParquetFile()), WHOLE, tmp_path, (1, 4), 1) is None


def test_a_number_beyond_the_end_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"id\n1\n")
    assert _find(path, _source(Csv()), 2) is None
