from __future__ import annotations

import io
import resource
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.definitions import ParquetFile
from projections.readers.parquet import DamagedParquet, EncryptedParquet, NotParquet
from projections.readers.refusals import EmptyFile, FileRefused, HeaderClash, HeaderMismatch
from tests.projections.readers.parquet.conftest import read as read_path

TABLE = pa.table({"Code": ["a", "b", None, "d"], "Zahl": [1, 2, 3, None]})


def as_bytes(table, **how) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **how)
    return file.getvalue()


def test_rows_keep_their_order_and_null_stays_null(read):
    found = read(TABLE)
    assert found.header == ("Code", "Zahl")
    assert found.rows == {1: ("a", "1"), 2: ("b", "2"), 3: (None, "3"), 4: ("d", None)}


def test_row_groups_are_read_one_after_the_other_and_say_where_they_begin(read):
    found = read(TABLE, row_group_size=3)
    assert [chunk.first_record for chunk in found.chunks] == [1, 4]
    assert 0 < found.chunks[0].offset < found.chunks[1].offset
    assert found.records == 4


def test_a_file_without_rows_is_a_batch_without_rows(read):
    found = read(TABLE.slice(0, 0))
    assert (found.header, found.records, found.chunks) == (("Code", "Zahl"), 0, ())


def test_the_declared_columns_are_compared(read):
    with pytest.raises(HeaderMismatch):
        read(TABLE, ParquetFile(columns=("Zahl", "Code")))


@pytest.mark.parametrize("names", [["a", "a"], ["a b", "A_B"]])
def test_two_columns_of_one_name_are_refused(read, names):
    with pytest.raises(HeaderClash):
        read(pa.table([[1], [2]], names))


def test_two_nested_fields_of_one_name_are_refused(read):
    kind = pa.struct([("x", pa.int8()), ("x", pa.int8())])
    nested = pa.StructArray.from_arrays([pa.array([1], pa.int8())] * 2, fields=list(kind))
    with pytest.raises(DamagedParquet):
        read(pa.table({"a": nested}))


def test_text_that_is_none_is_refused_with_what_is_stored(read):
    raw = pa.array([b"a", b"\xff", None])
    table = pa.table({"t": pa.Array.from_buffers(pa.string(), 3, raw.buffers()), "n": [1, 2, 3]})
    found = read(table)
    assert found.rows == {1: ("a", "1"), 3: (None, "3")}
    (record,) = found.refused
    assert (record.record, record.code, record.reason) == (2, "D-002", "bytes that are not utf-8")
    assert (record.raw, record.length) == (b'[{"base16":"FF"},"2"]', len(record.raw))
    assert record.offset == found.chunks[0].offset


def test_a_chunk_of_refused_records_only_has_no_rows(read):
    found = read(pa.table({"d": pa.array([2**31 - 1], pa.date32())}))
    assert found.rows == {}
    assert found.refused[0].raw == b'[{"stored":2147483647}]'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"PAR1", NotParquet),
        (b"PAR1PAR1", NotParquet),
        (b"PAR1....PAR1", DamagedParquet),
        (b"id,name\n1,2\n", NotParquet),
        (b"PARE....PARE", EncryptedParquet),
        (as_bytes(TABLE)[:-8], NotParquet),
        (as_bytes(TABLE)[:-8] + b"\xff\xff\xff\x7fPAR1", DamagedParquet),
    ],
)
def test_what_is_no_whole_parquet_is_refused(read, data, error):
    with pytest.raises(error):
        read(data)


def test_a_file_without_columns_is_refused(read):
    with pytest.raises(DamagedParquet):
        read(pa.table({}))


def test_a_footer_that_says_other_counts_is_refused(read):
    data = as_bytes(pa.table({"a": list(range(1000))}), compression="none", use_dictionary=False)
    metadata = pq.read_metadata(io.BytesIO(data))
    assert metadata.num_rows == 1000
    wrong = data.replace(b"\xd0\x0f", b"\xd2\x0f")  # 1000 as Thrift writes it
    assert wrong != data
    with pytest.raises(FileRefused):
        read(wrong)


EXAMPLES = [
    as_bytes(TABLE, row_group_size=2),
    as_bytes(pa.table({"n": [[1], None], "s": [{"a": "x"}, None]}), compression="zstd"),
    as_bytes(pa.table({"d": [1.5, None] * 20, "t": ["x", "y"] * 20}), compression="gzip", write_page_checksum=True),
]


@settings(max_examples=150)
@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_no_altered_byte_makes_it_crash_or_loses_a_row(tmp_path_factory, data, changes):
    altered = bytearray(data)
    for place, value in changes:
        altered[int(place * len(altered))] = value
    path = tmp_path_factory.getbasetemp() / "altered.parquet"
    path.write_bytes(altered)
    try:
        found = read_path(path)
    except FileRefused:
        return
    assert found.is_balanced()


STREAM = """
import resource, sys
from pathlib import Path
from ledger.definitions import ParquetFile
from projections.readers.parquet import open_parquet
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
reading = open_parquet(Path(sys.argv[1]), ParquetFile())
chunks = reading.chunks()
next(chunks); next(chunks)
before = used()
rows = sum(chunk.table.num_rows for chunk in chunks)
print(rows, used() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path):
    assert resource.RUSAGE_SELF == 0
    path = tmp_path / "large.parquet"
    part = pa.table({f"c{n}": [f"{n} {row} some text" for row in range(50_000)] for n in range(8)})
    with pq.ParquetWriter(path, part.schema) as writer:
        for _ in range(20):
            writer.write_table(part)
    done = subprocess.run([sys.executable, "-c", STREAM, str(path)], capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 18 * 50_000
    assert megabytes < 60
