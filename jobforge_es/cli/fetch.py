"""``jobforge fetch``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import SOURCE
from jobforge_es.cli.outcomes import Report


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=SOURCE)
@dry_run
@writing
@pass_asked
def fetch(asked: Asked, sources: tuple[str, ...], dry_run: bool) -> int:
    """Get the files of sources that have an address into the inbox; only what is new.

    Without names, each address is asked as often as its source says; a named source is asked now. This and run --fetch
    are all that ever uses the network.
    """
    report = Report(asked, "fetch", dry=dry_run, again=sources)
    return report.end(asked.workspace(progress=True).fetch(sources, report.tell, dry=dry_run))
