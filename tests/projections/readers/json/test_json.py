"""JSON and NDJSON: what stands in the columns, what is refused and how, and where it stood."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ledger.definitions import Json
from ledger.events.parts import Skips
from projections.readers.csv.feed import Feed
from projections.readers.json import JsonBroken, open_json
from projections.readers.keyed import NoRecords, RecordsNotFound, TooManyKeys
from projections.readers.refusals import EmptyFile, FileRefused, HeaderClash, UnusableDialect, WrongByteOrderMark
from tests.projections.readers.json.conftest import read

LINES = Json("ndjson")


def lines(*records: str) -> bytes:
    return "\n".join(records).encode()


def array(*records: str) -> bytes:
    return f"[{', '.join(records)}]".encode()


BOTH = pytest.mark.parametrize(("form", "written"), [(LINES, lines), (Json(), array)], ids=["ndjson", "json"])


@BOTH
def test_values_are_the_text_that_stands_in_the_source(form, written):
    numbers = "1.0", "1e3", "12345678901234567890123", "-0", "0.10", "1E+2", "true", "false", "null"
    found = read(written(*(f'{{"n": {n}}}' for n in numbers)), form)
    assert [row[0] for row in found.rows.values()] == list(numbers)


@BOTH
def test_strings_are_decoded_and_nested_values_are_their_source_text(form, written):
    record = r'{"s": "\u00e9\t\"\\\ud83d\ude00\/", "o": {"b" :1.0, "a":[1 , 2]},"l":[ ],"e":"","{":"["}'
    found = read(written(record, '{"o":[{"x":null}]}'), form)
    assert found.dicts == [
        {"s": 'é\t"\\😀/', "o": '{"b" :1.0, "a":[1 , 2]}', "l": "[ ]", "e": "", "{": "["},
        {"s": None, "o": '[{"x":null}]', "l": None, "e": None, "{": None},
    ]


@BOTH
def test_null_absent_and_empty_are_three_things(form, written):
    found = read(written('{"a": null, "b": 1}', '{"b": 1}', '{"a": "", "b": 1}'), form)
    assert [row[0] for row in found.rows.values()] == ["null", None, ""]


@BOTH
def test_columns_are_the_keys_of_all_rows_in_the_order_first_seen(form, written):
    found = read(written('{"b": 1}', '{"a": 1, "b": 2}', "[0]", '{"lost": 1, "lost": 2}', '{"c": 1, "b": 3}'), form)
    assert found.header == ("b", "a", "c")
    assert found.codes == {3: "P-050", 4: "P-052"}


FAULTS = {
    "P-050": b'"a"',
    "P-052": b'{"a": {"x": 1, "x": 1}}',
    "P-053": b'{"a": ["\\ud83d"]}',
    "P-054": b'{"a": [[[1]]]}',
    "P-055": b'{"a": -Infinity}',
    "D-002": b'{"a": "\xe9"}',
    "P-007": b'{"a": "' + b"x" * 60 + b'"}',
}


@BOTH
@pytest.mark.parametrize("chunk_bytes", [1, 7, 2**21])
@pytest.mark.parametrize("code", FAULTS)
def test_a_record_that_is_refused_is_kept_as_it_stands_and_the_others_are_read(form, written, code, chunk_bytes):
    bad = FAULTS[code]
    form = Json(form.kind, max_depth=3, max_record_bytes=50)
    data = written('{"a": 1}', "BAD", '{"a": 2}').replace(b"BAD", bad)
    found = read(data, form, chunk_bytes=chunk_bytes)
    assert found.rows == {1: ("1",), 3: ("2",)}
    (refused,) = found.refused
    assert (refused.record, refused.code) == (2, code)
    assert (refused.raw, refused.length) == (bad[:50], len(bad))
    assert data[refused.offset :].startswith(bad)


@pytest.mark.parametrize(
    "bad", ["x", '{"a": 01}', '{"a": 1', '{"a" 1}', '{"a": 1}}', '{"a": "\t"}', '{"a": 1,}', "[" * 5000]
)
def test_a_line_that_is_no_json_is_refused_alone(bad):
    found = read(lines('{"a": 1}', bad, '{"a": 2}'), LINES)
    assert (found.rows, found.codes) == ({1: ("1",), 3: ("2",)}, {2: "P-054" if len(bad) > 100 else "P-051"})
    assert found.refused[0].raw == bad.encode()


def test_lines_are_never_read_together():
    found = read(lines('{"a": 1},{"a":', "2}", '{"a":', "[", '"b"]}', '{"a": 3}'), LINES)
    assert (found.rows, found.records) == ({6: ("3",)}, 6)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'[{"a": 1},\n {"a": 01}]', (2, 8)),
        (b'[{"a": 1},\n {"a": 1}', (2, 10)),
        (b'[{"a": 1},\n]', (2, 1)),
        (b'[{"a": 1}\n {"a": 1}]', (2, 2)),
        (b'[{"a": 1}]\n]', (2, 1)),
        ('[{"é": tru}]'.encode(), (1, 8)),
        (b"[,]", (1, 2)),
        (b"[", (1, 2)),
        (b"hello", (1, 1)),
        (b"\xef\xbb\xbf \n", (2, 1)),
    ],
)
def test_a_document_that_is_no_json_is_refused_whole_with_line_and_column(data, place):
    for chunk_bytes in (1, 2**21):
        with pytest.raises(JsonBroken) as caught:
            read(data, chunk_bytes=chunk_bytes)
        assert (caught.value.line, caught.value.column) == place


DOCUMENT = b"""{"meta": {"data": [1, "]"]}, "data": {"total": 2, "items.v1": [{"a": 1}, {"a": 2}], "next": {"x": []}}, "z": 0}"""


def test_records_are_read_under_their_path():
    found = read(DOCUMENT, Json(records=("data", "items.v1")))
    assert found.rows == {1: ("1",), 2: ("2",)}
    assert found.chunks[0].offset == DOCUMENT.index(b'{"a": 1}')


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ((), "records: data.items"),
        (("data",), '["data", "items.v1"]'),
        (("data", "items"), "'total', 'items.v1', 'next'"),
        (("data", "total"), "leads to no array"),
        (("data", "items.v1", "a"), "leads to no object"),
        (("meta", "data", "x"), "leads to no object"),
    ],
)
def test_a_path_that_leads_elsewhere_is_told_with_what_is_there(path, said):
    with pytest.raises(RecordsNotFound) as caught:
        read(DOCUMENT, Json(records=path))
    error = caught.value
    assert said in " ".join((error.what, error.why or "", *error.mend))


@pytest.mark.parametrize("rest", [b', "data": 1}', b' "x"}', b"}}", b", }", b""])
def test_what_follows_the_records_is_looked_at_too(rest):
    with pytest.raises(FileRefused):
        read(b'{"data": [{"a": 1}]' + rest, Json(records=("data",)))


def test_lines_given_as_a_document_are_told_as_such():
    with pytest.raises(RecordsNotFound) as caught:
        read(lines('{"a": 1}', '{"a": 2}'))
    assert "ndjson" in caught.value.mend[0]


def test_blank_lines_are_counted_and_the_file_may_end_without_a_line_end():
    found = read(b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"a":\r2}', LINES)
    assert (found.rows, found.skips) == ({1: ("1",), 2: ("2",)}, Skips(blank=2))


@BOTH
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_other_encodings_are_read_where_they_are_declared(form, written, encoding):
    text = written('{"é": "à"}', '["é"]', '{"é": "ü"}').decode()
    data = text.encode(encoding)
    found = read(data, Json(form.kind, encoding=encoding), chunk_bytes=3)
    assert (found.header, found.rows) == (("é",), {1: ("à",), 3: ("ü",)})
    (refused,) = found.refused
    assert data[refused.offset :].startswith(refused.raw)
    assert refused.raw.decode({"utf-16": "utf-16-le"}.get(encoding, encoding)) == '["é"]'


@pytest.mark.parametrize(
    ("data", "error"), [(b"", EmptyFile), (b"\xff\xfe[\0]\0", WrongByteOrderMark), (b"[]", NoRecords)]
)
def test_files_without_text_or_records_are_refused(data, error):
    with pytest.raises(error):
        read(data)
    if error is NoRecords:
        for form, blank in ((Json(columns=("a",)), b" [ ] "), (Json("ndjson", columns=("a",)), b"\n")):
            assert (read(blank, form).header, read(blank, form).records) == (("a",), 0)
        with pytest.raises(NoRecords):
            read(b"[{}, {}]")


def test_a_file_whose_records_are_all_refused_is_read_all_the_same():
    found = read(b"[1, 2]")
    assert (found.header, found.codes) == ((), {1: "P-050", 2: "P-050"})


def test_keys_that_would_share_a_column_are_refused():
    with pytest.raises(HeaderClash):
        read(b'[{"Name": 1}, {"name": 2}]')


def test_names_that_are_values_are_refused():
    with pytest.raises(TooManyKeys):
        read(lines(*(f'{{"k{n}": 1}}' for n in range(10_001))), LINES)


@pytest.mark.parametrize(
    "form", [Json("ndjson", ("a",)), Json(max_depth=501), Json(max_depth=0), Json(max_record_bytes=0)]
)
def test_settings_that_contradict_each_other_are_refused(form):
    with pytest.raises(UnusableDialect):
        read(b"[]", form)


def test_a_record_with_few_of_many_columns_costs_no_memory_for_all():
    wide = [f'{{"k{n}": {n}}}' for n in range(2_000)]
    found = read(lines(*wide), LINES)
    assert (len(found.header), len(found.rows)) == (2_000, 2_000)
    assert found.rows[2_000][1_999] == "1999"


@BOTH
def test_a_record_beyond_the_limit_is_not_held(form, written, monkeypatch):
    longest = 0

    def fill(feed, size):
        nonlocal longest
        original(feed, size)
        longest = max(longest, len(feed.data))

    original = Feed.fill
    monkeypatch.setattr(Feed, "fill", fill)
    big = '{"a": ["' + "é\\n" * 1_000_000 + '", {"b": ' + "[" * 400 + "]" * 400 + "}]}"
    found = read(written('{"a": 1}', big, '{"a": 2}'), Json(form.kind, max_record_bytes=1000), chunk_bytes=5_000)
    assert (found.rows, found.codes) == ({1: ("1",), 3: ("2",)}, {2: "P-007"})
    assert found.refused[0].length == len(big.encode())
    assert longest < 200_000


STREAM = """
import resource, sys
from pathlib import Path
from ledger.definitions import Json
from projections.readers.json import read_json
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def rows(path):
    reading = read_json(Path(path).open("rb"), Json(sys.argv[3]), small=0)
    return sum(chunk.table.num_rows for chunk in reading.chunks())
rows(sys.argv[2])
before = used()
print(rows(sys.argv[1]), used() - before)
"""


@BOTH
def test_memory_does_not_grow_with_the_file(tmp_path, form, written):
    record = '{"code": "%05d", "rate": 1.50, "name": "a name that goes on", "list": [1, 2, 3]}'
    (tmp_path / "large").write_bytes(written(*(record % n for n in range(100_000))))
    (tmp_path / "small").write_bytes(written(*(record % n for n in range(30_000))))
    command = [sys.executable, "-c", STREAM, str(tmp_path / "large"), str(tmp_path / "small"), form.kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 100_000
    assert megabytes < 12
    assert (tmp_path / "large").stat().st_size > 7_000_000


def test_a_file_that_is_refused_is_closed(tmp_path):
    (tmp_path / "a.json").write_bytes(b"{")
    with pytest.raises(JsonBroken):
        open_json(tmp_path / "a.json", Json())
