"""``jobforge log``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.language import spoken
from jobforge_es.cli.names import SOURCE, TABLE
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.event import RecordedEvent

LIMIT = 100
TYPE_WIDTH = 18


@click.command()
@click.option("--table", metavar="T", shell_complete=TABLE, help="Only what concerns this table.")
@click.option("--type", "kind", metavar="E", help="Only this type of event, such as batch-ingested or '*-rejected'.")
@click.option("--actor", metavar="A", help="Only what this person did.")
@click.option("--since", metavar="D", help="Only from this day or time on.")
@click.option("--source", metavar="S", shell_complete=SOURCE, help="Only what concerns this source.")
@click.option("--from", "start", type=click.IntRange(min=1), default=1, metavar="P", help="Only from this position on.")
@click.option(
    "--limit", type=click.IntRange(min=0), default=LIMIT, show_default=True, help="The newest so many; 0 for all."
)
@click.option("--follow", is_flag=True, help="Go on and show events as they are recorded.")
@as_of
@common
@pass_asked
def log(asked: Asked, /, as_of: str | None, limit: int, follow: bool, kind: str | None, **wanted: Any) -> None:
    """Tell what was recorded, oldest first: when, what, about what, by whom, why."""
    from jobforge_es.commands import log as reading
    from projections.read_models import checkpoint

    if follow and as_of:
        raise click.UsageError("--follow goes on from now and cannot start from a moment in the past")
    workspace = asked.workspace()
    zone = workspace.config.time_zone
    with workspace.reading(as_of) as session:
        asking = {**wanted, "type": kind}
        events = reading.log(session, limit=limit or None, **asking)
        position = checkpoint(session.db)
        if follow:
            _show(asked, events, zone)
            _show(asked, reading.follow(session, reading.wanted_of(session, **asking)), zone)
        elif asked.json:
            asked.screen.object("log", {"position": position, "events": [fields_of(e) for e in events]})
        else:
            _show(asked, events, zone)
            if limit and len(events) == limit:
                asked.screen.say(spoken("the newest {n:,}; --limit 0 shows all", n=limit))
            if not events:
                asked.screen.line(
                    spoken("nothing was recorded that fits, up to position {position}", position=position)
                )
            asked.screen.hint("jobforge verify" if events else "jobforge status")


def _show(asked: Asked, events: Iterable[RecordedEvent], zone: str) -> None:
    from jobforge_es.commands.log import about_of, subject_of

    for event in events:
        when = shown_time(event.recorded_at.isoformat(), zone)
        why = f'  "{plain(event.metadata.reason)}"' if event.metadata.reason else ""
        facts = f"{event.position:>6}  {when}  {event.type:<{TYPE_WIDTH}}"
        subject = f"{subject_of(event)}{about_of(event)}"
        asked.screen.line(f"{facts}  {plain(subject)}  {plain(event.actor)}{why}")
        asked.screen.object("log", {"event": fields_of(event)})
        sys.stdout.flush()


def fields_of(event: RecordedEvent) -> dict[str, Any]:
    """Give an event as a program reads it."""
    return {
        "position": event.position,
        "recorded_at": event.recorded_at,
        "type": event.type,
        "schema": event.schema,
        "stream": event.stream,
        "version": event.version,
        "actor": event.actor,
        "metadata": event.metadata,
        "key": event.key,
        "data": event.data,
        "hash": event.hash,
    }
