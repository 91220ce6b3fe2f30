"""``jobforge gc``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.dispose import Decision
    from jobforge_es.commands.gc import Waste

KINDS = {
    "orphan": "layer files that no event recorded",
    "former": "layer files that are not in effect",
    "covered": "layer files whose rows stand in a compacted one",
    "keys": "files kept to compare with those",
    "disposed": "objects of the vault that were disposed of",
}


@click.command()
@click.option(
    "--dispose", metavar="BATCH|SHA", help="Bytes that are to be kept no longer: of a batch, or by their hash."
)
@click.option("--authority", metavar="TEXT", help="By which that is decided, such as a retention schedule.")
@dry_run
@writing
@pass_asked
def gc(asked: Asked, dispose: str | None, authority: str | None, dry_run: bool) -> None:
    """Remove derived files that nothing in effect needs; --as-of builds them again where it needs them.

    A table in mode upsert or history that is read from many files is compacted into one.

    Kept bytes are never among them. They go only with --dispose, --authority and --reason: that is recorded, and their
    hash and every proof stay. A batch that is in effect has to be withdrawn first.
    """
    if (dispose is None) != (authority is None):
        raise click.UsageError("--dispose and --authority are given together")
    workspace, screen = asked.workspace(progress=True), asked.screen
    decided: tuple[Decision, ...] = ()
    if dispose is None or authority is None:
        found = workspace.gc(dry=dry_run)
    else:
        decided, found = workspace.dispose(dispose, authority, dry=dry_run)
    size = sum(each.size for each in found.files)
    fields = {
        "dry_run": dry_run,
        "files": found.files,
        "bytes": size,
        "compacted": found.compacted,
        "disposed": decided,
    }
    screen.object("gc", fields)
    for each in decided:
        batches = f", of {', '.join(each.batches)}" if each.batches else ""
        screen.line(f"{'would dispose' if dry_run else 'disposed'} of {each.sha256}{batches}: {each.size:,} bytes")
    if dispose is not None and not decided:
        screen.line("all of it was disposed of before")
    for table in found.compacted:
        how = "would compact" if dry_run else "compacted"
        screen.line(f"{how} {table.table}: one file in place of {table.files} with {table.rows:,} rows")
    _tell(screen, found.files, dry=dry_run)
    screen.hint("jobforge gc" if dry_run and dispose is None else "jobforge verify")


def _tell(screen: Screen, found: Sequence[Waste], *, dry: bool) -> None:
    rows = []
    for kind, meaning in KINDS.items():
        some = [each for each in found if each.kind == kind]
        if some:
            rows.append((len(some), meaning, f"{sum(each.size for each in some):,}"))
    if not rows:
        screen.line("nothing to remove")
        return
    screen.table(("would go" if dry else "removed", "what", "bytes"), rows, right=("would go", "removed", "bytes"))
    if dry:
        for each in found:
            screen.line(f"  {plain(each.path)}")
        screen.line("nothing was written: this is what would happen")
