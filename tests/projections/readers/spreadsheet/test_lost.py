"""What calamine does not tell: the quick way finds what the exact one does, in however the sheet is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.readers.spreadsheet.grid import Lost, check_extent, column_letters, column_number
from projections.readers.spreadsheet.refusals import WorkbookBroken, WorkbookTooLarge
from projections.readers.spreadsheet.xlsx import exact, lost
from projections.readers.spreadsheet.xlsx.pieces import Irregular, pieces
from projections.readers.spreadsheet.xlsx.strings import empty_strings
from tests.projections.readers.spreadsheet.books import cells, sheet_xml, xlsx

EMPTIES = frozenset({1, 30})
BODIES = [
    ("", "<v>1</v>"), (' t="n"', "<v>-1.5E7</v>"), (' t="b"', "<v>1</v>"), (' s="3"', ""), (' t="s"', "<v>0</v>"),
    (' t="s"', "<v>1</v>"), ("", "<v>1</v>"), (' t="s"', "<v>30</v>"), (' s="1" t="e"', "<f>1/0</f><v>#DIV/0!</v>"),
    (' t="e"', "<v>a &amp; b</v>"), (' t="str"', '<f>"e"</f><v> t="e"</v>'), (' t="str"', "<f>x</f><v></v>"),
    (' t="str"', "<f/><v/>"), (' t="str"', "<f>x</f>"), (' t="inlineStr"', "<is><t>x</t></is>"),
    (' t="inlineStr"', "<is><t></t></is>"), (' t="inlineStr"', '<is><t xml:space="preserve"> </t></is>'),
    (' t="inlineStr"', "<is><t/></is>"), (' t="inlineStr"', "<is><r><t>a</t></r><r><t/></r></is>"), (' t="inlineStr"', ""),
]  # fmt: skip


@st.composite
def sheets(draw) -> str:
    rows = ""
    number = 0
    for row in draw(st.lists(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(BODIES)), max_size=8), max_size=8)):
        number += draw(st.integers(1, 3))
        column, written = -1, ""
        for step, (attributes, body) in row:
            column += step
            start = f'<c r="{column_letters(column)}{number}"{attributes}'
            written += f"{start}>{body}</c>" if body else f"{start}/>"
        rows += f'<row r="{number}">{written}</row>'
    return sheet_xml(rows, "<mergeCells><mergeCell/></mergeCells><conditionalFormatting/>")


def cut(data: bytes, size: int):
    return lambda: (data[at : at + size] for at in range(0, len(data), size))


@given(sheets(), st.integers(1, 500))
def test_the_quick_way_finds_what_the_exact_one_does(xml, size):
    data = xml.encode()
    found = lost.find_lost(cut(data, size), EMPTIES)
    assert found == exact.find_lost([data], EMPTIES).lost
    for step in cut(data, size), cut(data, len(data)):
        wide = any(lost.check_plain(piece) for piece in pieces(step()))
        assert wide == any(
            b'r="' + column_letters(c).encode() + b"%d" % r in data for c in range(48, 330) for r in range(1, 25)
        )


PLAIN = cells('<c r="A1" t="e"><v>#N/A</v></c><c r="B1"><v>1</v></c>', '<c r="A2"><v>2</v></c>')


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml(PLAIN).replace('"', "'"),
        sheet_xml(PLAIN)
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x="),
        sheet_xml(PLAIN).replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="A2"', "").replace(' r="1"', ""),
        sheet_xml(PLAIN).replace("<c ", "<c  "),
        sheet_xml(PLAIN).replace('<c r="A1" t="e">', '<c t="e" r="A1">'),
        sheet_xml(PLAIN).replace("<row", "<!-- <c r='C9' t='e'> --><row"),
        sheet_xml(PLAIN).replace("<sheetData>", "<!-- <sheetData> --><sheetData>"),
        sheet_xml(PLAIN).encode("utf-16"),
    ],
)
def test_a_sheet_in_another_spelling_is_read_exactly(xml):
    data = xml if isinstance(xml, bytes) else xml.encode()
    assert lost.find_lost(cut(data, 64), frozenset()) == Lost({0: {0: "#N/A"}}, {})
    plain = sheet_xml(PLAIN).encode()
    assert lost.find_lost(cut(plain, 64), frozenset()) == Lost({0: {0: "#N/A"}}, {})


def test_plain_sheets_go_the_quick_way():
    assert b"".join(pieces(cut(sheet_xml(PLAIN).encode(), 7)())).endswith(b"</row>")
    assert list(pieces([sheet_xml("").encode()])) == [b">"]
    assert list(pieces([b"<worksheet><sheetData/></worksheet>"])) == [b""]
    for broken in (b"", b"<worksheet>", b"<worksheet><sheetData><row>"):
        with pytest.raises(Irregular):
            list(pieces([broken]))
        with pytest.raises(WorkbookBroken):
            lost.find_lost(lambda data=broken: iter([data]), frozenset())


@pytest.mark.parametrize(
    ("xml", "places"),
    [
        ("<si><t>a</t></si>", set()),
        ("<si><t>a</t></si><si><t/></si><si><t></t></si><si/>", {1, 2, 3}),
        ("<si><r><t>a</t></r><r><t></t></r></si><si><r><t/></r></si>", {1}),
        ('<si><t xml:space="preserve"></t></si><si><t> </t></si>', {0}),
    ],
)
def test_empty_shared_strings_are_found(xml, places):
    data = f"<sst>{xml}</sst>".encode()
    assert empty_strings(cut(data, 5)) == places


@pytest.mark.parametrize(
    "rows",
    [
        cells('<c r="A1"><v>1</v></c>') + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c><c r="XFD1048576" t="e"><v>#N/A</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<x:row><x:c r="A1"><v>1</v></x:c><x:c r="XFD1048576"><v>1</v></x:c></x:row>',
        '<row><c r="A1"><v>1</v></c><c\n r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_cells_that_lie_too_far_apart_are_refused(read, rows):
    with pytest.raises((WorkbookTooLarge, WorkbookBroken)):
        read(xlsx(rows))


def test_a_style_without_a_value_far_away_is_no_cell(read):
    found = read(
        xlsx(
            cells('<c r="A1" t="str"><v>a</v></c>', '<c r="A2"><v>1</v></c>')
            + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
        )
    )
    assert found.values == [("1",)]


def test_a_wide_sheet_is_read(read):
    names = [f"c{n}" for n in range(300)]
    head = "".join(f'<c r="{column_letters(n)}1" t="str"><v>{name}</v></c>' for n, name in enumerate(names))
    row = "".join(f'<c r="{column_letters(n)}2"><v>{n}</v></c>' for n in range(300))
    found = read(xlsx(cells(head, row + f'<c r="{column_letters(300)}2" t="e"><v>#N/A</v></c>')))
    assert found.header == tuple(names)
    assert found.refused[0].raw.endswith(b',"299","#N/A"]')


@given(st.integers(0, 20_000))
def test_letters_and_numbers_of_columns_are_one_to_one(number):
    assert column_number(column_letters(number)) == number
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_dense_sheets_are_never_too_large():
    check_extent(1_048_576, 48, 0)
    check_extent(1_048_576, 400, 1_048_576 * 300)
    with pytest.raises(WorkbookTooLarge):
        check_extent(1_048_576, 49, 100)
