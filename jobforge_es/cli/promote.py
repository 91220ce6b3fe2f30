"""``jobforge promote``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import TABLE
from jobforge_es.cli.outcomes import Report


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...", shell_complete=TABLE)
@click.option(
    "--to",
    type=click.Choice(["bronze", "silver", "gold"]),
    default="gold",
    show_default=True,
    metavar="LAYER",
    help="The highest layer to move into: bronze, silver or gold.",
)
@dry_run
@writing
@pass_asked
def promote(asked: Asked, tables: tuple[str, ...], to: str, dry_run: bool) -> int:
    """Move what is due up, for some tables (such as silver.noc) or for all."""
    report = Report(asked, "promote", dry=dry_run, again=[*tables, *(() if to == "gold" else ("--to", to))])
    workspace = asked.workspace(progress=True)
    return report.end(workspace.promote(tables, to, report.tell, dry=dry_run))
