"""``jobforge apply``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report


@click.command()
@dry_run
@writing
@pass_asked
def apply(asked: Asked, dry_run: bool) -> int:
    """Record which sources, contracts and models changed in the project's files.

    All files are checked first: while one is wrong, nothing is recorded.
    """
    report = Report(asked, "apply", dry=dry_run)
    return report.end(asked.workspace(progress=True).apply(report.tell, dry=dry_run))
