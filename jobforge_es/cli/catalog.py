"""``jobforge catalog``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.catalog_said import categorize, link, map_
from jobforge_es.cli.completeness import completeness
from jobforge_es.cli.desk import export_workbook, import_workbook
from jobforge_es.cli.language import headings, spoken
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.plain import plain
from jobforge_es.cli.profile import profile
from jobforge_es.cli.properties import properties
from jobforge_es.cli.saying import said_in
from jobforge_es.cli.screen import shown_time
from jobforge_es.cli.search import search

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.cards.shapes import Card
    from jobforge_es.commands.catalog import Catalog, Dataset
    from projections.catalog.statements import StatementRow
    from projections.catalog.vocabulary import Property


@click.group()
def catalog() -> None:
    """Tell what tables and columns mean, in English and French."""


@catalog.command()
@click.argument("subject", required=False, shell_complete=TABLE)
@as_of
@common
@pass_asked
def show(asked: Asked, subject: str | None, as_of: str | None) -> None:
    """List all tables, or show the card of one, of a column (gold.t.c) or of another subject (term:unit-group)."""
    from jobforge_es.cli.card import promise, told

    workspace = asked.workspace()
    if subject is None:
        found = workspace.catalog(None, as_of)
        asked.screen.object("catalog-show", {"position": found.position, "tables": found.datasets})
        _list(asked.screen, found, promise)
        first = next((d.about.table_name for d in reversed(found.datasets)), None)
        asked.screen.hint(f"jobforge catalog show {first}" if first else "jobforge run")
        return
    card = workspace.card(subject, as_of)
    tables = [] if card.dataset is None else [card.dataset]
    asked.screen.object("catalog-show", {"position": card.position, "tables": tables, "card": card})
    for line in told(card, workspace.config.time_zone):
        asked.screen.line(line)
    asked.screen.line(spoken("as of position {position}", position=card.position))
    asked.screen.hint(_next(card))


def _next(card: Card) -> str:
    kind, _, key = card.subject.partition(":")
    if kind == "table":
        return f'jobforge query "SELECT * FROM {key} LIMIT 10"'
    return f"jobforge catalog history {key if kind == 'column' else card.subject}"


@catalog.command()
@click.argument("subject", shell_complete=TABLE)
@click.option("--set", "sets", metavar="PROPERTY=VALUE", multiple=True, help="Say it; twice makes a list of two.")
@click.option("--unset", "unsets", metavar="PROPERTY", multiple=True, help="Take it away.")
@dry_run
@writing
@pass_asked
def describe(asked: Asked, subject: str, sets: tuple[str, ...], unsets: tuple[str, ...], dry_run: bool) -> int:
    """Say what a table, a column (gold.t.c) or another subject (term:unit-group) is.

    A property that has a value in each language is written with it: --set title.fr=Région. --reason has to say why.
    """
    said = said_in(sets, unsets)
    report = Report(asked, "describe", dry=dry_run)
    return report.end(asked.workspace().describe(subject, said, report.tell, dry=dry_run))


@catalog.command()
@click.argument("subject", shell_complete=TABLE)
@click.option("--property", "name", help="Only this property.")
@as_of
@common
@pass_asked
def history(asked: Asked, subject: str, name: str | None, as_of: str | None) -> None:
    """Tell who said what of a subject, and when."""
    workspace = asked.workspace()
    rows = workspace.history(subject, name, as_of)
    asked.screen.object("catalog-history", {"subject": subject, "statements": [_told(row) for row in rows]})
    shown = [
        (
            f"{row.name}{f'.{row.language}' if row.language else ''}",
            plain("; ".join(row.values)),
            f"{row.position}",
            f"{row.until or ''}",
            row.actor,
            shown_time(row.recorded_at, workspace.config.time_zone),
            row.reason or row.origin.partition(":")[2],
        )
        for row in rows
    ]
    asked.screen.table(headings("property", "value", "from", "until", "by", "when", "why"), shown)
    asked.screen.line(spoken("{n:,} statements", n=len(rows)))


catalog.add_command(categorize)
catalog.add_command(link)
catalog.add_command(map_)
catalog.add_command(export_workbook)
catalog.add_command(import_workbook)
catalog.add_command(properties)
catalog.add_command(completeness)
catalog.add_command(search)
catalog.add_command(profile)


@catalog.command()
@click.argument("kind", required=False)
@common
@pass_asked
def words(asked: Asked, kind: str | None) -> None:
    """List what can be said, of every kind of subject or of one."""
    from jobforge_es.errors import UnknownName
    from projections.catalog.vocabulary import KINDS

    if kind is not None and kind not in KINDS:
        raise UnknownName("kind of subject", kind, KINDS, ("jobforge catalog words",))
    kinds = [each for each in KINDS.values() if kind in (None, each.name)]
    asked.screen.object("catalog-words", {"kinds": {each.name: each.properties for each in kinds}})
    rows = [
        (each.name, what.name, _shape(what), what.en, what.fr) for each in kinds for what in each.properties.values()
    ]
    asked.screen.table((*headings("kind", "property", "value"), "English", "français"), rows)


def _shape(what: Property) -> str:
    """Tell in a few words which values a property has."""
    shape = ", ".join(what.words) or (f"{what.shape} to {', '.join(what.to)}" if what.to else what.shape)
    marks = [mark for mark, is_so in (("en, fr", what.bilingual), ("several", what.many)) if is_so]
    return f"{shape} ({'; '.join(marks)})" if marks else shape


def _told(row: StatementRow) -> dict[str, object]:
    return {
        "property": row.name,
        "language": row.language or None,
        "values": row.values,
        "origin": row.origin or None,
        "position": row.position,
        "until": row.until,
        "actor": row.actor,
        "reason": row.reason or None,
        "recorded_at": row.recorded_at,
    }


def _list(screen: Screen, found: Catalog, promise: Callable[[Dataset], str]) -> None:
    rows = [(d.about.table_name, d.about.title_en, d.about.title_fr, f"{d.rows:,}", promise(d)) for d in found.datasets]
    table, count, promised = headings("table", "rows", "promise")
    screen.table((table, "title", "titre", count, promised), rows, right=(count,))
    where = spoken("as of position {position}", position=found.position)
    screen.line(f"{spoken('{n:,} tables', n=len(rows))}, {where}")
