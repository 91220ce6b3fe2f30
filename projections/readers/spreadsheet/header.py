"""The header of a sheet: its rows, what is merged in them, and the columns that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ledger.definitions.formats import Spreadsheet
from projections.readers.spreadsheet.cells import Row, cell_text
from projections.readers.spreadsheet.grid import Span, column_number
from projections.readers.spreadsheet.refusals import SheetTooShort
from projections.readers.spreadsheet.rows import Numbered, is_shown, used


@attrs.frozen
class Head:
    """What stands before the records.

    Attributes:
        rows: of the header, in order; none where the source declares it.
        blank: rows before it that show nothing.
    """

    rows: tuple[Numbered, ...]
    blank: int


@attrs.frozen
class Window:
    """The columns of the records, by place in the rows.

    Attributes:
        first, last: may lie behind the end of a row.
        header: one text for each of them.
    """

    first: int
    last: int
    header: tuple[str, ...]


def take_head(rows: Iterator[Numbered], settings: Spreadsheet) -> Head:
    """Move past the preamble and the header.

    Raises:
        SheetTooShort: the sheet has no such rows.
    """
    for _ in range(settings.skip_rows):
        if next(rows, None) is None:
            raise SheetTooShort(f"ends inside its preamble of {settings.skip_rows} rows")
    if not settings.header_rows:
        return Head((), 0)
    blank, row = 0, next(rows, None)
    while row is not None and not is_shown(row.cells):
        blank, row = blank + 1, next(rows, None)
    found = [row, *(next(rows, None) for _ in range(settings.header_rows - 1))]
    header = tuple(row for row in found if row is not None)
    if len(header) < settings.header_rows:
        raise SheetTooShort("ends before or inside its header")
    return Head(header, blank)


def make_window(
    head: Head, first_record: Row | None, settings: Spreadsheet, left: int, merged: Sequence[Span]
) -> Window:
    """Tell which columns the records have.

    Without a declaration these are the columns from the first that the header or the first record uses to the last that
    the header uses.

    Args:
        head: of the sheet.
        first_record: the first row after it that shows something; None where there is none.
        settings: of the source.
        left: column of the first cell of a row.
        merged: cells of the sheet.

    Raises:
        SheetTooShort: the header names none of the declared columns.
    """
    texts = _joined(head.rows, left, merged)
    record = used(first_record) if first_record else []
    first = 0 if settings.first_column else min([*texts, *record[:1]], default=0)
    if settings.last_column:
        last = column_number(settings.last_column) - left
    elif head.rows:
        last = max(texts, default=first - 1)
    else:
        last = first + len(settings.columns) - 1
    if not head.rows:
        return Window(first, last, settings.columns)
    if not texts:
        raise SheetTooShort("has no header in the columns that are read")
    return Window(first, last, tuple(texts.get(column, "") for column in range(first, last + 1)))


def _joined(rows: Sequence[Numbered], left: int, merged: Sequence[Span]) -> dict[int, str]:
    """Join what stands above each other, from top to bottom; a merged cell counts for each column that it spans."""
    parts: dict[int, list[str]] = {}
    for row in rows:
        texts = {place: cell_text(row.cells[place]) or "" for place in used(row.cells)}
        for span in merged:
            if span.top == row.number - 1 and span.left - left in texts:
                spread = range(span.left - left, min(span.right - left + 1, len(row.cells)))
                texts.update(dict.fromkeys(spread, texts[span.left - left]))
        for place, text in texts.items():
            parts.setdefault(place, []).append(text)
    return {place: " ".join(found) for place, found in parts.items()}
