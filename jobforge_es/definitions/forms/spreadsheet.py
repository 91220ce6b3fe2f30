"""Read how the workbooks of a source are laid out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from jobforge_es.definitions.excerpt import quoted
from jobforge_es.definitions.fields import Fields
from jobforge_es.definitions.forms.columns import expected_columns
from ledger.definitions import Spreadsheet

KEYS = ("sheet", "skip_rows", "skip_footer", "header_rows", "columns", "first_column", "last_column")
LONGEST_SHEET = 1_048_576
MOST_HEADER_ROWS = 20
LONGEST_NAME = 255
LAST = "XFD"
"""The last column of a sheet."""

DEFAULT = Spreadsheet()


def reader(kind: Literal["xlsx", "xls", "ods"]) -> Callable[[Fields], Spreadsheet]:
    """Give what compiles the keys for one kind of workbook."""

    def read(fields: Fields) -> Spreadsheet:
        """Compile the keys that say where in a workbook the table is."""
        header_rows = fields.whole("header_rows", DEFAULT.header_rows, 0, MOST_HEADER_ROWS)
        first, last = _column(fields, "first_column"), _column(fields, "last_column")
        if first and last and _order(first) > _order(last):
            fields.wrong("last_column", f"the last column {last} stands before the first, {first}", "exchange the two")
        columns = expected_columns(fields)
        if not header_rows and not columns:
            mend = "columns: [Code, Title, ...]   in the order of the sheet"
            fields.wrong("header_rows", "the sheets have no header, so that `columns` must name the columns", mend)
        return Spreadsheet(
            kind=kind,
            sheet=_sheet(fields),
            skip_rows=fields.whole("skip_rows", 0, 0, LONGEST_SHEET),
            skip_footer=fields.whole("skip_footer", 0, 0, LONGEST_SHEET),
            header_rows=header_rows,
            columns=columns,
            first_column=first,
            last_column=last,
        )

    return read


def _sheet(fields: Fields) -> str:
    text = fields.text("sheet")
    if text is None:
        return DEFAULT.sheet
    number = text.removeprefix("#")
    if not text or len(text) > LONGEST_NAME or (text[0] == "#" and number.isdecimal() and not int(number)):
        fields.wrong(
            "sheet",
            f"`sheet` is {quoted(text)}, which no sheet can be",
            'write its name, a pattern such as sheet: "Table *", or its number from 1 in quotes: sheet: "#2"',
        )
        return DEFAULT.sheet
    return text


def _column(fields: Fields, key: str) -> str | None:
    text = fields.text(key)
    if text is None:
        return None
    letters = text.upper()
    if not (letters.isascii() and letters.isalpha() and _order(letters) <= _order(LAST)):
        fields.wrong(key, f"{quoted(key)} is {quoted(text)}, not the letters of a column", f"{key}: B")
        return None
    return letters


def _order(letters: str) -> tuple[int, str]:
    """Give what columns are ordered by: ``B`` stands before ``AA``."""
    return len(letters), letters
