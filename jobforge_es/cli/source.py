"""``jobforge source``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli import source_said
from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked
from jobforge_es.cli.asking import proposing
from jobforge_es.cli.language import counted, headings, named, spoken
from jobforge_es.cli.names import SOURCE
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time
from projections.catalog.vocabulary.sources import SOURCE as KIND

if TYPE_CHECKING:
    from pathlib import Path

    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.proposing.propose_source import ProposedSource
    from jobforge_es.commands.sources import SourceShown
    from projections.catalog.batches import BatchRow

FACTS = ("published", "edition", "period", "delivery")
"""What can be known of a file; a column for each that is known of any."""


@click.group()
def source() -> None:
    """Tell where files come from and how they are read."""


source.add_command(source_said.revise)
source.add_command(source_said.credits_)


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
        | {"said": source_said.texts(s.credit), "missing": s.credit.unsaid, "files_without": s.unknown}
        for s in found.sources
    ]
    asked.screen.object("source-show", {"position": found.position, "sources": fields})
    if name is None:
        asked.screen.table(
            headings("source", "title", "files", "batches", "set aside", "declared in"), map(_row, found.sources)
        )
        count = counted(len(found.sources), "{n:,} source", "{n:,} sources")
        asked.screen.line(f"{count}, {spoken('as of position {position}', position=found.position)}")
        asked.screen.hint(f"jobforge source show {found.sources[0].row.name}" if found.sources else "jobforge apply")
    else:
        _show(asked.screen, found.sources[0], workspace.config.time_zone)
        asked.screen.line(spoken("as of position {position}", position=found.position))
        asked.screen.hint(f'jobforge query "SELECT * FROM staged.{name} LIMIT 10"')


@source.command()
@click.argument("file", type=click.Path())
@click.option("--name", metavar="NAME", help="Name of the source; default: made from the name of the file.")
@proposing
@dry_run
@common
@pass_asked
def propose(asked: Asked, file: str, name: str | None, yes: bool, given: dict[str, str], dry_run: bool) -> None:
    """Look at an unknown file and write sources/NAME.yaml, with a reason for every line.

    The whole file is read with it first. Where a guess could change what is meant, it asks.
    """
    from pathlib import Path

    from jobforge_es.cli import proposed

    workspace = asked.workspace(progress=True)
    found = proposed.source_of(asked, workspace, Path(file), name, given, yes=yes, dry=dry_run)
    following = _after_propose(workspace.config.inbox_path, found)
    fields = proposed.source_fields(found) | {"dry_run": dry_run, "next": following}
    asked.screen.object("source-propose", fields)
    asked.screen.line(f"{'would write' if dry_run else 'wrote'} {found.path}")
    asked.screen.hint(following)


def _after_propose(inbox: Path, found: ProposedSource) -> str:
    from jobforge_es.cli.pasting import pasted

    if found.file.resolve().parent == inbox.resolve():
        return "jobforge run"
    return pasted("jobforge", "ingest", str(found.file), "--source", found.source.name)


def _row(found: SourceShown) -> tuple[object, ...]:
    about = found.settings.get("about", {})
    title = about.get("title") or about.get("title.en") or about.get("title.fr") or ""
    aside = sum(b.quarantined for b in found.in_effect) or ""
    return found.row.name, title, ", ".join(found.settings["files"]), len(found.in_effect), aside, found.row.path


def _show(screen: Screen, found: SourceShown, zone: str) -> None:
    row = found.row
    said = {"path": row.path, "who": plain(row.actor), "when": shown_time(row.recorded_at, zone)}
    screen.line(f"{row.name}: {spoken('{path}, by {who}, {when}', **said)}")
    for key, value in settings_in_words(found).items():
        screen.line(f"  {key:<18} {plain(value)}")
    screen.line()
    for line in source_said.lines(found):
        screen.line(line)
    if found.headers:
        screen.table(headings("header in the file", "column"), found.headers)
        screen.line()
    facts = [fact for fact in FACTS if any(getattr(b, fact) for b in found.batches)]
    told = headings("batch", "file", "arrived", "read", "accepted", "set aside", "skipped")
    header = (*told, *map(named, facts), "")
    screen.table(header, [_batch(b, facts, zone) for b in found.batches], right=header[3:7])


def _batch(batch: BatchRow, facts: list[str], zone: str) -> tuple[object, ...]:
    counts = (batch.read, batch.accepted, batch.quarantined, batch.skipped)
    known = (getattr(batch, fact) for fact in facts)
    return batch.batch_id, batch.source_file, shown_time(batch.ingested_at, zone), *counts, *known, _state(batch)


def _state(batch: object) -> str:
    status, code = getattr(batch, "status", ""), getattr(batch, "code", "")
    if status == "rejected":
        return spoken("refused: {code}", code=code)
    return spoken("withdrawn") if status == "withdrawn" else ""


def settings_in_words(found: SourceShown) -> dict[str, str]:
    """Give the settings as they are written in a source file, without those that say nothing."""
    settings = dict(found.settings)
    form, about = settings.pop("form", {}), settings.pop("about", {})
    form |= {key: value for key, value in about.items() if key.partition(".")[0] not in KIND.properties}
    said = {**settings, **form}
    return {key: _word(value) for key, value in said.items() if value not in (None, [], {}, "") and key != "name"}


def _word(value: object) -> str:
    match value:
        case list():
            return ", ".join(map(_word, value))
        case dict():
            return ", ".join(f"{key}: {_word(each)}" for key, each in value.items() if each not in (None, [], ""))
        case bool():
            return "yes" if value else "no"
        case _:
            return {"\t": "tab"}.get(str(value), str(value))
