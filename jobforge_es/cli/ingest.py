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
@click.option("--published", metavar="D", help="On which day their publisher published them, such as 2026-03-31.")
@click.option("--edition", metavar="E", help="As which edition, in the publisher's words.")
@click.option("--period", metavar="P", help="What they are about: 2026, 2026-03, 2026-Q1, 2026-03-31 or 2025/2026.")
@dry_run
@writing
@pass_asked
def ingest(asked: Asked, /, paths: tuple[str, ...], source: str, dry_run: bool, **facts: str | None) -> int:
    """Keep the bytes of files and land every record in staged, as text.

    The same bytes again are no second batch: that they came is recorded, and nothing is landed. What is known of a
    file can also stand in FILE.meta.yaml beside it, or in its name.
    """
    said = [word for fact, text in facts.items() if text is not None for word in (f"--{fact}", text)]
    again = ["--source", source, *said, "--", *paths]
    report = Report(asked, "ingest", dry=dry_run, again=again)
    workspace = asked.workspace(progress=True)
    return report.end(workspace.ingest(paths, source, report.tell, dry=dry_run, **facts))
