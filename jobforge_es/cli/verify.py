"""``jobforge verify``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from jobforge_es.cli.asked import Asked, common, pass_asked
from jobforge_es.cli.language import named, spoken
from jobforge_es.cli.plain import plain

if TYPE_CHECKING:
    from jobforge_es.cli.screen import Screen
    from jobforge_es.commands.verify import Verified

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
    for line in _told(found, screen):
        screen.line(line)
    mendable = found.missing or found.strays
    screen.hint("jobforge replay" if mendable else "jobforge replay --check" if not code else "jobforge log")
    return code


def _told(found: Verified, screen: Screen) -> Iterator[str]:
    head = found.head[:16]
    chain = spoken("{n:,} events, each follows the one before; the last is {head}", n=found.events, head=head)
    yield f"{spoken('ledger'):<7} {chain}"
    yield f"{spoken('vault'):<7} {spoken('{n:,} objects hashed', n=found.objects)}"
    for gone in found.disposed:
        facts = {"what": gone.sha256[:16], "authority": plain(gone.authority), "who": plain(gone.actor)}
        yield f"        {spoken('{what} was disposed of under {authority}, by {who}', **facts)}"
    yield f"{spoken('layers'):<7} {spoken('{n:,} files hashed', n=found.files)}{_missing(len(found.missing))}"
    if found.rebuilt:
        count = len(found.rebuilt)
        said = spoken("{n:,} hold the rows that were recorded in the bytes of other libraries", n=count)
        yield f"        {said}"
    for stray in found.strays:
        why = spoken("no event recorded it; nothing reads it")
        yield f"{screen.paint(spoken('leftover'), 'yellow')} {plain(stray)}: {why}"
    if found.strays:
        yield f"        {spoken('mend')}: jobforge replay"
    yield from _damages(found, screen)
    if found.is_intact:
        yield spoken("everything is as it was recorded")
    else:
        yield spoken("{n:,} things are not as recorded", n=len(found.damages))


def _damages(found: Verified, screen: Screen) -> Iterator[str]:
    for damage in found.damages:
        place = f" {spoken('(event {position})', position=damage.position)}" if damage.position else ""
        yield f"{screen.paint(spoken('damaged'), 'red')} {named(damage.part)}: {plain(damage.what)}{place}"
        if damage.mend:
            yield f"        {spoken('mend')}: {plain(damage.mend)}"


def _missing(count: int) -> str:
    return spoken(", {n:,} are not there and can be built again", n=count) if count else ""
