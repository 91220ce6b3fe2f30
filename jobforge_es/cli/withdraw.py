"""``jobforge withdraw`` and ``jobforge reinstate``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import IN_EFFECT, WITHDRAWN
from jobforge_es.cli.outcomes import Report


@click.command()
@click.argument("batch", metavar="BATCH", shell_complete=IN_EFFECT)
@dry_run
@writing
@pass_asked
def withdraw(asked: Asked, batch: str, dry_run: bool) -> int:
    """Take a batch out of effect: its rows leave every table, and what stands above is made again.

    Its bytes and its history stay: --as-of shows what was there before, and jobforge reinstate brings it back.
    jobforge plan --withdraw BATCH tells first what depends on it. --reason has to say why.
    """
    report = Report(asked, "withdraw", dry=dry_run, again=_again(asked, batch))
    return report.end(asked.workspace(progress=True).withdraw(batch, report.tell, dry=dry_run))


@click.command()
@click.argument("batch", metavar="BATCH", shell_complete=WITHDRAWN)
@dry_run
@writing
@pass_asked
def reinstate(asked: Asked, batch: str, dry_run: bool) -> int:
    """Bring a withdrawn batch back into effect; what stands above is made again. --reason has to say why."""
    report = Report(asked, "reinstate", dry=dry_run, again=_again(asked, batch))
    return report.end(asked.workspace(progress=True).reinstate(batch, report.tell, dry=dry_run))


def _again(asked: Asked, batch: str) -> tuple[str, ...]:
    return (batch, *(() if asked.reason else ("--reason", "...")))
