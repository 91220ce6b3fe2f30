"""``jobforge init``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.asking import proposing
from jobforge_es.cli.plain import plain

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=PATH)
@click.argument("more", metavar="[FILE...]", nargs=-1, type=PATH)
@click.option("--sample", is_flag=True, help="Fill it with the bundled sample project.")
@click.option(
    "--from", "files", multiple=True, metavar="FILE", type=PATH, help="Unknown files: propose sources and contracts."
)
@proposing
@dry_run
@writing
@pass_asked
def init(
    asked: Asked,
    folder: Path,
    more: tuple[Path, ...],
    sample: bool,
    files: tuple[Path, ...],
    yes: bool,
    given: dict[str, str],
    dry_run: bool,
) -> int:
    """Make a project in a new or empty folder.

    With --from FILE... it looks at the files, writes a source for each, lands them and drafts contracts; jobforge run
    then takes them to silver. Where a guess could change what is meant, it asks.
    """
    if more and not files:
        raise click.UsageError(f"what to do with {more[0]}? Write --from before the files to begin with")
    if files:
        if sample:
            raise click.UsageError("--sample and --from exclude each other")
        asked.check()
        from jobforge_es.cli.begun import begin

        return begin(asked, folder, (*files, *more), given, yes=yes, dry=dry_run)
    _make(asked, folder, sample=sample, dry=dry_run)
    return 0


def _make(asked: Asked, folder: Path, *, sample: bool, dry: bool) -> None:
    from jobforge_es.cli.pasting import pasted
    from jobforge_es.commands.init import init as make

    made = make(folder, sample=sample, dry=dry)
    asked.screen.object("init", {"folder": str(made.folder), "files": made.files, "sample": sample, "dry_run": dry})
    for path in made.files:
        asked.screen.line(f"  {path}")
    done = "would be made" if dry else "made"
    asked.screen.line(f"{done}: {plain(str(made.folder))}, {len(made.files)} files")
    if not dry:
        asked.screen.hint(f"{pasted('cd', str(folder))} && jobforge {'run' if sample else 'source propose FILE'}")
