"""Workbooks, lines of fixed width, Parquet and packed files: what is proposed reads them whole, as the proof shows."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from jobforge_es.commands.proposing.answering import Answers
from jobforge_es.commands.proposing.propose_source import propose_source
from jobforge_es.definitions.sources import read_source
from ledger.definitions import FixedField, FixedWidth, ParquetFile, Spreadsheet
from projections.proposing.unrecognised import NotRecognised
from tests.projections.readers.spreadsheet.books import by_openpyxl, by_xlwt, ods, ods_row

DAY = dt.date(2026, 1, 2)
TABLE = [["Region", "Jobs", "Since"], ["North", 12, DAY], ["South", 3, DAY], ["East", 7, DAY]]
CSV = b"code,jobs\n007,12\n008,3\n"


def by_hand(rows) -> bytes:
    return ods("".join(ods_row(*row) for row in rows))


def proposed(folder, content: bytes, name="unknown", **given):
    path = folder / name
    path.write_bytes(content)
    found = propose_source(path, Answers(given))
    assert found.proof.balance.is_balanced
    assert found.proof.balance.quarantined == 0
    assert read_source(found.path, found.text.encode()) == found.source
    return found


def keys(found):
    return [question.key for question, _ in found.answered]


@pytest.mark.parametrize(("make", "kind"), [(by_openpyxl, "xlsx"), (by_xlwt, "xls"), (by_hand, "ods")])
def test_a_plain_sheet_needs_no_answer(tmp_path, make, kind):
    found = proposed(tmp_path, make([[str(c) if isinstance(c, dt.date) else c for c in row] for row in TABLE]))
    assert (found.source.form.kind, found.source.form.header_rows, found.source.form.skip_rows) == (kind, 1, 0)
    assert (found.proof.header, found.proof.rows[0]) == (("Region", "Jobs", "Since"), ("North", "12", "2026-01-02"))
    assert not found.answered


def test_preamble_merged_header_notes_and_total_are_told(tmp_path):
    rows = [
        ["Employment, 2026"],
        ["Published:", DAY],
        [],
        ["Region", "Jobs", None, "Since"],
        [None, "Men", "Women", None],
        ["North", 1, 2, DAY],
        ["South", 3, 4, DAY],
        ["East", 5, 6, DAY],
        ["Total", 9, 12, None],
        [],
        ["Source: invented"],
        ["Note: do not cite"],
    ]

    def merge(book):
        for cells in ("A1:D1", "A4:A5", "B4:C4", "D4:D5"):
            book.active.merge_cells(cells)

    found = proposed(tmp_path, by_openpyxl(rows, prepare=merge))
    form = found.source.form
    assert (form.skip_rows, form.header_rows, form.skip_footer) == (2, 2, 4)
    assert found.proof.header == ("Region", "Jobs Men", "Jobs Women", "Since")
    assert found.proof.balance.accepted == 3
    assert keys(found) == ["skip_footer"]
    kept = proposed(tmp_path, by_openpyxl(rows, prepare=merge), skip_footer="2")
    assert kept.proof.rows[-1] == ("Total", "9", "12", None)


def test_of_several_sheets_it_is_asked_and_hidden_ones_are_said(tmp_path):
    def prepare(book):
        for name, hidden in (("Other", False), ("Draft", True)):
            sheet = book.create_sheet(name)
            for row in TABLE[:3]:
                sheet.append(row)
            sheet.sheet_state = "hidden" if hidden else "visible"

    found = proposed(tmp_path, by_openpyxl(TABLE, prepare=prepare))
    question = found.answered[0][0]
    assert question.key == "sheet"
    assert [choice.value for choice in question.choices][1:] == ["Other", "Draft"]
    assert "hidden: Draft" in question.why
    drafted = proposed(tmp_path, by_openpyxl(TABLE, prepare=prepare), sheet="Draft")
    assert drafted.proof.balance.accepted == 2


def test_the_only_shown_sheet_is_taken_and_the_hidden_one_said(tmp_path):
    def hide(book):
        book.create_sheet("Draft").append(["never"])
        book["Draft"].sheet_state = "hidden"

    found = proposed(tmp_path, by_openpyxl(TABLE, prepare=hide))
    assert found.source.form == Spreadsheet(sheet="#1")
    assert any("hidden: Draft" in finding.why for finding in found.findings)


def test_names_that_clash_are_made_distinct(tmp_path):
    found = proposed(tmp_path, by_openpyxl([["Code", "Jobs", "jobs"], ["a", 1, 2], ["b", 3, 4]]))
    assert found.proof.header == ("Code", "Jobs", "jobs (3)")
    assert found.proof.rows == (("a", "1", "2"), ("b", "3", "4"))


def test_a_sheet_without_header_is_asked_and_read(tmp_path):
    found = proposed(tmp_path, by_openpyxl(TABLE[1:]))
    assert (keys(found), found.proof.balance.accepted) == (["header_rows"], 3)


@pytest.mark.parametrize("growth", ["Growth", "2026"])
def test_years_beside_texts_are_a_header_and_it_is_asked(tmp_path, growth):
    rows = [["Region", "2024", 2025, growth], ["North", 1, 2, 100], ["South", 3, 4, 33]]
    found = proposed(tmp_path, by_openpyxl(rows))
    assert (found.proof.header, keys(found)) == (("Region", "2024", "2025", growth), ["header_rows"])


def test_an_empty_workbook_is_no_table(tmp_path):
    with pytest.raises(NotRecognised, match="no sheet"):
        proposed(tmp_path, by_openpyxl([]))


FIXED = "code title     count\n" + "".join(
    f"{n:04} {t:<9} {n:>5}\n" for n, t in enumerate(("North", "Far East", "W", "S E"))
)


def test_columns_of_blanks_are_the_bounds_of_fields_and_it_is_asked(tmp_path):
    found = proposed(tmp_path, FIXED.encode())
    fields = (FixedField("code", 1, 5), FixedField("title", 6, 10), FixedField("count", 16, 5))
    assert found.source.form == FixedWidth(fields, skip_lines=1)
    assert keys(found) == ["fields"]
    assert found.proof.rows[1] == ("0001 ", "Far East  ", "    1")
    assert proposed(tmp_path, FIXED.encode(), fields="none").source.form.columns == ()


def test_parquet_asks_nothing(tmp_path):
    place = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2], "b": ["x", None]}), place)
    found = proposed(tmp_path, place.getvalue())
    assert (found.source.form, found.answered) == (ParquetFile(), ())
    assert found.proof.rows == (("1", "x"), ("2", None))


@pytest.mark.parametrize(("pack", "kind"), [(gzip.compress, "gzip"), (zstd.compress, "zstd")])
@pytest.mark.parametrize(
    "content", [CSV, b'[{"code": "007"}, {"code": "008"}]', b"<r><o code='007'/><o code='008'/></r>"]
)
def test_a_packed_file_is_looked_into(tmp_path, pack, kind, content):
    found = proposed(tmp_path, pack(content))
    assert found.source.packing.kind == kind
    assert found.proof.balance.accepted == 2


def archive(**members: bytes) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return place.getvalue()


def test_members_named_alike_are_one_table(tmp_path):
    found = proposed(tmp_path, archive(jobs_2024__csv=CSV, jobs_2025__csv=CSV))
    assert (found.source.packing.members, found.answered) == (("jobs_[0-9]*.csv",), ())
    assert found.proof.balance.accepted == 4


def test_of_several_kinds_of_members_it_is_asked(tmp_path):
    packed = archive(jobs__csv=CSV * 5, jobs_MetaData__csv=b"a;b\n1;2\n", book__xlsx=by_openpyxl(TABLE))
    found = proposed(tmp_path, packed, members="book.xlsx")
    assert (found.source.form, found.proof.balance.accepted) == (Spreadsheet(sheet="#1"), 3)
    assert set(keys(found)) == {"members"}


def test_a_pattern_never_takes_a_member_of_another_kind(tmp_path):
    packed = archive(jobs_2024__csv=CSV * 9, jobs_2024_MetaData__csv=b"a,b,c\n1,2,3\n")
    found = proposed(tmp_path, packed)
    assert found.source.packing.members == ("jobs_2024.csv",)


def test_what_is_packed_twice_is_told(tmp_path):
    with pytest.raises(NotRecognised, match="packed again"):
        proposed(tmp_path, gzip.compress(gzip.compress(CSV)))
