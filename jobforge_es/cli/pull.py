"""``jobforge pull``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.outcomes import Report
from jobforge_es.cli.plain import plain


@click.command()
@dry_run
@writing
@pass_asked
def pull(asked: Asked, dry_run: bool) -> int:
    """Write what commands have said of the catalog back into the files, and record the files as they are then.

    Comments and order stay. With --dry-run it shows which lines would change.
    """
    report = Report(asked, "pull", dry=dry_run)
    outcomes, made = asked.workspace().pull(report.tell, dry=dry_run)
    files = [{"path": file.path, "new": file.before is None, "diff": file.diff} for file in made]
    said = [plain(line) for file in made for line in file.diff] if dry_run else []
    return report.end(outcomes, {"files": files}, said)
