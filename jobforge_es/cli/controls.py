"""``jobforge controls``."""

from __future__ import annotations

from typing import Any

import click

from jobforge_es.cli.asked import Asked, as_of, common, dry_run, pass_asked, writing
from jobforge_es.cli.controls_decided import SUBJECT, attest, scope, waive

FRAMEWORK = click.option(
    "--framework", metavar="NAME", help="How the clauses of an instrument stand: dmbok, dadm or gc-data-quality."
)
FAIL_UNDER = click.option("--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="End with 3 below it.")
REBUILD = click.option("--rebuild", is_flag=True, help="Build every file in effect again, and compare.")


@click.group(invoke_without_command=True)
@FRAMEWORK
@SUBJECT
@FAIL_UNDER
@REBUILD
@click.option("--record", is_flag=True, help="Keep what they came to, for the trend.")
@as_of
@dry_run
@writing
@click.pass_context
def controls(ctx: click.Context, /, **options: Any) -> int | None:
    """Compute statements of good practice, each over all that it is about, and tell which of them hold.

    Without a word after it, all of them. What only people can say (attest, waive, scope) is counted apart.
    """
    if ctx.invoked_subcommand is None:
        return _scorecard(ctx.ensure_object(Asked), **options)
    given = [name for name, value in options.items() if value]
    if given:
        raise click.UsageError(f"--{given[0].replace('_', '-')} comes after {ctx.invoked_subcommand}, where it has it")
    return None


def _scorecard(
    asked: Asked,
    *,
    framework: str | None,
    subject: str | None,
    fail_under: int | None,
    rebuild: bool,
    record: bool,
    as_of: str | None,
    dry_run: bool,
) -> int:
    from jobforge_es.cli.controls_shown import tell_all, tell_matrix

    if record and not (as_of is framework is subject is None):
        raise click.UsageError("--record is about all controls, as they are now")
    if fail_under is not None and framework is not None:
        raise click.UsageError("--fail-under is about all controls: clauses have no score")
    workspace = asked.workspace(progress=True)
    if record:
        found = workspace.record_controls(rebuilds=rebuild, dry=dry_run)
    else:
        found = workspace.controls(None, as_of, framework=framework, subject=subject, rebuilds=rebuild)
    if found.matrix is None:
        tell_all(asked.screen, found, dry=dry_run, whole=subject is None)
    else:
        tell_matrix(asked.screen, found, found.matrix)
    return 3 if fail_under is not None and (found.score or 0) < fail_under else 0


@controls.command()
@click.argument("control", metavar="ID")
@SUBJECT
@click.option("--all", "every", is_flag=True, help="Every item that does not hold, not only the first.")
@REBUILD
@as_of
@common
@pass_asked
def show(asked: Asked, control: str, subject: str | None, every: bool, rebuild: bool, as_of: str | None) -> None:
    """Show one control: what it says, what it came to, and what mends each thing of which it does not hold."""
    from sys import maxsize

    from jobforge_es.cli.controls_shown import tell_one

    shown = maxsize if every else None
    found = asked.workspace(progress=True).controls(control, as_of, subject=subject, rebuilds=rebuild, shown=shown)
    tell_one(asked.screen, found)


@controls.command()
@as_of
@common
@pass_asked
def trend(asked: Asked, as_of: str | None) -> None:
    """Tell what recorded evaluations came to, and which controls changed from one to the next."""
    from jobforge_es.cli.controls_shown import tell_trend

    tell_trend(asked.screen, asked.workspace().control_trend(as_of), asked.config().time_zone)


for command in (scope, waive, attest):
    controls.add_command(command)
