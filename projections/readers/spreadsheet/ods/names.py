"""Names of OpenDocument 1.3 (part 3, chapters 9, 16, 19 and 20), with their namespaces."""

from __future__ import annotations

from typing import Final

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_ODF}:{name}:1.0 " for name in ("office", "table", "text", "style"))
_CALC: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

SPREADSHEET: Final = f"{_OFFICE}spreadsheet"
TABLE: Final = f"{_TABLE}table"
ROW: Final = f"{_TABLE}table-row"
CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
PARAGRAPH, SPACES, TAB, LINE_BREAK = f"{_TEXT}p", f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
ANNOTATION: Final = f"{_OFFICE}annotation"
STYLE, TABLE_STYLE = f"{_STYLE}style", f"{_STYLE}table-properties"

NAME, TABLE_STYLE_NAME = f"{_TABLE}name", f"{_TABLE}style-name"
STYLE_NAME, DISPLAY = f"{_STYLE}name", f"{_TABLE}display"
ROWS_REPEATED, COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
ROWS_SPANNED, COLUMNS_SPANNED = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
COUNT: Final = f"{_TEXT}c"
VALUE_TYPE, CALC_TYPE = f"{_OFFICE}value-type", f"{_CALC}value-type"
VALUE, STRING_VALUE = f"{_OFFICE}value", f"{_OFFICE}string-value"
EXACT: Final = {
    "date": f"{_OFFICE}date-value",
    "time": f"{_OFFICE}time-value",
    "boolean": f"{_OFFICE}boolean-value",
}
"""Types whose value is a text that says it."""

NUMBERS: Final = frozenset({"float", "percentage", "currency"})
