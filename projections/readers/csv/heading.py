"""A header over several records, as spreadsheets with merged cells leave it."""

from __future__ import annotations

from collections.abc import Sequence


def join_header(rows: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    """Join the rows of a header from top to bottom, by a space.

    A blank cell takes the text to its left, as a merged one shows it; not in the last row, and not in a column that has
    nothing below. What is blank then adds nothing.

    Args:
        rows: all of the same length, at least one.
    """
    if len(rows) == 1:
        return tuple(cell or "" for cell in rows[0])
    columns = list(zip(*(_spread(row, rows[place + 1 :]) for place, row in enumerate(rows)), strict=True))
    return tuple(" ".join(cell for cell in column if cell and not cell.isspace()) for column in columns)


def _spread(row: Sequence[str | None], below: Sequence[Sequence[str | None]]) -> list[str | None]:
    """Fill the blank cells of a row that has others below it."""
    spread: list[str | None] = []
    left: str | None = None
    for place, cell in enumerate(row):
        is_blank = not cell or cell.isspace()
        left = left if is_blank else cell
        is_headed = any(under[place] and not str(under[place]).isspace() for under in below)
        spread.append(left if is_blank and is_headed else cell)
    return spread
