"""``jobforge status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.arrivals import arrivals_told
from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import headings, named, spoken
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.status import Status, TableStatus

SHOWN = 10


@click.command()
@as_of
@common
@pass_asked
def status(asked: Asked, as_of: str | None) -> None:
    """Tell what there is, what is due and what needs a person."""
    from jobforge_es.commands.glance import glance

    config = asked.config()
    found = (glance(config) if as_of is None else None) or asked.workspace().status(as_of)
    asked.screen.object("status", {**_fields(found), "next": next_step(found)})
    _print(asked.screen, found, config.time_zone)
    asked.screen.hint(next_step(found))


def _fields(found: Status) -> dict[str, object]:
    about = ("project", "position", "head", "recorded_at", "behind")
    needs = ("failures", "changed", "unseen", "awaited", "drifts", "unknown", "unmatched", "reviews", "questions")
    names = (*about, "tables", *needs)
    return {name: getattr(found, name) for name in names}


def _print(screen: Screen, found: Status, zone: str) -> None:
    when = f", {shown_time(found.recorded_at, zone)}" if found.recorded_at else ""
    past = "" if found.position == found.head else spoken(" of {head}", head=found.head)
    where = spoken("as of position {position}", position=found.position)
    screen.line(f"{plain(found.project)}, {where}{past}{when}")
    if found.behind:
        screen.line(
            spoken(
                "{n:,} events are not in the tables on disk yet: the next command that writes takes them in",
                n=found.behind,
            )
        )
    if found.tables:
        screen.line()
        header = headings("table", "rows", "batches", "waiting", "set aside", "refused")
        screen.table((*header, ""), map(_row, found.tables), right=header[1:])
    for failure in found.failures:
        what = f"{failure.step} {failure.subject}: {failure.code} {failure.reason}"
        event = spoken("(event {position})", position=failure.position)
        if failure.attempts > 1:
            event = spoken("(tried {n:,} times, event {position})", n=failure.attempts, position=failure.position)
        screen.line(f"{screen.paint(spoken('failed'), 'red')}   {plain(what)} {event}")
    for line in arrivals_told(found):
        screen.line(f"{screen.paint(f'{named(line.kind):<8}', 'yellow')} {plain(line.text)}")
    if found.reviews:
        kind = f"{spoken('review'):<8}"
        screen.line(f"{screen.paint(kind, 'yellow')} {spoken('{n:,} waiting for a second person', n=found.reviews)}")
    _list(screen, spoken("question"), found.questions, spoken("not answered as expected"))
    _list(screen, spoken("changed"), found.changed, spoken("not applied yet"))
    _list(screen, spoken("inbox"), found.unseen, spoken("not looked at yet"))
    _list(screen, spoken("inbox"), found.unmatched, spoken("matched by no source"))


def _row(table: TableStatus) -> tuple[object, ...]:
    counts = (table.batches, table.waiting, table.quarantined, table.rejected)
    return table.table, f"{table.rows:,}", *(f"{n:,}" if n else "" for n in counts), _note(table)


def _note(table: TableStatus) -> str:
    if table.retired:
        return spoken("retired: nothing makes it any more")
    return spoken("draft: no contract") if table.draft and table.layer != "staged" else ""


def _list(screen: Screen, title: str, names: tuple[str, ...], what: str) -> None:
    if names:
        more = spoken(" and {n:,} more", n=len(names) - SHOWN) if len(names) > SHOWN else ""
        screen.line(f"{screen.paint(title, 'yellow'):<8} {len(names)} {what}: {plain(', '.join(names[:SHOWN]))}{more}")


def next_step(found: Status) -> str:
    """Suggest what helps most."""
    if found.position < found.head:
        return f'jobforge query "SELECT ..." --as-of {found.position}'
    if found.failures:
        return f"jobforge explain {found.failures[0].code}"
    choices = (
        (found.changed or found.unseen, "jobforge plan"),
        (any(t.waiting for t in found.tables), "jobforge run"),
        (found.reviews, "jobforge review list"),
        (found.questions, "jobforge question verify"),
        (any(t.quarantined or t.rejected for t in found.tables), "jobforge quarantine list"),
        (found.tables, "jobforge catalog show"),
    )
    start = spoken("put a file into inbox/, say in sources/ how it is read, jobforge plan")
    return next((step for fits, step in choices if fits), start)
