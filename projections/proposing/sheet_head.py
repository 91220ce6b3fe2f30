"""Which rows of a sheet name its columns: what is merged, and what stands over numbers and dates, tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from projections.proposing.asking import Ask, Choice, Question
from projections.proposing.cells import YEAR
from projections.proposing.sheet_rows import SheetRow, Sight
from projections.readers.spreadsheet.grid import Span

COMPARED = 200
"""Rows that tell what stands in a column."""

MOST = 8
"""Rows that a header has at most."""


@attrs.frozen
class Head:
    """Where the header stands.

    Attributes:
        place: among the rows that were seen, of the first of the table.
        skipped: rows of the sheet before it.
        rows: of the header; 0 where the columns have no names.
        columns: of the table.
        why: for people.
    """

    place: int
    skipped: int
    rows: int
    columns: range
    why: str


def find_head(sight: Sight, ask: Ask) -> Head:
    """Find the header.

    Args:
        sight: of a sheet that shows something.
        ask: how many rows name the columns, where that can be seen in two ways.
    """
    first = _first(sight)
    rows = sight.head[first:]
    merged = _merged(sight, rows)
    usual = _usual(rows[merged or 1 :][:COMPARED])
    over = _over(rows, usual, merged)
    count, why = _judge(rows, usual, merged, over, ask)
    used = [column for row in (rows[:count] or rows[:COMPARED]) for column in spread(sight, row)]
    begin = sight.head[first - 1].number if first else 0
    return Head(first, begin, count, range(min(used), max(used) + 1), why)


def spread(sight: Sight, row: SheetRow) -> dict[int, str]:
    """Give the texts of a row, a merged one for every column that it spans."""
    texts = dict(row.texts)
    for span in sight.spans_of(row):
        texts.update(dict.fromkeys(range(span.left, span.right + 1), row.texts[span.left]))
    return texts


def _first(sight: Sight) -> int:
    """Find the first row of the table: a title over all its columns is none of it, a title over some of them is."""
    rows = sight.head
    place = next((at for at, row in enumerate(rows) if _is_filled(sight, row) and not _is_apart(sight, at)), 0)
    while place and _is_group(sight, rows[place - 1], rows[place]):
        place -= 1
    return place


def _is_filled(sight: Sight, row: SheetRow) -> bool:
    return len(row.texts) >= min(2, sight.least) and len(spread(sight, row)) >= sight.least


def _is_apart(sight: Sight, at: int) -> bool:
    """Tell whether a row with fewer cells than usual has a blank row below it, as facts above a table have."""
    row, below = sight.head[at], sight.head[at + 1 : at + 2]
    return bool(below) and below[0].number > row.number + 1 and len(spread(sight, row)) < sight.usual


def _is_group(sight: Sight, above: SheetRow, below: SheetRow) -> bool:
    spans = [span for span in sight.spans_of(above) if span.right > span.left]
    begin = min(spread(sight, below))
    return bool(spans) and above.number + 1 == below.number and min(above.texts) > begin


def _merged(sight: Sight, rows: Sequence[SheetRow]) -> int:
    """Count the rows that merged cells bind to the first: over columns they name a group, down rows one column."""
    count = 0
    while count < min(MOST, len(rows)):
        spans: list[Span] = sight.spans_of(rows[count])
        down = max((span.bottom - span.top for span in spans), default=0)
        group = any(span.right > span.left for span in spans)
        if not group and not down:
            break
        reach = count + max(down, int(group))
        if count and reach == count:
            break
        count = reach
        if not group:
            break
    return count + 1 if count else 0


def _usual(rows: Sequence[SheetRow]) -> dict[int, str]:
    """Tell what stands in each column: number, date or text."""
    looks: dict[int, Counter[str]] = {}
    for row in rows:
        for column in row.texts:
            looks.setdefault(column, Counter())[row.look(column)] += 1
    usual: dict[int, str] = {}
    for column, counted in looks.items():
        del counted["missing"]
        look, count = max(counted.items(), key=lambda item: item[1], default=("text", 0))
        usual[column] = look if count >= 0.8 * sum(counted.values()) else "text"
    return usual


def _over(rows: Sequence[SheetRow], usual: dict[int, str], least: int) -> int:
    """Count the rows, from the first, that have texts where the table has numbers or dates, and none of these."""
    count = least
    while count < min(MOST, len(rows) - 1):
        row = rows[count]
        typed = [column for column in row.texts if usual.get(column, "text") != "text"]
        if not typed or any(row.look(column) != "text" for column in typed):
            break
        count += 1
    return count


def _judge(rows: Sequence[SheetRow], usual: dict[int, str], merged: int, over: int, ask: Ask) -> tuple[int, str]:
    """Tell how many rows the header has, and why."""
    if merged and over == merged:
        return merged, f"cells merged over {merged} rows name the columns"
    if not merged and over == 1:
        return 1, "it has texts over columns of numbers or dates"
    if over > 1:
        why = f"the first {over} rows of the table have texts over columns of numbers or dates"
        return _asked((over, 1) if not merged else (over, merged), rows, why, ask), why
    typed = [column for column in rows[0].texts if usual.get(column, "text") != "text"]
    years = typed and all(rows[0].look(c) == "text" or YEAR.fullmatch(rows[0].texts[c]) for c in typed)
    if years and len(set(rows[0].texts.values())) == len(rows[0].texts):
        why = "its first row has years or texts over columns of numbers"
        return _asked((1, 0), rows, why, ask), why
    if typed:
        why = "its first row looks like those below it"
        return _asked((0, 1), rows, why, ask), why
    why = "all columns are texts, so that the first row looks like the others"
    return _asked((1, 2, 0) if len(rows) > 2 else (1, 0), rows, why, ask), why


def _asked(counts: Sequence[int], rows: Sequence[SheetRow], why: str, ask: Ask) -> int:
    choices = tuple(Choice(str(count), _in_words(count, rows)) for count in counts)
    return int(ask(Question("header_rows", "How many rows name the columns?", why, choices)))


def _in_words(count: int, rows: Sequence[SheetRow]) -> str:
    shown = rows[count] if count < len(rows) else rows[-1]
    return f"the first record is: {' / '.join(text[:20] for text in list(shown.texts.values())[:4])}"
