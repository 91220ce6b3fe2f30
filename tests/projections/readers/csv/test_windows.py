"""Memory, chunks, and which parser reads what."""

from __future__ import annotations

from io import BytesIO
from itertools import product

import attrs
import pyarrow as pa
import pytest

from ledger.definitions.formats import Csv
from projections.readers.csv import CsvReading, exact, fast
from projections.readers.csv import shortcut as module
from projections.readers.csv.dialect import make_dialect
from tests.projections.readers.csv.conftest import read

RECORDS = b"".join(b'%d,"n ""%d"", a\n%d",\xc3\xa9\r\n' % (n, n, n) for n in range(5_000))
DATA = b"id,name,v\n" + RECORDS


class Watched(BytesIO):
    """A file that remembers the most it was asked for at once."""

    most = 0

    def read(self, size=-1):
        assert size >= 0
        self.most = max(self.most, size)
        return super().read(size)


def test_memory_does_not_grow_with_the_file():
    file = Watched(DATA * 5)
    with CsvReading(file, Csv(), chunk_bytes=10_000) as reading:
        for chunk in reading.chunks():
            assert chunk.table.nbytes < 30_000
            assert len(reading._feed.data) <= 20_000
    assert file.most <= 20_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_line_without_end_is_refused_without_being_held(encoding):
    data = ("a,b\n1,2\n" + "é" * 500_000 + "\r\n3,4\n").encode(encoding)
    file = Watched(data)
    with CsvReading(file, Csv(encoding=encoding, max_record_bytes=1_001), chunk_bytes=512) as reading:
        (refused,) = [record for chunk in reading.chunks() for record in chunk.refused]
    assert (refused.code, refused.length) == ("P-007", 1_000_000)
    assert refused.raw == data[refused.offset :][: 1_000 + (encoding == "utf-8")]
    assert reading.records == 3
    assert file.most <= 65_536


def test_comment_without_end_is_skipped_without_being_held():
    file = Watched(b"a,b\n1,2\n#" + b"x" * 900_000 + b"\r3,4\n")
    with CsvReading(file, Csv(comment="#", max_record_bytes=100), chunk_bytes=512) as reading:
        assert sum(chunk.table.num_rows for chunk in reading.chunks()) == 2
    assert reading.skips.comment == 1
    assert file.most <= 65_536


@pytest.mark.parametrize("limit", [1, 100])
def test_comment_is_known_although_a_window_ends_within_its_mark(limit):
    how = Csv(comment="###", header=False, columns=("a",), max_record_bytes=limit)
    found = read(b"###x\n1\n##\n", how, chunk_bytes=1)
    assert (found.rows, found.skips.comment) == ({1: ("1",)} | ({} if limit == 1 else {2: ("##",)}), 1)


def test_line_without_end_at_the_end_of_the_file_is_one_record():
    found = read(b"a,b\n" + b"x" * 300_000, Csv(max_record_bytes=10), chunk_bytes=64)
    assert [(refused.raw, refused.length) for refused in found.refused] == [(b"x" * 10, 300_000)]


def test_offset_of_every_chunk_leads_to_its_first_record():
    found = read(DATA, chunk_bytes=1_000)
    assert len(found.chunks) > 100
    for chunk in found.chunks:
        assert DATA.startswith(b'%d,"' % (chunk.first_record - 1), chunk.offset)


def test_chunk_ends_early_when_very_many_records_are_refused():
    found = read(b"a,b\n" + b"x\n" * 30_000)
    assert len(found.chunks) > 1
    assert len(found.refused) == found.records == 30_000


def test_regular_records_never_need_the_exact_parser(monkeypatch):
    def parse(*arguments, **named):
        part = original(*arguments, **named)
        assert not part.records
        return part

    original = exact.parse
    monkeypatch.setattr(exact, "parse", parse)
    for how in (Csv(), Csv(comment="#"), Csv(encoding="latin-1"), Csv(max_record_bytes=30)):
        found = read(DATA + b"\r\n\r\n" + RECORDS, how, chunk_bytes=4_000)
        assert (len(found.rows), found.skips.blank) == (10_000, 2)


def test_one_irregular_record_costs_the_exact_parser_no_whole_chunk(monkeypatch):
    taken = []
    original = exact.parse
    monkeypatch.setattr(exact, "parse", lambda *a, **n: taken.append(original(*a, **n)) or taken[-1])
    found = read(DATA + b"x\n" + RECORDS)
    assert (len(found.rows), found.codes) == (10_000, {5_001: "P-002"})
    assert sum(part.records for part in taken) < 10_000 * module.STRIDE / len(RECORDS)


@pytest.mark.parametrize("wrong", [lambda table: table.slice(1), lambda table: pa.concat_tables([table, table])])
def test_exact_parser_decides_when_pyarrow_sees_other_records_than_the_proof(monkeypatch, wrong):
    original = fast.csv.read_csv
    monkeypatch.setattr(fast.csv, "read_csv", lambda *arguments: wrong(original(*arguments)))
    found = read(DATA)
    assert (len(found.rows), found.records, found.refused) == (5_000, 5_000, ())


@pytest.mark.parametrize(
    ("settings", "alphabet", "longest"),
    [(Csv(), b'a,"\n\r', 5), (Csv(escape="\\"), b',"\n\\', 5), (Csv(quote=None), b'a,"\n\r', 4)],
)
def test_no_short_text_is_read_in_two_ways(settings, alphabet, longest):
    dialect = attrs.evolve(make_dialect(settings, "utf-8"), names=("a", "b"))
    for length, final in product(range(1, longest + 1), (True, False)):
        for text in map(bytes, product(alphabet, repeat=length)):
            part = fast.parse(text, 0, length, dialect, final=final)
            if part is not None:
                other = exact.parse(text, 0, part.end, dialect, final=final)
                assert other.table.equals(part.table)
                assert (other.end, other.records, other.blank, other.flaws) == (part.end, part.records, part.blank, ())
