"""``jobforge demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.plain import plain
from jobforge_es.cli.screen import shown_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.story import Story

REASON = "the sample, tried out"
"""Recorded where nobody gave another."""
TABLES = ("gold.fact_forecast", "gold.dim_occupation")
"""Told of the first of these that has a row."""


@click.command()
@click.option(
    "--into", metavar="DIR", type=click.Path(path_type=Path), help="Where the copy goes; default: jobforge-demo."
)
@dry_run
@writing
@pass_asked
def demo(asked: Asked, into: Path | None, dry_run: bool) -> int:
    """Take a copy of the bundled sample from its source files to gold, and tell the story of one row.

    The sample is invented; some of its rows are bad on purpose.
    """
    asked.check()
    if dry_run:
        return _foretell(asked, into)
    from jobforge_es.cli.outcomes import balances, fields_of, told
    from jobforge_es.commands.demo import prepare
    from jobforge_es.commands.outcome import Outcome, exit_code

    screen = asked.screen
    folder = prepare(into).folder
    asked.project = str(folder)
    asked.reason = asked.reason or REASON
    screen.line(f"A copy of the sample project is in {plain(str(folder))}")
    workspace = asked.workspace(progress=True)
    shown: list[str] = []

    def tell(outcome: Outcome) -> None:
        if outcome.status == "unmatched":
            return
        title = CHAPTERS[outcome.step]
        if title not in shown:
            shown.append(title)
            screen.work_line(f"\n{screen.paint(title, 'cyan')}")
        for line in told(outcome, screen.paint):
            screen.work_line(f"  {line}")

    outcomes = workspace.run(tell)
    found = _story(workspace)
    next_steps = _next_steps(folder)
    fields: dict[str, Any] = {"folder": str(folder), "outcomes": [fields_of(o) for o in outcomes]}
    fields |= {"balance": balances(outcomes), "story": found, "next": next_steps}
    screen.object("demo", fields)
    if found is not None:
        for line in story_in_words(found, screen, workspace.config.time_zone):
            screen.line(line)
    screen.line("\nLook around:")
    for step in next_steps:
        screen.line(f"  {step}")
    return exit_code(outcomes)


def _foretell(asked: Asked, into: Path | None) -> int:
    """Tell where the copy would go and what would lie there."""
    from jobforge_es.commands.demo import foresee

    folder, files = foresee(into)
    asked.screen.object("demo", {"dry_run": True, "folder": None if folder is None else str(folder), "files": files})
    for path in files:
        asked.screen.line(f"  {path}")
    where = "a new temporary folder" if folder is None else plain(str(folder))
    asked.screen.line(f"a copy of the sample, {len(files)} files, would be made in {where} and run from source to gold")
    asked.screen.line("nothing was written: this is what would happen")
    asked.screen.hint("jobforge demo" if into is None else _again(into))
    return 0


def _again(into: Path) -> str:
    from jobforge_es.cli.pasting import pasted

    return pasted("jobforge", "demo", "--into", str(into))


CHAPTERS = {
    "apply": "1. What is declared: sources, contracts and models are recorded",
    "ingest": "2. Files arrive: their bytes are kept, every record lands in staged as text",
    "promote": "3. Batches move up: names and types by contract (bronze), then one row per key (silver);"
    " rows that break a rule are set aside with their reasons",
    "build": "4. Tables made by SQL: the answers to questions (gold)",
}


def _story(workspace: Any) -> Story | None:
    from jobforge_es.commands.story import story

    with workspace.reading() as session:
        for table in TABLES:
            if session.manifest.rows(table):
                return story(session, table)
    return None


def _next_steps(folder: Path) -> list[str]:
    from jobforge_es.cli.pasting import pasted

    return [
        pasted("cd", str(folder)),
        'jobforge query "SELECT * FROM gold.dim_occupation LIMIT 5"',
        "jobforge quarantine list        which rows were set aside, and why",
        "jobforge lineage gold.fact_forecast",
        "jobforge verify                 is everything as it was recorded?",
        "jobforge replay --check         build it all again, and compare byte for byte",
    ]


def story_in_words(found: Story, screen: Screen, zone: str) -> Iterator[str]:
    """Tell a story in plain words, line by line."""
    yield f"\n{screen.paint('The story of one row of ' + found.table, 'cyan')}"
    if found.question:
        yield f"  It helps to answer: {plain(found.question)}"
    yield from _pairs("The row", found.row)
    yield f"  It was made by {found.model_path}, which reads {', '.join(found.inputs)}."
    if found.origin is not None:
        place = f"record {found.origin.record} of {plain(found.origin.source_file)}"
        yield f"  It comes from {place}, where it stands like this:"
        yield from _pairs("", {name: "(nothing)" if v is None else v for name, v in found.origin.values.items()})
    else:
        files = ", ".join(map(plain, found.batches))
        yield f"  It is made of {found.source_rows:,} source rows, of {files}."
    yield "  What was recorded on its way:"
    for step in found.steps:
        when = shown_time(step.at, zone)
        yield f"    {step.position:>4}  {when}  {plain(step.by)}: {step.table}, {plain(step.what)}"
    yield f"  All of it as of position {found.position}: the number before each line finds it again in jobforge log."


def _pairs(title: str, values: dict[str, str]) -> Iterator[str]:
    if title:
        yield f"  {title}:"
    width = max(map(len, values), default=0)
    for name, value in values.items():
        yield f"    {name:<{width}}  {plain(value)}"
