"""Writes a workbook of texts (ECMA-376); the same sheets give the same bytes, and no text is ever a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

import attrs

from projections.readers.spreadsheet.grid import column_letters

LONGEST_CELL: Final = 32_767
"""Characters that a spreadsheet program takes in a cell."""
LONGEST_CHOICE: Final = 255
"""Characters of a list of choices."""
MOMENT: Final = (1980, 1, 1, 0, 0, 0)
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TEXT, HEAD, KEY, LABEL = 1, 2, 3, 4
"""Formats of cells: all of them are text, so that what is typed stays as it was typed."""

STYLES: Final = f"""<styleSheet xmlns="{MAIN}"><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="10"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE8E8E8"/></patternFill></fill></fills>\
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>\
{
    "".join(
        f'<xf numFmtId="49" fontId="{font}" fillId="{fill}" applyNumberFormat="1" applyFont="1" applyFill="1"'
        ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
        for font, fill in ((0, 0), (1, 2), (0, 2), (2, 2))
    )
}\
</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""

ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold; values have none of it but the last two."""

ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet program would read as a character's number (22.9.2.19)."""


@attrs.frozen
class Column:
    """A column of a sheet.

    Attributes:
        name: in the first row.
        label: in the second row, for people.
        choices: what may stand in it; empty for any text.
        width: in characters.
    """

    name: str
    label: str = ""
    choices: tuple[str, ...] = ()
    width: int = 24


@attrs.frozen
class Page:
    """A sheet: its columns, of which the first are keys, and its rows, each as long as there are columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    keys: int = 1


def workbook(pages: Sequence[Page]) -> bytes:
    """Give the bytes of a workbook."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(pages):
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            archive.writestr(info, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode())
    return held.getvalue()


def _parts(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(pages) + 1)
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{types}.worksheet+xml"/>' for n in numbers
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>{sheets}</Types>'
        ),
    )
    yield "_rels/.rels", _relations(package, [("officeDocument", "xl/workbook.xml")])
    names = "".join(f'<sheet name="{_text(p.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, p in enumerate(pages, 1))
    yield "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>'
    targets = [*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _relations(package, targets)
    yield "xl/styles.xml", STYLES
    for number, page in enumerate(pages, 1):
        yield f"xl/worksheets/sheet{number}.xml", "".join(_sheet(page))


def _relations(package: str, targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{package}/relationships">{each}</Relationships>'


def _sheet(page: Page) -> Iterator[str]:
    corner = f"{column_letters(page.keys)}3"
    pane = f'<pane xSplit="{page.keys}" ySplit="2" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
    yield f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews><cols>'
    for n, column in enumerate(page.columns, 1):
        style = KEY if n <= page.keys else TEXT
        yield f'<col min="{n}" max="{n}" width="{column.width}" style="{style}" customWidth="1"/>'
    yield "</cols><sheetData>"
    yield _row(1, [column.name for column in page.columns], [HEAD] * len(page.columns))
    yield _row(2, [column.label for column in page.columns], [LABEL] * len(page.columns))
    styles = [KEY] * page.keys + [TEXT] * (len(page.columns) - page.keys)
    for number, row in enumerate(page.rows, 3):
        yield _row(number, row, styles)
    yield "</sheetData>"
    chosen = [*_choices(page)]
    if chosen:
        yield f'<dataValidations count="{len(chosen)}">{"".join(chosen)}</dataValidations>'
    yield "</worksheet>"


def _row(number: int, texts: Sequence[str], styles: Sequence[int]) -> str:
    cells = (
        f'<c r="{column_letters(place)}{number}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{_text(text)}</t></is></c>'
        for place, (text, style) in enumerate(zip(texts, styles, strict=True))
        if text
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _choices(page: Page) -> Iterator[str]:
    for place, column in enumerate(page.columns):
        words = ",".join(column.choices)
        if column.choices and len(words) <= LONGEST_CHOICE:
            at = column_letters(place)
            yield (
                f'<dataValidation type="list" allowBlank="1" sqref="{at}3:{at}1048576">'
                f"<formula1>{_text(f'{chr(34)}{words}{chr(34)}')}</formula1></dataValidation>"
            )


def _text(text: str) -> str:
    plain = ESCAPED.sub("_x005F_", ILLEGAL.sub("\ufffd", text))
    return escape(plain, {'"': "&quot;"})
