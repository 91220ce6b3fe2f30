"""From a delivered file to its parts, and from a part to its records."""

from __future__ import annotations

import gzip

import pytest

from ledger.definitions import Csv, Packing, ParquetFile, Source, Spreadsheet
from projections.readers.opening import opened, parts_of
from projections.readers.packing import NoMember, PackingBroken
from projections.readers.parts import WHOLE, Part
from projections.readers.refusals import FileRefused
from projections.readers.spreadsheet import NoSheet, WrongKind
from tests.projections.readers.packing.conftest import zipped
from tests.projections.readers.spreadsheet.books import by_openpyxl


def book(*names: str) -> bytes:
    def prepare(workbook):
        for name in names[1:]:
            workbook.create_sheet(name).append([name])

    return by_openpyxl([[names[0]], [1]], names[0], prepare=prepare)


@pytest.fixture
def deliver(tmp_path):
    """Give the parts of a file with a source, and what each of them holds: its header, or its refusal."""
    work = tmp_path / "work"
    work.mkdir()

    def run(data: bytes, form, packing=None):
        raw = tmp_path / "raw"
        raw.write_bytes(data)
        source = Source("s", (), form, packing)
        found = {}
        for part in parts_of(raw, source, work):
            try:
                with opened(raw, source, part, work) as reading:
                    found[part] = reading.header, sum(chunk.table.num_rows for chunk in reading.chunks())
            except FileRefused as error:
                found[part] = type(error)
            assert not list(work.iterdir())
        assert not list(work.iterdir())
        return found

    return run


def test_a_plain_file_is_one_whole_part(deliver):
    assert deliver(b"a,b\n1,2\n", Csv()) == {WHOLE: (("a", "b"), 1)}


def test_a_packed_file_is_one_part(deliver):
    assert deliver(gzip.compress(b"a,b\n1,2\n"), Csv(), Packing("gzip")) == {WHOLE: (("a", "b"), 1)}


def test_each_member_is_a_part_and_one_that_cannot_be_read_keeps_no_other_back(deliver):
    data = zipped({"b.csv": b"x\n1\n2\n", "a/a.csv": b"", "c.txt": b""})
    found = deliver(data, Csv(), Packing("zip", ("*.csv",)))
    assert list(found) == [Part("b.csv"), Part("a/a.csv")]
    assert found[Part("b.csv")] == (("x",), 2)
    assert issubclass(found[Part("a/a.csv")], FileRefused)


def test_each_sheet_is_a_part(deliver):
    found = deliver(book("A 1", "B", "A 2"), Spreadsheet(sheet="A *"))
    assert found == {Part(sheet="A 1"): (("A 1",), 1), Part(sheet="A 2"): (("A 2",), 0)}


def test_sheets_of_members_come_in_the_order_of_the_archive(deliver):
    data = zipped({"two.xlsx": book("X", "Y"), "no.xlsx": b"text", "one.xlsx": book("X")})
    found = deliver(data, Spreadsheet(sheet="*"), Packing("zip"))
    assert list(found) == [
        Part("two.xlsx", "X"),
        Part("two.xlsx", "Y"),
        Part("no.xlsx"),
        Part("one.xlsx", "X"),
    ]
    assert found[Part("no.xlsx")] is WrongKind


def test_a_file_with_no_part_that_is_asked_for_is_refused(deliver):
    with pytest.raises(NoMember):
        deliver(zipped({"a.txt": b""}), Csv(), Packing("zip", ("*.csv",)))
    with pytest.raises(NoSheet):
        deliver(book("A"), Spreadsheet(sheet="B*"))
    with pytest.raises(NoSheet):
        deliver(zipped({"a.xlsx": book("A")}), Spreadsheet(sheet="B"), Packing("zip"))
    with pytest.raises(PackingBroken):
        deliver(gzip.compress(book("A"))[:-20], Spreadsheet(), Packing("gzip"))


def test_a_part_names_member_and_sheet():
    assert Part("b.xlsx", "Data", "a note").name_in("a.zip") == "a.zip!b.xlsx#Data"
    assert Part("b.xlsx", "Data", "a note") == Part("b.xlsx", "Data")
    assert WHOLE.name_in("a.csv") == "a.csv"


def test_a_damaged_parquet_in_an_archive_is_refused_alone(deliver):
    found = deliver(zipped({"a.parquet": b"PAR1"}), ParquetFile(), Packing("zip"))
    assert issubclass(found[Part("a.parquet")], FileRefused)
