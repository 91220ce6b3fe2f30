"""What of a workbook is a table: which sheet, which rows name the columns, and what stands above and below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from ledger.definitions.formats import Spreadsheet
from projections.proposing.asking import Ask, Choice, Finding, Question
from projections.proposing.layout import distinct
from projections.proposing.sheet_ends import footer_of
from projections.proposing.sheet_head import find_head, spread
from projections.proposing.sheet_rows import SheetRow, Sight, see_sheet
from projections.proposing.unrecognised import NotRecognised
from projections.readers.refusals import HeaderClash
from projections.readers.spreadsheet.books import Kind, list_sheets
from projections.readers.spreadsheet.grid import column_letters
from projections.readers.spreadsheet.reading import open_sheet

Found = tuple[Spreadsheet, list[Finding]]


def find_workbook(path: Path, kind: Kind, ask: Ask) -> tuple[Spreadsheet, tuple[Finding, ...]]:
    """Tell where in a workbook the table is.

    Args:
        path: of the workbook.
        kind: of it.
        ask: which of several sheets is meant, and where the header or the last rows leave a doubt.

    Raises:
        FileRefused: it cannot be read.
        NotRecognised: no sheet of it shows anything.
    """
    sights = [see_sheet(path, kind, sheet) for sheet in list_sheets(path, kind)]
    filled = [sight for sight in sights if sight.count]
    if not filled:
        raise NotRecognised(f"no sheet of {path.name} shows anything", "ask for the workbook with its table")
    sight, named = _sheet(sights, filled, ask)
    settings = Spreadsheet(kind=kind, sheet=str(named.value))
    settings, found = _table(sight, settings, ask)
    settings, clash = _apart(path, settings, sight)
    by_key = {finding.key: finding for finding in (named, *found, *clash)}
    return settings, (Finding("format", kind, "its bytes are those of such a workbook"), *by_key.values())


def _sheet(sights: Sequence[Sight], filled: Sequence[Sight], ask: Ask) -> tuple[Sight, Finding]:
    """Choose the sheet: shown ones before hidden ones, the largest table first."""
    hidden = [s.sheet.name for s in sights if s.sheet.is_hidden]
    aside = f"; hidden: {', '.join(hidden)}" if hidden else ""
    shown = [s for s in sights if not s.sheet.is_hidden]
    if len(shown) == 1 and shown[0] in filled:
        name = shown[0].sheet.name
        why = f"the only sheet that is shown, {name}{aside}" if hidden else f"its only sheet, {name}"
        return shown[0], Finding("sheet", "#1", why)
    ranked = sorted(filled, key=lambda s: (s.sheet.is_hidden, -s.size, -s.count))
    tables = [s for s in ranked if s.size and not s.sheet.is_hidden]
    others = ", ".join(f"{s.sheet.name} ({s.count:,} rows)" for s in sights if s is not ranked[0])
    why = f"the others: {others}{aside}" if others else f"the only one that shows anything{aside}"
    if len(tables) == 1:
        return tables[0], Finding("sheet", _name(tables[0], shown), f"the only sheet with a table; {why}")
    choices = {_name(s, shown): s for s in ranked}
    asked = tuple(Choice(name, _in_words(s)) for name, s in choices.items())
    if len(choices) == 1:
        return ranked[0], Finding("sheet", asked[0].value, why)
    doubt = f"{len(ranked)} sheets show something{aside}"
    answer = ask(Question("sheet", "Which sheet is the table?", doubt, asked))
    return choices[answer], Finding("sheet", answer, doubt)


def _name(sight: Sight, shown: Sequence[Sight]) -> str:
    """Give the name; the number where the name could mean another sheet, or none."""
    name = sight.sheet.name
    odd = not name.strip() or name[0] == "#" or name != name.strip()
    return f"#{shown.index(sight) + 1}" if odd and sight in shown else name


def _in_words(sight: Sight) -> str:
    first = next(iter(sight.head[0].texts.values()), "")
    return f"{sight.count:,} rows{', hidden' if sight.sheet.is_hidden else ''}, begins with: {first[:30]}"


def _table(sight: Sight, settings: Spreadsheet, ask: Ask) -> Found:
    head = find_head(sight, ask)
    found: list[Finding] = []
    if head.skipped:
        found.append(Finding("skip_rows", head.skipped, "rows before the first that is filled like the table"))
    body = sight.head[head.place + head.rows :]
    footer, why = footer_of(sight, head.columns, body, ask)
    found.append(Finding("header_rows", head.rows, head.why))
    settings = attrs.evolve(settings, skip_rows=head.skipped, header_rows=head.rows, skip_footer=footer)
    if footer:
        found.append(Finding("skip_footer", footer, why))
    if not head.rows:
        columns = tuple(f"column {place}" for place in range(1, len(head.columns) + 1))
        settings, named = _declared(settings, columns, head.columns[0], "the sheet has no names; give better ones")
        found += named
    return settings, found


def _declared(settings: Spreadsheet, columns: tuple[str, ...], first: int, why: str) -> Found:
    """Name the columns where the sheet does not, or cannot."""
    letters = column_letters(first)
    settings = attrs.evolve(settings, header_rows=0, columns=columns, first_column=letters)
    begins = Finding("first_column", letters, "the first that is filled")
    return settings, [Finding("columns", columns, why), begins]


def _apart(path: Path, settings: Spreadsheet, sight: Sight) -> Found:
    """Give columns distinct names where those of the sheet would clash, and step over its header."""
    if not settings.header_rows:
        return settings, []
    try:
        with_header = open_sheet(path, settings)
    except HeaderClash as clash:
        why = f"{clash.what}: {clash.why}"
    else:
        with_header.close()
        return settings, []
    rows = [row for row in sight.head if row.number > settings.skip_rows][: settings.header_rows]
    names = _names(sight, rows)
    columns = distinct([names.get(column, "") for column in range(min(names), max(names) + 1)])
    settings = attrs.evolve(settings, skip_rows=rows[-1].number)
    settings, found = _declared(settings, columns, min(names), "the names of the sheet, made distinct")
    skipped = Finding("skip_rows", rows[-1].number, "up to and with the header of the sheet, whose names clash")
    return settings, [skipped, Finding("header_rows", 0, why), *found]


def _names(sight: Sight, rows: Sequence[SheetRow]) -> dict[int, str]:
    """Join the header as the reader does."""
    parts: dict[int, list[str]] = {}
    for row in rows:
        for column, text in spread(sight, row).items():
            parts.setdefault(column, []).append(text)
    return {column: " ".join(texts) for column, texts in parts.items()}
