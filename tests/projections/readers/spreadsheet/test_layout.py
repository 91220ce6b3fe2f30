"""Where in a sheet the table is: preamble, header, merged cells, columns, blank rows, footer."""

from __future__ import annotations

import json

import pytest

from ledger.events.parts import Skips
from projections.readers.refusals import HeaderClash, HeaderMismatch
from projections.readers.spreadsheet import NoSheet, SheetTooShort, sheets_of
from tests.projections.readers.spreadsheet.books import by_openpyxl, by_xlwt, ods, ods_row
from tests.projections.readers.spreadsheet.conftest import SHEET

TITLE = ["Employment by region", None, None]
HEAD = ["Code", "Men", "Women"]


def test_preamble_blank_rows_and_footer_are_counted(read):
    rows = [
        TITLE, ["Source: Bureau"], [], HEAD, ["a", 1, 2], [], ["b", 3, 4], ["c", 5, 6], [], ["Notes"], ["1 estimated"], [],
    ]  # fmt: skip
    for found in (
        read(by_openpyxl(rows), skip_rows=2, skip_footer=2),
        read(by_xlwt(rows), kind="xls", skip_rows=2, skip_footer=2),
    ):
        assert found.header == ("Code", "Men", "Women")
        assert found.rows == {1: ("a", "1", "2"), 2: ("b", "3", "4"), 3: ("c", "5", "6")}
        assert found.skips == Skips(preamble=2, blank=3, footer=2)


def test_a_chunk_says_the_row_of_its_first_record(read):
    found = read(by_openpyxl([HEAD, ["a", 1, 2], [], ["b", 3, 4]]), skip_rows=0)
    assert [chunk.offset for chunk in found.chunks] in ([2], [2, 4])


def test_empty_texts_at_the_end_are_blank_rows(read):
    row = '<table:table-cell office:value-type="string"><text:p/></table:table-cell>'
    found = read(ods(ods_row(*HEAD) + ods_row("a", 1, row) + ods_row(row, row, row)), kind="ods")
    assert found.rows == {1: ("a", "1", "")}
    assert found.skips.blank == 1


def test_a_header_of_several_rows_is_joined_and_merged_cells_count_for_each_column(read):
    rows = [["Code", 2024, None, 2025, None], [None, "Men", "Women", "Men", "Women"], ["a", 1, 2, 3, 4]]

    def merge(book):
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            book.active.merge_cells(cells)

    def merge_xls(book):
        sheet = book.get_sheet(0)
        sheet.merge(0, 1, 0, 0)
        sheet.merge(0, 0, 1, 2)
        sheet.merge(0, 0, 3, 4)

    def spanned(text, rows=1, columns=1):
        return (
            f'<table:table-cell table:number-rows-spanned="{rows}" table:number-columns-spanned="{columns}" '
            f'office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        )

    covered = "<table:covered-table-cell/>"
    head = ods_row(spanned("Code", rows=2), spanned("2024", columns=2), covered, spanned("2025", columns=2), covered)
    wanted = ("Code", "2024 Men", "2024 Women", "2025 Men", "2025 Women")
    assert read(by_openpyxl(rows, prepare=merge), header_rows=2).header == wanted
    assert read(by_xlwt(rows, prepare=merge_xls), kind="xls", header_rows=2).header == wanted
    assert (
        read(ods(head + ods_row(covered, *rows[1][1:]) + ods_row(*rows[2])), kind="ods", header_rows=2).header == wanted
    )


def test_a_merged_cell_over_a_single_header_row_names_two_columns_alike(read):
    with pytest.raises(HeaderClash):
        read(by_openpyxl([["Name", None], ["a", "b"]], prepare=lambda book: book.active.merge_cells("A1:B1")))


def test_an_empty_header_cell_gets_its_number(read):
    found = read(by_openpyxl([["Code", None, "Women"], ["a", 1, 2]]))
    assert found.header == ("Code", "", "Women")
    assert found.chunks[0].table.column_names == ["code", "column_2", "women"]


def test_two_headers_of_one_name_are_refused(read):
    with pytest.raises(HeaderClash):
        read(by_openpyxl([["Code", "code"]]))


def test_a_row_beyond_the_header_is_refused_with_its_cells(read):
    found = read(by_openpyxl([HEAD, ["a", 1, 2, 3.5, None, True], ["b", 1, 2], ["c", 1, 2, None]]))
    assert found.rows == {2: ("b", "1", "2"), 3: ("c", "1", "2")}
    (record,) = found.refused
    assert (record.record, record.code, record.offset) == (1, "P-003", 2)
    assert json.loads(record.raw) == ["a", "1", "2", "3.5", None, "true"]
    assert record.reason == "a cell outside of the columns A to C, which the header has"
    assert record.length == len(record.raw)


def test_the_columns_begin_where_the_header_or_the_first_record_does(read):
    found = read(by_openpyxl([["A title"], [None, "Code", "Men"], [None, "a", 1]]), skip_rows=1)
    assert (found.header, found.values) == (("Code", "Men"), [("a", "1")])
    found = read(by_openpyxl([[None, "Men"], ["a", 1], [None, 2]]))
    assert (found.header, found.values) == (("", "Men"), [("a", "1"), (None, "2")])
    found = read(by_openpyxl([[None, "Code", "Men"], [None, "a", 1], ["note", "b", 2]]))
    assert [json.loads(record.raw) for record in found.refused] == [["note", "b", "2"]]


def test_declared_columns_leave_out_a_table_beside(read):
    rows = [
        ["x", "Code", "Men", None, "Other"],
        [1, "a", 1, None, "p"],
        [2, None, None, None, "q"],
        [3, "b", 2, None, "r"],
    ]
    found = read(by_openpyxl(rows), first_column="B", last_column="C")
    assert (found.header, found.values) == (("Code", "Men"), [("a", "1"), ("b", "2")])
    assert (found.skips.blank, found.refused) == (1, ())
    found = read(by_openpyxl(rows), first_column="D", last_column="F")
    assert (found.header, found.values) == (
        ("", "Other", ""),
        [(None, "p", None), (None, "q", None), (None, "r", None)],
    )
    with pytest.raises(SheetTooShort):
        read(by_openpyxl(rows), first_column="J", last_column="K")


def test_a_sheet_without_a_header_takes_the_declared_columns(read):
    found = read(by_openpyxl([[None, "a", 1], [None, "b", 2, 3]]), header_rows=0, columns=("Code", "Men"))
    assert (found.header, found.values) == (("Code", "Men"), [("a", "1")])
    assert [record.record for record in found.refused] == [2]


def test_the_declared_header_is_compared(read):
    data = by_openpyxl([HEAD, ["a", 1, 2]])
    assert read(data, columns=tuple(HEAD)).records == 1
    with pytest.raises(HeaderMismatch):
        read(data, columns=("Code", "Women", "Men"))


@pytest.mark.parametrize(
    ("rows", "settings"),
    [
        ([], {}),
        ([[]], {}),
        ([HEAD], {"skip_rows": 1}),
        ([HEAD], {"skip_rows": 2}),
        ([HEAD], {"header_rows": 2}),
        ([HEAD, ["a"]], {"skip_footer": 2}),
    ],
)
def test_a_sheet_that_is_too_short_is_refused(read, rows, settings):
    with pytest.raises(SheetTooShort):
        read(by_openpyxl(rows), **settings)


def test_a_header_only_is_a_sheet_without_records(read):
    found = read(by_openpyxl([HEAD]))
    assert (found.header, found.records, found.chunks) == (tuple(HEAD), 0, ())


def several(book):
    for name in ("Table 1", "Table 2", "Hidden table", "Notes"):
        book.create_sheet(name).append([name])
    book["Hidden table"].sheet_state = "hidden"
    book.create_chartsheet("Table chart")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("#1", ["Data"]),
        ("#2", ["Table 1"]),
        ("#4", ["Notes"]),
        ("Table 2", ["Table 2"]),
        ("Table *", ["Table 1", "Table 2"]),
        ("*", ["Data", "Table 1", "Table 2", "Notes"]),
        ("Hidden table", ["Hidden table"]),
    ],
)
def test_sheets_are_chosen_by_name_pattern_and_number(tmp_path, wanted, names):
    (tmp_path / "book").write_bytes(by_openpyxl([HEAD], prepare=several))
    found = sheets_of(tmp_path / "book", type(SHEET)(sheet=wanted))
    assert [sheet.name for sheet in found] == names
    assert all("hidden" in sheet.note for sheet in found)


