"""``jobforge run`` and ``jobforge plan``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.names import IN_EFFECT
from jobforge_es.cli.outcomes import Report


@click.command()
@click.option("--fetch", is_flag=True, help="First get new files from the addresses that sources declare.")
@dry_run
@writing
@pass_asked
def run(asked: Asked, fetch: bool, dry_run: bool) -> int:
    """Apply what changed in the project's files, ingest the inbox, promote to gold; only what is due.

    A second run with nothing new records nothing. One failed step does not stop the others.
    """
    report = Report(asked, "run", dry=dry_run, again=("--fetch",) if fetch else ())
    return report.end(asked.workspace(progress=True).run(report.tell, fetch=fetch, dry=dry_run))


@click.command()
@click.option("--withdraw", metavar="BATCH", shell_complete=IN_EFFECT, help="Tell what withdrawing a batch would do.")
@writing
@pass_asked
def plan(asked: Asked, withdraw: str | None) -> int:
    """Tell what run would do, with row counts and rows to be set aside; writes nothing.

    The same code as run works in a place where nothing lasts, so it takes as long as run. Of a changed contract it
    tells which accepted rows it would refuse now, and which refused ones it would take.

    With --withdraw it tells what
    depends on a batch: tables and their rows, batches that are promoted again, questions that are answered from them.
    """
    report = Report(asked, "plan", dry=True)
    workspace = asked.workspace(progress=True)
    if withdraw is None:
        from jobforge_es.cli.impacts import fields_of, lines_of

        outcomes, impacts = workspace.plan(report.tell), workspace.impact()
        said = [line for each in impacts for line in lines_of(each)]
        return report.end(outcomes, {"contracts": [fields_of(each) for each in impacts]}, said)
    from jobforge_es.cli.blasts import end

    return end(asked, workspace.blast(withdraw, report.tell))
