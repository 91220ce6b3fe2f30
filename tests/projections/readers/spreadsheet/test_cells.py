"""The text of every cell that a workbook can hold, as its bytes say it."""

from __future__ import annotations

import datetime as dt

import pytest

from projections.readers.spreadsheet.cells import EMPTY, cell_text, column_texts
from tests.projections.readers.spreadsheet.books import by_openpyxl, by_xlwt, cells, ods, ods_row, xlsx

HEAD = '<c r="A1" t="inlineStr"><is><t>v</t></is></c>'


def in_xlsx(cell: str) -> bytes:
    return xlsx(cells(HEAD, f'<c r="A2" {cell}', '<c r="A3"><v>0</v></c>'), "<si><t>text</t></si><si><t/></si>")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("><v>1</v></c>", "1"),
        ("><v>1.0</v></c>", "1"),
        ("><v>0.10000000000000001</v></c>", "0.1"),
        ("><v>1E-7</v></c>", "0.0000001"),
        ("><v>1E21</v></c>", "1000000000000000000000"),
        ("><v>1E300</v></c>", "1e+300"),
        ("><v>12345678901</v></c>", "12345678901"),
        ("><v>-0.5</v></c>", "-0.5"),
        ('t="b"><v>1</v></c>', "true"),
        ('t="b"><v>0</v></c>', "false"),
        ('t="s"><v>0</v></c>', "text"),
        ('t="s"><v>1</v></c>', ""),
        ('t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab"),
        ('t="str"><f>""</f><v></v></c>', ""),
        ('t="str"><f>""</f><v/></c>', ""),
        ("><f>1+1</f><v>2</v></c>", "2"),
        ("><f>1+1</f></c>", None),
        ('t="e"><v>#N/A</v></c>', "#N/A"),
        ('t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('s="0" t="e"><v>#REF!</v></c>', "#REF!"),
        ('t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('t="inlineStr"><is><t>1e3</t></is></c>', "1e3"),
        ('t="inlineStr"><is><t xml:space="preserve"> a&amp;\n b </t></is></c>', " a&\n b "),
        ('t="inlineStr"><is><r><t>a</t></r><r><t></t></r></is></c>', "a"),
        ('t="inlineStr"><is><t></t></is></c>', ""),
        ('t="inlineStr"><is><t/></is></c>', ""),
        ('t="inlineStr"/>', ""),
        ('s="1"/>', None),
        ('s="1"><v>45351</v></c>', "2024-02-29"),
        ('s="2"><v>45351.5515625</v></c>', "2024-02-29T13:14:15"),
        ('s="2"><v>45351</v></c>', "2024-02-29"),
        ('s="2"><v>0.25</v></c>', "06:00:00"),
        ('s="3"><v>1.25</v></c>', "PT30H"),
        ('t="d"><v>2024-02-29T13:14:15</v></c>', "2024-02-29T13:14:15"),
    ],
)
def test_the_text_of_a_cell_in_xlsx(read, cell, text):
    found = read(in_xlsx(cell))
    if not text:
        assert (found.values, found.skips.blank) == ([("0",)], 1)
    else:
        assert found.values == [(text,), ("0",)]


@pytest.mark.parametrize("cell", ['t="s"><v>1</v></c>', 't="str"><f>""</f><v></v></c>', 't="inlineStr"/>'])
def test_an_empty_text_beside_a_value_is_no_missing_one(read, cell):
    rows = cells(
        f'{HEAD}<c r="B1" t="str"><v>w</v></c>', f'<c r="A2" {cell}<c r="B2"><v>1</v></c>', '<c r="B3"><v>2</v></c>'
    )
    found = read(xlsx(rows, "<si><t>text</t></si><si><t/></si>"))
    assert found.values == [("", "1"), (None, "2")]


def test_what_openpyxl_writes(read):
    values = [
        (1, "1"), (0.1, "0.1"), ("007", "007"), ("=x", None), (True, "true"), ("#N/A", "#N/A"), ("a\nb", "a\nb"),
        (dt.date(2024, 2, 29), "2024-02-29"), (dt.datetime(2024, 2, 29, 1, 2, 3), "2024-02-29T01:02:03"),
        (dt.time(7, 8, 9), "07:08:09"), (dt.timedelta(hours=30, minutes=5), "PT30H5M"),
        (dt.datetime(2024, 2, 29, 1, 2, 3, 456_000), "2024-02-29T01:02:03.456"), (10**15, "1000000000000000"),
    ]  # fmt: skip
    found = read(by_openpyxl([["n", "v"], *([n, value] for n, (value, _) in enumerate(values))]))
    assert [row[1] for row in found.values] == [text for _, text in values]


def test_what_xlwt_writes(read):
    def prepare(book):
        sheet = book.get_sheet(0)
        for row, code in enumerate(("#N/A!", "#DIV/0!", "#REF!"), start=8):
            sheet.write(row, 0, row)
            sheet.row(row).set_cell_error(1, code)

    rows = [["n", "v"], [1, 1], [2, 1.5], [3, "007"], [4, True], [5, None], [6, 1e21], [7, "é😀" * 5_000]]
    found = read(by_xlwt(rows, prepare=prepare), kind="xls")
    wanted = ["1", "1.5", "007", "true", None, "1000000000000000000000", "é😀" * 5_000, "#N/A", "#DIV/0!", "#REF!"]
    assert [row[1] for row in found.values] == wanted


def typed(kind: str, value: str, text: str = "") -> str:
    attribute = {"percentage": "value", "currency": "value", "float": "value"}.get(kind, f"{kind}-value")
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"><text:p>{text}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (typed("float", "1.0", "1,00"), "1"),
        (typed("float", "0.10000000000000001"), "0.1"),
        (typed("percentage", "0.125", "13 %"), "0.125"),
        (typed("currency", "12.5", "12,50 $"), "12.5"),
        (typed("date", "2024-02-29"), "2024-02-29"),
        (typed("date", "2024-02-29T13:14:15"), "2024-02-29T13:14:15"),
        (typed("time", "PT07H08M09S"), "PT07H08M09S"),
        (typed("boolean", "true", "WAHR"), "true"),
        ("007", "007"),
        (typed("string", "kept", "shown"), "kept"),
        (
            (
                '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
                "<text:p>#DIV/0!</text:p></table:table-cell>"
            ),
            "#DIV/0!",
        ),
        (
            (
                '<table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/>'
                "<text:span>c</text:span><text:line-break/>d</text:p><text:p>e</text:p>"
                "<office:annotation><text:p>a comment</text:p></office:annotation></table:table-cell>"
            ),
            "a  b\tc\nd\ne",
        ),
        ('<table:table-cell office:value-type="string"><text:p>  a \n  b </text:p></table:table-cell>', "a b"),
        ('<table:table-cell office:value-type="string"><text:p/></table:table-cell>', ""),
        ("<table:table-cell><text:p>untyped</text:p></table:table-cell>", "untyped"),
        ('<table:table-cell table:style-name="x"/>', None),
    ],
)
def test_the_text_of_a_cell_in_ods(read, cell, text):
    found = read(ods(ods_row("n", "v") + ods_row(1, cell)), kind="ods")
    assert found.values == [("1", text)]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (["", "a", EMPTY], [None, "a", ""]),
        ([1.0, "", 2.5], ["1", None, "2.5"]),
        ([1.0, "x", True], ["1", "x", "true"]),
        ([dt.date(2024, 1, 1), ""], ["2024-01-01", None]),
        ([dt.date(2024, 1, 1), "x"], ["2024-01-01", "x"]),
        ([True, False, ""], ["true", "false", None]),
        ([1, 2**40], ["1", "1099511627776"]),
        (
            [dt.datetime(2024, 1, 1, 1, 2, 3, 4), dt.time(1, 2, 3, 4_000)],
            ["2024-01-01T01:02:03.000004", "01:02:03.004"],
        ),
        ([dt.timedelta(), -dt.timedelta(seconds=1.5)], ["PT0S", "-PT1.5S"]),
    ],
)
def test_a_column_is_written_as_its_cells_are(column, texts):
    assert column_texts(column).to_pylist() == texts == [cell_text(cell) for cell in column]