@pytest.mark.parametrize("wanted", ["#5", "#0", "table 1", "Hidden*", "Table chart", "Tab[l]e 1", "Table ?"])
def test_a_sheet_that_is_not_there_is_told_with_those_that_are(tmp_path, wanted):
    (tmp_path / "book").write_bytes(by_openpyxl([HEAD], prepare=several))
    with pytest.raises(NoSheet) as caught:
        sheets_of(tmp_path / "book", type(SHEET)(sheet=wanted))
    assert "'Table 1'" in caught.value.why
    assert "hidden: 'Hidden table'" in caught.value.why
    assert "Table" not in caught.value.what


def test_one_of_several_sheets_is_read_by_its_name(read):
    data = by_openpyxl([HEAD], prepare=several)
    assert read(data, "Table 2", sheet="Table *").header == ("Table 2",)
    assert read(data, "Hidden table", sheet="Hidden table").header == ("Hidden table",)
    with pytest.raises(NoSheet):
        read(data, sheet="Table *")


def test_hidden_sheets_of_xls_and_ods_are_known(tmp_path):
    def prepare(book):
        hidden = book.add_sheet("Secret")
        hidden.write(0, 0, "x")
        hidden.visibility = 1

    (tmp_path / "book").write_bytes(by_xlwt([HEAD], prepare=prepare))
    assert "'Secret'" in sheets_of(tmp_path / "book", type(SHEET)("xls", "*"))[0].note
    more = f'<table:table table:name="Secret" table:style-name="gone">{ods_row("x")}</table:table>'
    (tmp_path / "book").write_bytes(ods(ods_row(*HEAD), more=more))
    assert "'Secret'" in sheets_of(tmp_path / "book", type(SHEET)("ods", "*"))[0].note


def test_repetitions_of_ods_are_written_out(read):
    twice = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
    far = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = (
        ods_row("a", "b", "c")
        + ods_row(1, twice, far, attributes='table:number-rows-repeated="3"')
        + ods_row(None, attributes='table:number-rows-repeated="2"')
        + ods_row(2, twice)
        + ods_row(None, far, attributes='table:number-rows-repeated="1048000"')
    )
    found = read(ods(rows), kind="ods")
    assert found.values == [("1", "7", "7")] * 3 + [("2", "7", "7")]
    assert found.skips == Skips(blank=2)
