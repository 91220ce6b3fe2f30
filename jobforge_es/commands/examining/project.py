"""What a project holds: its ledger, its files, what was left over, how far everything has followed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from jobforge_es.commands.examining.finding import Finding
from jobforge_es.commands.gc import Waste, covered, waste
from jobforge_es.commands.publish import published_before
from jobforge_es.lost import refuse_lost
from ledger.errors import JobForgeError
from projections.storage.lake import Lake
from projections.storage.manifest import strays

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace

NAMED = 3
"""How many files are named; ``verify`` names them all."""


def project(workspace: Workspace) -> Iterator[Finding]:
    """Look at ledger, files and read models; an error of theirs is a finding too."""
    try:
        with workspace.reading() as session:
            yield _ledger(workspace, session.store.head().position)
            yield from _derived(workspace)
    except JobForgeError as error:
        yield Finding("ledger", "bad", f"{error.code} {error.what}", error.mend or ("jobforge verify",))


def _ledger(workspace: Workspace, head: int) -> Finding:
    refuse_lost(workspace.config, head, doubt=True)
    status = workspace.status()
    if status.recorded_at and datetime.fromisoformat(status.recorded_at).timestamp() > time.time() + 60:
        mend = ("set the clock of this machine; until then new events bear the time of the last one",)
        return Finding("ledger", "doubtful", f"its last event is from the future: {status.recorded_at}", mend)
    return Finding("ledger", "good", f"{head:,} events, {workspace.config.ledger}")


def _derived(workspace: Workspace) -> Iterator[Finding]:
    there = list(Lake(workspace.config.lake_path).files())  # before the ledger is asked: a step may end meanwhile
    with workspace.reading() as session:
        files = session.manifest.all_in_effect()
        spared = {file.file.path for file in covered(session)}
        missing = sum(not session.lake.has(f.file.path) for f in files if f.file.path not in spared)
        drafts = sum(1 for _ in session.lake.drafts()) + sum(1 for _ in (session.vault.root / "incoming").glob("*"))
        left = strays(session.manifest, there)
        some = waste(session)
        unpublished = published_before(session)
    if missing:
        yield Finding("layer files", "doubtful", f"{missing} of {len(files)} are not there", ("jobforge replay",))
    else:
        yield Finding("layer files", "good", f"all {len(files)} in effect are there")
    yield from _left_over(left, drafts)
    yield _waste([each for each in some if each.kind != "orphan"])
    if behind := workspace.status().behind:
        mend = ("the next command that writes catches up",)
        yield Finding("read models", "doubtful", f"{behind} events behind", mend)
    else:
        yield Finding("read models", "good", "they have followed the ledger to its end")
    if unpublished:
        yield Finding("published", "doubtful", f"of another moment: {', '.join(unpublished)}", ("jobforge run",))
    else:
        yield Finding("published", "good", "every published table is the one in effect")


def _waste(some: list[Waste]) -> Finding:
    disposed = sum(each.kind == "disposed" for each in some)
    if disposed:
        return Finding(
            "vault", "doubtful", f"{disposed} objects were disposed of and are still there", ("jobforge gc",)
        )
    size = sum(each.size for each in some)
    what = f"{len(some)} files that are not in effect take {size / 1e6:,.1f} MB; jobforge gc removes them"
    return Finding("vault", "good", what if some else "nothing lies about that may go")


def _left_over(left: list[str], drafts: int) -> Iterator[Finding]:
    if left:
        named = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
        what = f"{len(left)} layer files that no event recorded, of a step that was killed or is at work: {named}"
        yield Finding("leftovers", "doubtful", what, ("jobforge gc",))
    if drafts:
        what = f"{drafts} half-written files or folders of commands that were killed"
        yield Finding("leftovers", "doubtful", what, ("the next command that writes sweeps them",))
    if not left and not drafts:
        yield Finding("leftovers", "good", "none")
