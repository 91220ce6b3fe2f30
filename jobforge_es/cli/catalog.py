"""``jobforge catalog``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, pass_asked
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.catalog import Catalog, Dataset

MADE = {"ingest": "from files, as they came", "promotion": "from batches, by contract", "model": "by SQL"}


@click.group()
def catalog() -> None:
    """Tell what tables and columns mean, in English and French."""


@catalog.command()
@click.argument("table", required=False, shell_complete=TABLE)
@as_of
@common
@pass_asked
def show(asked: Asked, table: str | None, as_of: str | None) -> None:
    """List all tables, or show one with its columns."""
    workspace = asked.workspace()
    found = workspace.catalog(table, as_of)
    asked.screen.object("catalog-show", {"position": found.position, "tables": found.datasets})
    if table is None:
        _list(asked.screen, found)
        first = next((d.about.table_name for d in reversed(found.datasets)), None)
        asked.screen.hint(f"jobforge catalog show {first}" if first else "jobforge run")
    else:
        _show(asked.screen, found.datasets[0], workspace.config.time_zone)
        asked.screen.line(f"as of position {found.position}")
        asked.screen.hint(f'jobforge query "SELECT * FROM {table} LIMIT 10"')


def _list(screen: Screen, found: Catalog) -> None:
    rows = [
        (d.about.table_name, d.about.title_en, d.about.title_fr, f"{d.rows:,}", _promise(d)) for d in found.datasets
    ]
    screen.table(("table", "title", "titre", "rows", "promise"), rows, right=("rows",))
    screen.line(f"{len(rows)} tables, as of position {found.position}")


def _promise(found: Dataset) -> str:
    if found.about.layer == "staged":
        return ""
    return "draft: no contract" if found.about.draft else f"contract {found.about.contract_version}"


def _show(screen: Screen, found: Dataset, zone: str) -> None:
    about = found.about
    facts = [
        ("English", _sentence(about.title_en, about.description_en)),
        ("français", _sentence(about.title_fr, about.description_fr)),
        ("rows", f"{found.rows:,}"),
        ("made", f"{MADE.get(about.made_by, about.made_by)}: {', '.join(found.from_tables) or 'nothing yet'}"),
        ("promise", _promise(found)),
        ("newest", ", ".join(f"{fact} {text}" for fact, text in found.newest.items())),
    ]
    if found.path and found.changed_at:
        facts.append(("file", f"{found.path}, by {found.changed_by}, {shown_time(found.changed_at, zone)}"))
    screen.line(about.table_name)
    for name, text in facts:
        if text:
            screen.line(f"  {name:<9} {plain(text)}")
    wide = max((len(c.name) for c in found.columns), default=0)
    for column in found.columns:
        header = f"  (in the file: {plain(column.header)})" if column.header not in ("", column.name) else ""
        screen.line(f"\n  {column.name:<{wide}}  {column.type}{'  key' if column.in_key else ''}{header}")
        for text in (
            _sentence(column.title_en, column.description_en),
            _sentence(column.title_fr, column.description_fr),
        ):
            if text:
                screen.line(f"  {'':<{wide}}  {plain(text)}")


def _sentence(title: str, description: str) -> str:
    return ": ".join(filter(None, (title, description)))
