"""``jobforge init``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, common, dry_run, pass_asked
from jobforge_es.cli.plain import plain


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="Fill it with the bundled sample project.")
@dry_run
@common
@pass_asked
def init(asked: Asked, folder: Path, sample: bool, dry_run: bool) -> None:
    """Make a project in a new or empty folder."""
    from jobforge_es.commands.init import init as make

    made = make(folder, sample=sample, dry=dry_run)
    asked.screen.object("init", {"folder": str(made.folder), "files": made.files, "sample": sample, "dry_run": dry_run})
    for path in made.files:
        asked.screen.line(f"  {path}")
    done = "would be made" if dry_run else "made"
    asked.screen.line(f"{done}: {plain(str(made.folder))}, {len(made.files)} files")
    if not dry_run:
        asked.screen.hint(f"cd {_quoted(str(folder))} && jobforge {'run' if sample else 'status'}")


def _quoted(path: str) -> str:
    from shlex import quote

    return quote(plain(path))
