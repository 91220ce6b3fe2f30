"""What stands below the records of a sheet: notes, and totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from projections.proposing.asking import Ask, Choice, Question
from projections.proposing.layout import NOTE
from projections.proposing.sheet_rows import SheetRow, Sight

TOTAL: Final = re.compile(
    r"\W*(?:grand |sub)?(?:totals?|totaux|sum|somme|ensemble|overall|all (?:regions|sectors|occupations)|sous-total)\b",
    re.IGNORECASE,
)


def footer_of(sight: Sight, columns: range, body: Sequence[SheetRow], ask: Ask) -> tuple[int, str]:
    """Count the last rows of a sheet that are no records, up to the last one that shows something.

    Args:
        sight: of the sheet.
        columns: of the table.
        body: its first records.
        ask: whether a total is one of them.
    """
    first = body[0].number if body else 0
    rows = [row for row in sight.tail if row.number >= first] if body else []
    notes = _notes(rows, columns)
    rest = rows[: len(rows) - notes]
    totals = next((n for n, row in enumerate(reversed(rest)) if not _is_total(row)), len(rest))
    last = rows[-1].number + 1 if rows else 0
    without = last - rows[-notes].number if notes else 0
    said = f"{notes} rows of notes below the last record" if notes else ""
    if not totals or totals == len(rest):
        return without, said
    whole = last - rest[-totals].number
    shown = " / ".join(text[:20] for text in list(rest[-totals].texts.values())[:4])
    why = f"the last records begin with a word for a total: {shown}"
    choices = (Choice(str(whole), "the total is left out"), Choice(str(without), "the total is a record"))
    answer = int(ask(Question("skip_footer", "How many rows at the end are no records?", why, choices)))
    return answer, why if answer == whole else said


def _notes(rows: Sequence[SheetRow], columns: range) -> int:
    """Count the notes at the end: from the first row that begins them on, none is filled like a record."""
    count = 0
    for at in range(len(rows) - 1, 0, -1):
        if len(rows[at].texts) > max(1, len(columns) // 2) or _is_total(rows[at]):
            break
        if _begins(rows[at], rows[at - 1], columns):
            count = len(rows) - at
    return count


def _begins(row: SheetRow, before: SheetRow, columns: range) -> bool:
    text = next(iter(row.texts.values()))
    if NOTE.match(text):
        return True
    alone = len(row.texts) == 1 and len(columns) > 1
    return alone and (" " in text or row.number > before.number + 1)


def _is_total(row: SheetRow) -> bool:
    words = [text for column, text in row.texts.items() if row.look(column) == "text"]
    return bool(words) and len(words) < len(row.texts) and TOTAL.match(words[0]) is not None
