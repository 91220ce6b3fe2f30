"""``jobforge export``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, as_of, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report


@click.group()
def export() -> None:
    """Write the catalog for other programs."""


@export.command()
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="Where; default: in the lake.")
@dry_run
@as_of
@writing
@pass_asked
def odcs(asked: Asked, into: Path | None, as_of: str | None, dry_run: bool) -> int:
    """Write a data contract of every table, as the Open Data Contract Standard has them."""
    report = Report(asked, "export", dry=dry_run)
    return report.end(asked.workspace().export("odcs", into, as_of, report.tell, dry=dry_run))
