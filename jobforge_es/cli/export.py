"""``jobforge export``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, as_of, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report
from projections.catalog.vocabulary.governed import SECURITY


@click.group()
def export() -> None:
    """Write the catalog for other programs."""


def target(name: str, what: str) -> None:
    """Add the command that writes one kind of export."""

    @export.command(name, help=what)
    @click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="Where; default: in the lake.")
    @click.option("--level", type=click.Choice(SECURITY), help="The highest security category that may leave.")
    @dry_run
    @as_of
    @writing
    @pass_asked
    def command(asked: Asked, into: Path | None, level: str | None, as_of: str | None, dry_run: bool) -> int:
        report = Report(asked, "export", dry=dry_run)
        return report.end(asked.workspace().export(name, into, as_of, report.tell, level=level, dry=dry_run))


target("odcs", "Write a data contract of every table, as the Open Data Contract Standard has them.")
target("powerbi", "Write a Power BI project of the gold tables.")
target("purview", "Write types, entities, lineage and glossary for Microsoft Purview (Atlas v2).")
target("openlineage", "Write runs, jobs and tables as events of OpenLineage.")
