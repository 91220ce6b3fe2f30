"""``jobforge diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, pass_asked, showing_rows
from jobforge_es.cli.language import counted, spoken
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobforge_es.commands.diff import Cause, Diff
    from projections.comparing.differing import RowChange

MARKS = {"added": "+", "removed": "-", "changed": "~"}


@click.command()
@click.argument("table", shell_complete=TABLE)
@click.option("--from", "start", metavar="P", required=True, help="A position (41), a day (2026-03-31) or a time.")
@click.option("--to", "end", metavar="P", help="The same; default: now.")
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="Rows shown; 0 for all.")
@showing_rows
@pass_asked
def diff(asked: Asked, table: str, start: str, end: str | None, limit: int, *, reveal: bool) -> None:
    """Tell what differs between two moments of a table, by its key, and which events did it.

    Where a row comes from is not compared. Without a key in its contract the first columns that tell the rows apart
    are taken, and where none do, rows are added or removed and none is changed.
    """
    from jobforge_es.cli.masked import tell_masked
    from jobforge_es.cli.screen import value_of

    workspace = asked.workspace()
    found = workspace.diff(table, start, end, limit=limit or None, reveal=reveal)
    asked.screen.object("diff", value_of(found) | {"masked": workspace.masked})
    for line in _told(found):
        asked.screen.line(line)
    tell_masked(asked.screen, workspace.masked)
    asked.screen.hint(f'jobforge trace {table} --where "..."')


def _told(diff: Diff) -> Iterator[str]:
    found = diff.found
    before, after = (counted(n, "{n:,} row", "{n:,} rows") for n in (found.rows_before, found.rows_after))
    moments = {"start": diff.start, "before": before, "end": diff.end, "after": after}
    yield spoken("{table} from position {start} ({before}) to {end} ({after})", table=diff.table, **moments)
    if found.added or found.removed or found.changed:
        key = ", ".join(found.key)
        by = spoken(" by {key}", key=key) if key else spoken("; no key tells its rows apart")
        counts = {"added": found.added, "removed": found.removed, "changed": found.changed}
        yield spoken("{added:,} added, {removed:,} removed, {changed:,} changed", **counts) + by
    else:
        yield spoken("the same rows")
    yield from (spoken("column {name} is gone", name=name) for name in diff.gone)
    yield from (spoken("column {name} is new", name=name) for name in diff.new)
    for name, count in found.columns.items():
        yield "  " + counted(count, "{name}: {n:,} other value", "{name}: {n:,} other values", name=name)
    yield from (f"  {_row(change)}" for change in found.sample)
    more = found.added + found.removed + found.changed - len(found.sample)
    if more:
        yield "  " + spoken("{n:,} more; --limit 0 shows all", n=more)
    yield from (line for cause in diff.causes for line in _cause(cause))


def _row(change: RowChange) -> str:
    from jobforge_es.cli.traced import value, values

    mark = f"{MARKS[change.kind]} {values(change.key)}".rstrip()
    if change.kind != "changed":
        return f"{mark}  {values(change.before or change.after)}"
    return f"{mark}  " + ", ".join(
        f"{plain(n)}: {value(change.before[n])} -> {value(change.after[n])}" for n in change.after
    )


def _cause(cause: Cause) -> Iterator[str]:
    why = f": {plain(cause.reason)}" if cause.reason else ""
    yield f"{spoken('by')} {cause.position:>5}  {cause.type}  {', '.join(cause.tables)}  {plain(cause.actor)}{why}"
