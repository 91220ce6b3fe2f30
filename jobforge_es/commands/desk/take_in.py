"""Taking a workbook in: each cell that was changed is one event, all of them in one append.

Everything is judged before anything is recorded. Rows that were corrected are one decision, appended before the cells:
a process that is killed between the two is made up for by importing the workbook again, which says the same of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from jobforge_es.commands.agreeing import put_terms_forward
from jobforge_es.commands.deciding.correct import Change
from jobforge_es.commands.desk import aside
from jobforge_es.commands.desk.changed import Edited, edited
from jobforge_es.commands.desk.contents import ABOUT, FORMAT, SHEETS, Stand, paths
from jobforge_es.commands.desk.reading import Cells, Problem, of_another, read_workbook, refused
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.saying import named
from jobforge_es.moments import NotAMoment
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import PropertySet
from ledger.names import Position
from projections.catalog import statements
from projections.catalog.reviewed import TERM

SHOWN = 10


class ChangedMeanwhile(JobForgeError):
    """Cells were changed in a workbook, and what they say was changed in the catalog since it was exported."""

    code = "C-019"
    exit_code = 2


@attrs.frozen
class Book:
    """A workbook as it was read.

    Attributes:
        path: of the file.
        position: whose state was exported.
        seal: of that position.
        sheets: rows by sheet.
    """

    path: Path
    position: Position
    seal: str
    sheets: dict[str, list[Cells]]


def open_book(path: Path) -> Book:
    """Read a workbook.

    Raises:
        WorkbookRefused: it is none of ours.
        CellsRefused: a cell holds a formula.
    """
    expected = {name: ["key", *(path for path, _, _ in paths(kind))] for name, kind in SHEETS.items()}
    expected |= {ABOUT: ["about", "value"], aside.SHEET: [column.name for column in aside.COLUMNS]}
    sheets = read_workbook(path, expected)
    facts = {row.text("about"): row.text("value") for row in sheets[ABOUT]}
    at = facts.get("position", "")
    if facts.get("format") != FORMAT or not (at.isascii() and at.isdigit()):
        raise of_another(path, "the sheet 'about' is not as it was exported", f"it begins with the format {FORMAT}")
    return Book(path, Position(int(at)), facts.get("seal", ""), sheets)


def of_its_position(book: Book, known: Callable[[str], object]) -> str:
    """Give the moment that a workbook was exported of, as ``--as-of`` takes it.

    Args:
        book: as it was read.
        known: refuses a moment that the ledger has not reached.

    Raises:
        WorkbookRefused: the ledger has not reached it.
    """
    at = str(book.position)
    try:
        known(at)
    except NotAMoment as error:
        raise of_another(book.path, "the workbook was exported from another project", error.what) from error
    return at


def take_in(session: Session, book: Book, then: Stand) -> Iterator[Outcome]:
    """Record what was changed in a workbook.

    Args:
        session: of the command.
        book: as it was read.
        then: the catalog as it was exported.

    Raises:
        WorkbookRefused: it was exported from another project.
        CellsRefused: cells hold what cannot be said; nothing was recorded.
        ChangedMeanwhile: what they say was changed since; nothing was recorded.
    """
    if book.seal != then.seal:
        why = f"at position {book.position} this project recorded something else"
        raise of_another(book.path, "the workbook was exported from another project", why)
    problems: list[Problem] = []
    said = [each for name, kind in SHEETS.items() for each in edited(kind, book.sheets[name], then.held, problems)]
    corrections = aside.changes(book.sheets[aside.SHEET], problems)
    if problems:
        raise refused(book.path, problems)
    _check_conflicts(session, book, said)
    changed = [each for each in said if statements.values_of(session.db, each.statement.key) != each.statement.values]
    if corrections:
        yield from _correct(session, corrections)
    yield from _record(session, said, changed)
    terms = dict.fromkeys(each.statement.subject for each in changed if each.statement.kind == TERM)
    yield from put_terms_forward(session, terms)


def _record(session: Session, said: list[Edited], changed: list[Edited]) -> Iterator[Outcome]:
    events = [PropertySet(*each.statement.key, each.statement.values) for each in changed]
    first = session.record(session.new_id("workbook"), events, expected=0).first if events else 0
    places = {id(each): number for number, each in enumerate(changed)}
    for each in said:
        what = named(each.statement.key)
        if id(each) in places:
            note = "; ".join(each.statement.values) or "taken away"
            yield Outcome("import", what, "done", Position(first + places[id(each)]), note=f"{each.where}: {note}")
        else:
            yield Outcome("import", what, "unchanged", note="it says so already")


def _check_conflicts(session: Session, book: Book, said: list[Edited]) -> None:
    conflicts = []
    for each in said:
        held = statements.held(session.db, each.statement.key)
        there = held.values if held else ()
        if there not in (each.was, each.statement.values):
            by = f", by {held.actor} at position {held.position}" if held else ""
            conflicts.append(
                f"{each.where} ({named(each.statement.key)}): exported {_shown(each.was)}, the workbook says"
                f" {_shown(each.statement.values)}, the catalog says {_shown(there)}{by}"
            )
    if conflicts:
        more = f"\nand {len(conflicts) - SHOWN} more" if len(conflicts) > SHOWN else ""
        count = f"{len(conflicts)} cells were" if len(conflicts) > 1 else "a cell was"
        raise ChangedMeanwhile(
            f"{count} changed in the workbook and in the catalog since position {book.position}",
            where=str(book.path),
            why="\n".join(conflicts[:SHOWN]) + more,
            mend=(
                "write into these cells what the catalog says, or what was exported, and import the workbook again",
                "jobforge catalog export --xlsx NEW.xlsx   (to see everything as it is now)",
            ),
        )


def _shown(values: tuple[str, ...]) -> str:
    text = "; ".join(values)
    return repr(text if len(text) <= 100 else f"{text[:99]}…") if values else "nothing"


def _correct(session: Session, corrections: list[Change]) -> Iterator[Outcome]:
    from jobforge_es.commands.deciding.correct import correct
    from jobforge_es.commands.deciding.preview import preview

    if session.dry:
        found = preview(session, lambda where: correct(where, corrections))
        done, outcomes = found.decided, found.outcomes
    else:
        done, outcomes = correct(session, corrections), ()
    what = f"{done.rows} {'row' if done.rows == 1 else 'rows'} set aside"
    note = f"jobforge review approve {done.decision}" if done.waits else "jobforge quarantine retry"
    yield Outcome("import", what, "waiting" if done.waits else "done", done.position, note=note)
    yield from outcomes
