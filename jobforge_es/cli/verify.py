"""``jobforge verify``."""

from __future__ import annotations

import click

from jobforge_es.cli.asked import Asked, common, pass_asked
from jobforge_es.cli.plain import plain

DAMAGED = 4


@click.command()
@common
@pass_asked
def verify(asked: Asked) -> int:
    """Recompute the ledger's chain of hashes, the kept source bytes and the layer files.

    Ends with exit code 4 when anything is not what was recorded, and names it.
    """
    found = asked.workspace(progress=True).verify()
    code = 0 if found.is_intact else DAMAGED
    fields = {
        "intact": found.is_intact,
        "events": found.events,
        "head": found.head,
        "objects": found.objects,
        "files": found.files,
        "missing": found.missing,
        "strays": found.strays,
        "damages": found.damages,
        "disposed": found.disposed,
        "rebuilt": found.rebuilt,
        "exit_code": code,
    }
    screen = asked.screen
    screen.object("verify", fields)
    screen.line(f"ledger  {found.events:,} events, each follows the one before; the last is {found.head[:16]}")
    screen.line(f"vault   {found.objects:,} objects hashed")
    for gone in found.disposed:
        screen.line(f"        {gone.sha256[:16]} was disposed of under {plain(gone.authority)}, by {plain(gone.actor)}")
    screen.line(f"layers  {found.files:,} files hashed{_missing(len(found.missing))}")
    if found.rebuilt:
        screen.line(f"        {len(found.rebuilt)} hold the rows that were recorded in the bytes of other libraries")
    for stray in found.strays:
        screen.line(f"{screen.paint('leftover', 'yellow')} {plain(stray)}: no event recorded it; nothing reads it")
    if found.strays:
        screen.line("        mend: jobforge replay")
    for damage in found.damages:
        place = f" (event {damage.position})" if damage.position else ""
        screen.line(f"{screen.paint('damaged', 'red')} {damage.part}: {plain(damage.what)}{place}")
        if damage.mend:
            screen.line(f"        mend: {plain(damage.mend)}")
    screen.line("everything is as it was recorded" if not code else f"{len(found.damages)} things are not as recorded")
    mendable = found.missing or found.strays
    screen.hint("jobforge replay" if mendable else "jobforge replay --check" if not code else "jobforge log")
    return code


def _missing(count: int) -> str:
    return f", {count} are not there and can be built again" if count else ""
