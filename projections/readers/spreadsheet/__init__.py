"""Workbooks (XLSX, XLS, ODS): one sheet is one table of text."""

from projections.readers.spreadsheet.reading import SheetReading, open_sheet, sheets_of
from projections.readers.spreadsheet.refusals import (
    NoSheet,
    SheetTooShort,
    WorkbookBroken,
    WorkbookEncrypted,
    WorkbookTooLarge,
    WrongKind,
)
from projections.readers.spreadsheet.sheets import Sheet

__all__ = [
    "NoSheet",
    "Sheet",
    "SheetReading",
    "SheetTooShort",
    "WorkbookBroken",
    "WorkbookEncrypted",
    "WorkbookTooLarge",
    "WrongKind",
    "open_sheet",
    "sheets_of",
]
