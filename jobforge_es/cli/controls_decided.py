"""``jobforge controls scope``, ``waive`` and ``attest``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report

SUBJECT = click.option("--for", "subject", metavar="SUBJECT", help="Only of this: a table, a column, or KIND:KEY.")
UNTIL = click.option("--until", metavar="DAY", help="The last day on which it holds.")
END = click.option("--end", is_flag=True, help="Take it back.")


def _check(*, end: bool, given: object, option: str) -> None:
    if end == (given is not None):
        raise click.UsageError(f"say {option}, or --end")


@click.command()
@click.argument("name", metavar="ID|FRAMEWORK[:CLAUSE]")
@SUBJECT
@UNTIL
@click.option("--level", metavar="LEVEL", help="The framework applies, at this level: I, II, III or IV.")
@END
@dry_run
@writing
@pass_asked
def scope(
    asked: Asked, name: str, subject: str | None, until: str | None, level: str | None, end: bool, dry_run: bool
) -> int:
    """Say that a control, a clause or a framework does not apply, or at which level it does.

    --reason has to say why.
    """
    _check(end=end, given=until, option="--until DAY")
    report, space = Report(asked, "controls scope", dry=dry_run), asked.workspace()
    if until is None:
        return report.end(space.end_control_decision("scope", name, report.tell, subject=subject, dry=dry_run))
    return report.end(space.scope_control(name, until, report.tell, subject=subject, level=level, dry=dry_run))


@click.command()
@click.argument("control", metavar="ID")
@SUBJECT
@UNTIL
@END
@dry_run
@writing
@pass_asked
def waive(asked: Asked, control: str, subject: str | None, until: str | None, end: bool, dry_run: bool) -> int:
    """Accept until a day that a control does not hold; it does not count as one that does.

    --reason has to say why.
    """
    _check(end=end, given=until, option="--until DAY")
    report, space = Report(asked, "controls waive", dry=dry_run), asked.workspace()
    if until is None:
        return report.end(space.end_control_decision("waiver", control, report.tell, subject=subject, dry=dry_run))
    return report.end(space.waive_control(control, until, report.tell, subject=subject, dry=dry_run))


@click.command()
@click.argument("name", metavar="ID|FRAMEWORK:CLAUSE")
@click.option("--evidence", type=click.Path(path_type=Path), metavar="FILE", help="What shows it; its bytes are kept.")
@UNTIL
@END
@dry_run
@writing
@pass_asked
def attest(asked: Asked, name: str, evidence: Path | None, until: str | None, end: bool, dry_run: bool) -> int:
    """Vouch for a control or a clause with a file; that is told apart from what was computed.

    --reason has to say why.
    """
    _check(end=end, given=evidence, option="--evidence FILE")
    report, space = Report(asked, "controls attest", dry=dry_run), asked.workspace()
    if evidence is None:
        return report.end(space.end_control_decision("attestation", name, report.tell, dry=dry_run))
    return report.end(space.attest_control(name, evidence, report.tell, until=until, dry=dry_run))
