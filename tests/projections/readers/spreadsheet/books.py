"""Workbooks made by hand, so that every byte of them is chosen, and by other programs."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts>
<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs></styleSheet>"""


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as held:
        for name, part in parts.items():
            held.writestr(name, part)
    return file.getvalue()


def xlsx_parts(sheets: dict[str, str], strings: str = "", states: dict[str, str] | None = None) -> dict[str, str]:
    """The parts of a workbook, of which each sheet is given as the XML of its rows."""
    listed, related, parts = "", "", {}
    for n, (name, rows) in enumerate(sheets.items(), start=1):
        state = f' state="{states[name]}"' if states and name in states else ""
        listed += f'<sheet name="{escape(name)}" sheetId="{n}"{state} r:id="rId{n}"/>'
        related += f'<Relationship Id="rId{n}" Type="{RELATION}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        whole = rows if rows.startswith("<?xml") or "<worksheet" in rows else sheet_xml(rows)
        parts[f"xl/worksheets/sheet{n}.xml"] = whole
    for part in ("styles", "sharedStrings") if strings else ("styles",):
        related += f'<Relationship Id="{part}" Type="{RELATION}/{part}" Target="{part}.xml"/>'
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
        "xl/styles.xml": STYLES,
        **({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>'} if strings else {}),
        **parts,
    }


def sheet_xml(rows: str, after: str = "") -> str:
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def xlsx(rows: str, strings: str = "", after: str = "") -> bytes:
    return archive(xlsx_parts({"Data": sheet_xml(rows, after)}, strings))


def cells(*rows: str) -> str:
    """Rows of cells, each cell the XML of its attributes and body after the reference."""
    return "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, start=1))


def by_openpyxl(rows, title="Data", *, prepare=lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    prepare(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def by_xlwt(rows, *, prepare=lambda book: None) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None:
                sheet.write(r, c, value)
    prepare(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ODF = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(f'xmlns:{n}="{ODF}:{n}:1.0"' for n in ("office", "table", "text", "style"))
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
HIDDEN = (
    '<style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def ods(rows: str, *, more: str = "", content: str | None = None) -> bytes:
    table = f'<table:table table:name="Data">{rows}</table:table>{more}'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    styles = f"<office:automatic-styles>{HIDDEN}</office:automatic-styles>"
    whole = f"<office:document-content {NAMESPACES} {CALC}>{styles}{body}</office:document-content>"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": whole if content is None else content,
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def ods_row(*values: str | float | None, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(map(ods_cell, values))}</table:table-row>"


def ods_cell(value: str | float | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, float | int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    if value.startswith("<"):
        return value
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
