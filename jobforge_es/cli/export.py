"""``jobforge export``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from jobforge_es.cli.asked import Asked, as_of, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report
from projections.catalog.vocabulary.governed import SECURITY


@click.group()
def export() -> None:
    """Write the catalog for other programs."""


to_option = click.option("--to", metavar="URL", help="Send the events to this address; no file is written.")


def target(name: str, what: str, *more: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Add the command that writes one kind of export; with options of its own."""

    @click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="Where; default: in the lake.")
    @click.option("--level", type=click.Choice(SECURITY), help="The highest security category that may leave.")
    @dry_run
    @as_of
    @writing
    @pass_asked
    def command(
        asked: Asked, into: Path | None, level: str | None, as_of: str | None, dry_run: bool, to: str | None = None
    ) -> int:
        if into is not None and to is not None:
            raise click.UsageError("an export goes into a folder or to an address, not both")
        report = Report(asked, "export", dry=dry_run)
        made = asked.workspace().export(name, into, as_of, report.tell, to=to, level=level, dry=dry_run)
        return report.end(made)

    for option in more:
        command = option(command)
    export.command(name, help=what)(command)


target("odcs", "Write a data contract of every table, as the Open Data Contract Standard has them.")
target("powerbi", "Write a Power BI project of the gold tables.")
target("purview", "Write types, entities, lineage and glossary for Microsoft Purview (Atlas v2).")
target("openlineage", "Write runs, jobs and tables as events of OpenLineage.", to_option)
