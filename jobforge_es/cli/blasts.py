"""What depends on a batch, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobforge_es.cli.outcomes import fields_of
from jobforge_es.cli.plain import plain
from jobforge_es.commands.outcome import exit_code

if TYPE_CHECKING:
    from jobforge_es.cli.asked import Asked
    from jobforge_es.commands.blast import Blast, TableWithout


def end(asked: Asked, found: Blast) -> int:
    """Print the tables that a withdrawal would change; give the exit code that it would have."""
    import attrs

    code, screen = exit_code(found.outcomes), asked.screen
    following = f'jobforge withdraw {found.batch_id} --reason "..."'
    fields = attrs.asdict(found, recurse=False) | {
        "outcomes": [fields_of(outcome) for outcome in found.outcomes],
        "exit_code": code,
        "next": following,
    }
    screen.object("plan-withdraw", fields)
    screen.line()
    screen.line(f"without {plain(found.source_file)} ({found.batch_id})")
    header = ("table", "rows now", "rows then", "its rows", "made again")
    changed = [each for each in found.tables if each.is_touched]
    screen.table(header, list(map(_row, changed)), right=header[1:])
    if same := len(found.tables) - len(changed):
        screen.line(f"{same} more tables depend on it and stay as they are")
    for line in _questions(found):
        screen.line(line)
    for line in _needed(found):
        screen.line(line)
    screen.line("nothing was written: this is what would happen")
    screen.hint(following)
    return code


def _row(each: TableWithout) -> tuple[object, ...]:
    return each.table, each.before, each.after, each.own or "", each.again or ""


def _questions(found: Blast) -> Iterator[str]:
    asked = [each for each in found.tables if each.question and each.is_touched]
    if asked:
        yield ""
        yield "questions that are answered from it"
    for each in asked:
        yield f"  {each.table}: {plain(each.question or '')}"


def _needed(found: Blast) -> Iterator[str]:
    needing = [each for each in found.tables if each.needed_by and each.is_touched]
    if needing:
        yield ""
        yield "needed by questions and consumers"
    for each in needing:
        yield f"  {each.table}: {plain(', '.join(each.needed_by))}"
