"""Dispose: decide, under an authority, that bytes of the vault are kept no longer, and remove them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from jobforge_es.commands.gc import Collected, collect
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.disposal import disposal, stream_of
from ledger.errors import JobForgeError
from ledger.events import BatchIngested, BatchRejected, ObjectDisposed, StepFailed, ValuesRevealed
from ledger.kept import named_objects
from ledger.names import Position, Sha256
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.catalog.rows import rows_of

_SHA256 = re.compile(r"[0-9a-f]{64}")


class StillInEffect(JobForgeError):
    """Bytes are to be disposed of that a batch in effect is made of."""

    code = "W-010"

    def __init__(self, what: str, batch: BatchRow) -> None:
        super().__init__(
            f"{what} cannot be disposed of: {batch.source_file} is in effect",
            where=batch.batch_id,
            why="rows in effect can always be built again from the bytes that they came from",
            written="nothing",
            mend=(f'jobforge withdraw {batch.batch_id} --reason "..."', "then dispose of it"),
        )


class NeededToRead(JobForgeError):
    """An object is to be disposed of by which other bytes are read."""

    code = "W-011"

    def __init__(self, sha256: str, position: Position) -> None:
        super().__init__(
            f"{sha256} cannot be disposed of: it says how other bytes are read",
            where=f"position {position}",
            why="only source bytes, and texts that may hold values of rows, may go; definitions hold none",
            written="nothing",
            mend=(f"jobforge log --from {position}",),
        )


@attrs.frozen
class Decision:
    """Bytes that are to go: their hash, how many they are, and whose they are."""

    sha256: Sha256
    size: int
    batches: tuple[str, ...]


def decisions(session: Session, target: str) -> tuple[Decision, ...]:
    """Tell what a disposal would remove; empty where all of it was disposed of before.

    Args:
        session: of the command.
        target: a batch that is not in effect, or the hash of an object of the vault.

    Raises:
        UnknownName: there is no such batch, and nothing of that hash was ever recorded.
        StillInEffect: a batch in effect is made of these bytes.
        NeededToRead: it is a definition.
    """
    wanted = _objects(session, target)
    gone = {sha256 for sha256 in wanted if disposal(session.store, sha256) is not None}
    return tuple(_decide(session, sha256) for sha256 in wanted if sha256 not in gone)


def dispose(session: Session, target: str, authority: str) -> tuple[tuple[Decision, ...], Collected]:
    """Record the decision, then remove the bytes and every file that is not in effect, which may hold their rows.

    Killed between the two, the next ``gc`` removes them.

    Args:
        session: of the command.
        target: see ``decisions``.
        authority: by which it is decided.
    """
    found = decisions(session, target)
    for each in found:
        event = ObjectDisposed(each.sha256, each.size, authority, each.batches)
        session.record(stream_of(each.sha256), [event], expected=0, key=f"dispose:{each.sha256}")
    return found, collect(session)


def _objects(session: Session, target: str) -> list[Sha256]:
    if not _SHA256.fullmatch(target):
        batch = batches.batch(session.db, target)
        if batch is None:
            known = (b.batch_id for b in batches.batches(session.db))
            raise UnknownName("batch", target, known, ("jobforge source show", "jobforge log --type batch-withdrawn"))
        return [Sha256(batch.file_sha256), *_details(session, batch.batch_id)]
    sha256 = Sha256(target)
    if not any(sha256 in named_objects(event.data) for event in session.store.after(Position(0))):
        raise UnknownName("object", target, session.vault.hashes(), ("jobforge log --json",))
    return [sha256]


def _details(session: Session, batch_id: str) -> Iterator[Sha256]:
    """Give the engine's own messages about a batch, in which values of its rows may stand."""
    for event in session.store.after(Position(0)):
        match event.data:
            case StepFailed(detail=str(detail), batch_id=other) if other == batch_id:
                yield Sha256(detail)


def _decide(session: Session, sha256: Sha256) -> Decision:
    owners = rows_of(session.db, BatchRow, "batches", "file_sha256 = ? ORDER BY position", (sha256,))
    for batch in owners:
        if batch.status == "in_effect":
            raise StillInEffect(sha256, batch)
    for event in session.store.after(Position(0)):
        if sha256 in named_objects(event.data) and not _holds_values(event.data, sha256):
            raise NeededToRead(sha256, event.position)
    size = session.vault.path(sha256).stat().st_size if session.vault.has(sha256) else 0
    return Decision(sha256, size, tuple(b.batch_id for b in owners))


def _holds_values(event: object, sha256: Sha256) -> bool:
    """Tell whether an event names an object as one that may hold values of rows."""
    match event:
        case BatchIngested(file_sha256=named) | BatchRejected(file_sha256=named) | StepFailed(detail=named):
            return named == sha256
        case ValuesRevealed(question=kept):
            return kept == sha256
        case _:
            return False
