"""``jobforge source``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.names import SOURCE
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.sources import SourceShown


@click.group()
def source() -> None:
    """Tell where files come from and how they are read."""


@source.command()
@click.argument("name", required=False, shell_complete=SOURCE)
@as_of
@common
@pass_asked
def show(asked: Asked, name: str | None, as_of: str | None) -> None:
    """List all sources, or show one: its settings as adopted, its batches, the names given to its headers."""
    workspace = asked.workspace()
    found = workspace.sources(name, as_of)
    fields = [
        {"source": s.row, "settings": s.settings, "batches": s.batches, "headers": dict(s.headers)}
        for s in found.sources
    ]
    asked.screen.object("source-show", {"position": found.position, "sources": fields})
    if name is None:
        asked.screen.table(
            ("source", "title", "files", "batches", "set aside", "declared in"), map(_row, found.sources)
        )
        asked.screen.line(f"{len(found.sources)} sources, as of position {found.position}")
        asked.screen.hint(f"jobforge source show {found.sources[0].row.name}" if found.sources else "jobforge apply")
    else:
        _show(asked.screen, found.sources[0], workspace.config.time_zone)
        asked.screen.line(f"as of position {found.position}")
        asked.screen.hint(f'jobforge query "SELECT * FROM staged.{name} LIMIT 10"')


def _row(found: SourceShown) -> tuple[object, ...]:
    about = found.settings.get("about", {})
    title = about.get("title") or about.get("title.en") or about.get("title.fr") or ""
    aside = sum(b.quarantined for b in found.in_effect) or ""
    return found.row.name, title, ", ".join(found.settings["files"]), len(found.in_effect), aside, found.row.path


def _show(screen: Screen, found: SourceShown, zone: str) -> None:
    row = found.row
    screen.line(f"{row.name}: {row.path}, by {plain(row.actor)}, {shown_time(row.recorded_at, zone)}")
    for key, value in settings_in_words(found).items():
        screen.line(f"  {key:<18} {plain(value)}")
    screen.line()
    if found.headers:
        screen.table(("header in the file", "column"), found.headers)
        screen.line()
    header = ("batch", "file", "arrived", "read", "accepted", "set aside", "skipped", "")
    rows = [
        (
            b.batch_id,
            b.source_file,
            shown_time(b.ingested_at, zone),
            b.read,
            b.accepted,
            b.quarantined,
            b.skipped,
            _state(b),
        )
        for b in found.batches
    ]
    screen.table(header, rows, right=header[3:7])


def _state(batch: object) -> str:
    status, code = getattr(batch, "status", ""), getattr(batch, "code", "")
    return f"refused: {code}" if status == "rejected" else ""


def settings_in_words(found: SourceShown) -> dict[str, str]:
    """Give the settings as they are written in a source file, without those that are as by default."""
    settings = dict(found.settings)
    csv, about = settings.pop("csv", {}), settings.pop("about", {})
    said = {**settings, **csv, **about}
    return {key: _word(value) for key, value in said.items() if value not in (None, [], {}, "") and key != "name"}


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return (
        {"\t": "tab", True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, str | bool) else str(value)
    )
