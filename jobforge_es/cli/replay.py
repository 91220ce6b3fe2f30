"""``jobforge replay``."""

from __future__ import annotations

from pathlib import Path

import click

from jobforge_es.cli.asked import Asked, dry_run, pass_asked, writing


@click.command()
@click.option("--as-of", metavar="P", help="Build the state at a position (41), a day or a time; default: the end.")
@click.option("--into", metavar="DIR", type=click.Path(path_type=Path), help="Build all files in another folder.")
@click.option(
    "--check", is_flag=True, help="Build every file again beside the lake and compare with what was recorded."
)
@dry_run
@writing
@pass_asked
def replay(asked: Asked, as_of: str | None, into: Path | None, check: bool, dry_run: bool) -> None:
    """Build everything derived again from the ledger and the kept source bytes, and compare.

    Without an option, only what is missing is built. Ends with exit code 4 when something comes out otherwise.
    """
    if dry_run:
        _foretell(asked, as_of, into, check=check)
        return
    found = asked.workspace(progress=True).replay(at=as_of, into=into, check=check)
    fields = {
        "position": found.position,
        "events": found.events,
        "files": found.files,
        "built": found.built,
        "differences": found.differences,
        "checked": check,
    }
    screen = asked.screen
    screen.object("replay", fields)
    screen.line(f"{found.events:,} events applied, up to position {found.position}")
    screen.line(
        f"{found.built:,} of {found.files:,} files in effect built again{'' if into is None else f' in {into}'}"
    )
    if check or into is not None:
        screen.line(_compared(found.built, len(found.differences)))
    screen.hint("jobforge verify")


def _foretell(asked: Asked, as_of: str | None, into: Path | None, *, check: bool) -> None:
    """Count the files that would be built."""
    from jobforge_es.commands.replay import check_into, needed
    from projections.read_models import checkpoint

    workspace = asked.workspace()
    check_into(workspace.config, into)
    with workspace.reading(as_of) as session:
        files = session.manifest.all_in_effect()
        everything = check or into is not None
        count = len(files) if everything else sum(not session.lake.has(f.file.path) for f in needed(session, files))
        position = checkpoint(session.db)
    asked.screen.object("replay", {"dry_run": True, "position": position, "files": len(files), "built": count})
    asked.screen.line(
        f"{count:,} of {len(files):,} files in effect at position {position} would be built; nothing was written"
    )
    asked.screen.hint(_again(as_of, into, check=check))


def _again(as_of: str | None, into: Path | None, *, check: bool) -> str:
    from jobforge_es.cli.pasting import pasted

    options = (*(("--as-of", as_of) if as_of else ()), *(("--into", str(into)) if into else ()))
    return pasted("jobforge", "replay", *options, *(("--check",) if check else ()))


def _compared(built: int, different: int) -> str:
    if not different:
        return f"{built:,} of {built:,} equal what was recorded, byte for byte"
    equal = f"{built - different:,} of {built:,} equal byte for byte"
    return f"{equal}; {different:,} by their rows: other libraries wrote them"
