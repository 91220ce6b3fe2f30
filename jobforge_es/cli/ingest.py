"""``jobforge ingest``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import SOURCE
from jobforge_es.cli.outcomes import Report


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "--source", "-s", required=True, metavar="NAME", shell_complete=SOURCE, help="Says how the files are read."
)
@click.option("--period", metavar="P", help="Which period the files are about, where that matters.")
@dry_run
@writing
@pass_asked
def ingest(asked: Asked, paths: tuple[str, ...], source: str, period: str | None, dry_run: bool) -> int:
    """Keep the bytes of files and land every record in staged, as text.

    The same bytes again are no second batch: that they came is recorded, and nothing is landed.
    """
    again = ["--source", source, *(("--period", period) if period else ()), "--", *paths]
    report = Report(asked, "ingest", dry=dry_run, again=again)
    workspace = asked.workspace(progress=True)
    return report.end(workspace.ingest(paths, source, report.tell, period=period, dry=dry_run))
