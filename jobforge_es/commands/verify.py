"""Verify: recompute the ledger's chain, the vault and the layer files."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from jobforge_es.commands.built_again import is_built_again
from jobforge_es.commands.gc import covered
from jobforge_es.lost import refuse_lost
from jobforge_es.session import Progress, Session
from ledger.errors import IntegrityError, LedgerError
from ledger.kept import named_objects
from ledger.names import Position, Sha256
from ledger.opening import open_ledger
from ledger.vault import NotInVault, Vault
from ledger.verify import verify as verify_ledger
from projections.catalog.disposals import DisposalRow, disposals
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect, strays

if TYPE_CHECKING:
    from jobforge_es.config import Config
    from jobforge_es.workspace import Workspace
    from ledger.sqlite import SqliteLedger
    from ledger.verify import Verified as Report

Part = Literal["ledger", "vault", "layers"]

OFTEN = 1_000
"""Events after which the one who looks is told: telling takes longer than checking one."""


@attrs.frozen
class Damage:
    """Something that is not what was recorded.

    Attributes:
        part: where it was found.
        what: what is wrong with it.
        position: the event that is damaged or that recorded the damaged thing, where there is one.
        mend: what helps.
    """

    part: Part
    what: str
    position: Position | None = None
    mend: str = ""


@attrs.frozen
class Verified:
    """What was looked at and what was found.

    Attributes:
        events: entries whose hash and link were recomputed.
        head: hash of the last of them, in hexadecimal.
        objects: things in the vault that were hashed.
        files: layer files that were hashed.
        missing: layer files in effect that are not there; replay builds them again.
        strays: layer files that no event recorded: a step was killed between its files and its event, or is at work
            now. Nothing reads them; replay removes them.
        damages: the first of the ledger, all of vault and layers.
        rebuilt: layer files with the rows that were recorded, in the bytes of other libraries than the event names.
        disposed: what was disposed of, and under which authority; that it is not there is no damage.
    """

    events: int
    head: str
    objects: int
    files: int
    missing: tuple[str, ...]
    strays: tuple[str, ...]
    damages: tuple[Damage, ...]
    disposed: tuple[DisposalRow, ...] = ()
    rebuilt: tuple[str, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing is damaged; a derived file that is missing or left over is no damage."""
        return not self.damages


def verify(workspace: Workspace) -> Verified:
    """Hash everything again.

    A ledger that is damaged is not followed any further: then only the vault is looked at beside it. What stands after
    the last checkpoint that lies outside the ledger can be cut off unseen: a chain proves nothing about its end.
    """
    vault = Vault(workspace.config.lake_path / "vault")
    progress = workspace.progress
    sizes = [_size(vault, sha256) for sha256 in vault.hashes()]
    spoilt, objects = _damages(vault, sum(sizes), progress), len(sizes)
    try:
        events, head = _verify_ledger(workspace.config, progress)
    except IntegrityError as error:
        mend = "keep this file as evidence; restore a backup"
        damage = Damage("ledger", error.what, Position(error.position) if error.position else None, mend)
        return Verified(0, "", objects, 0, (), (), (damage, *spoilt))
    there = list(Lake(workspace.config.lake_path).files())  # before the ledger is asked: a step may end meanwhile
    with workspace.reading() as session:
        gone = tuple(disposals(session.db))
        absent = list(_missing_objects(session, {each.sha256 for each in gone}))
        files = list(_files(session, progress))
        left = tuple(strays(session.manifest, there))
    missing = tuple(f.path for f in files if f.state == "missing")
    damages = (*absent, *spoilt, *(f.damage for f in files if f.damage is not None))
    rebuilt = tuple(f.path for f in files if f.state == "rebuilt")
    return Verified(events, head, objects, len(files) - len(missing), missing, left, damages, gone, rebuilt)


def _verify_ledger(config: Config, progress: Progress) -> tuple[int, str]:
    """Recompute the chain; give the number of events and the last hash."""
    refuse_lost(config)
    with contextlib.closing(open_ledger(config.ledger, read_only=True)) as store:
        report = _recompute(store, progress)
    refuse_lost(config, report.events, doubt=True)
    return report.events, report.head.hash.hex()


def _recompute(store: SqliteLedger, progress: Progress) -> Report:
    with _told(progress, "check the ledger", _length(store), counted=True):
        return verify_ledger(store, lambda position: None if position % OFTEN else progress.advance(OFTEN))


@attrs.frozen
class _Looked:
    """A layer file that was looked at."""

    path: str
    state: Literal["whole", "missing", "damaged", "gone", "rebuilt"]
    damage: Damage | None = None


def _length(store: SqliteLedger) -> int | None:
    """Tell how many events there are; None where the end itself cannot be read."""
    try:
        return store.head().position
    except LedgerError:
        return None


def _size(vault: Vault, sha256: Sha256) -> int:
    """Tell how many bytes are kept under a hash; 0 where nothing that can be read is there."""
    try:
        return vault.path(sha256).stat().st_size
    except (NotInVault, OSError):
        return 0


@contextlib.contextmanager
def _told(progress: Progress, what: str, total: int | None, *, counted: bool = False) -> Iterator[None]:
    """Tell of a piece of work for the length of a ``with`` block, however it ends."""
    progress.step(what, total, counted=counted)
    try:
        yield
    finally:
        progress.done()


def _damages(vault: Vault, size: int, progress: Progress) -> tuple[Damage, ...]:
    """Hash every object of the vault, of so many bytes in all."""
    mend = "restore the file from a backup of the vault"
    with _told(progress, "check the vault", size):
        damages = vault.verify(progress.advance)
        return tuple(Damage("vault", f"{found.path.name}: {found.what}", mend=mend) for found in damages)


def _missing_objects(session: Session, disposed: Collection[str]) -> Iterator[Damage]:
    """Find what events name in the vault and is neither there nor disposed of."""
    seen = set(disposed)
    for event in session.store.after(Position(0)):
        for sha256 in named_objects(event.data):
            if sha256 not in seen and not session.vault.has(sha256):
                yield Damage("vault", f"{sha256} is not there", event.position, "restore it from a backup of the vault")
            seen.add(sha256)


def _files(session: Session, progress: Progress) -> Iterator[_Looked]:
    """Hash each layer file that any event recorded and that is there; one not in effect may be gone."""
    recorded = list(session.manifest.every_file())
    spared = {each.file.path for each in covered(session)}
    with _told(progress, "check the layers", len(recorded), counted=True):
        for each in recorded:
            place = session.lake.place_of(each.file.path)
            if place.is_file():
                yield _look(session, each, place)
            elif each.until is None and each.file.path not in spared:
                yield _Looked(each.file.path, "missing")
            progress.advance(1)


def _look(session: Session, each: FileInEffect, place: Path) -> _Looked:
    try:
        with place.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what, mend = f"{each.file.path} cannot be read: {error.strerror}", "jobforge doctor"
        return _Looked(each.file.path, "damaged", Damage("layers", what, each.position, mend))
    if found == each.file.sha256:
        return _Looked(each.file.path, "whole")
    if is_built_again(session, each, place):
        return _Looked(each.file.path, "rebuilt")
    damage = Damage(
        "layers", f"{each.file.path} is not what was recorded", each.position, f"rm '{place}' && jobforge replay"
    )
    return _Looked(each.file.path, "damaged", damage)
