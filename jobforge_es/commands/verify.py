"""Verify: recompute the ledger's chain, the vault and the layer files."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from ledger.opening import open_ledger
from ledger.vault import Vault
from ledger.verify import verify as verify_ledger
from projections.storage.manifest import FileInEffect

if TYPE_CHECKING:
    from jobforge_es.workspace import Workspace

from jobforge_es.session import Session
from ledger.errors import IntegrityError
from ledger.events import BatchIngested, BatchRejected, ContractAdopted, Event, ModelAdopted, SourceAdopted, StepFailed
from ledger.names import Position, Sha256

Part = Literal["ledger", "vault", "layers"]


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
        damages: the first of the ledger, all of vault and layers.
    """

    events: int
    head: str
    objects: int
    files: int
    missing: tuple[str, ...]
    damages: tuple[Damage, ...]

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing is damaged; a missing derived file is no damage."""
        return not self.damages


def verify(workspace: Workspace) -> Verified:
    """Hash everything again.

    A ledger that is damaged is not followed any further: then only the vault is looked at beside it. What stands after
    the last checkpoint that lies outside the ledger can be cut off unseen: a chain proves nothing about its end.
    """
    vault = Vault(workspace.config.lake_path / "vault")
    spoilt, objects = _damages(vault), sum(1 for _ in vault.hashes())
    try:
        with contextlib.closing(open_ledger(workspace.config.ledger, read_only=True)) as store:
            report = verify_ledger(store)
    except IntegrityError as error:
        mend = "keep this file as evidence; restore a backup"
        damage = Damage("ledger", error.what, Position(error.position) if error.position else None, mend)
        return Verified(0, "", objects, 0, (), (damage, *spoilt))
    with workspace.reading() as session:
        absent = list(_missing_objects(session))
        files = list(_files(session))
    missing = tuple(f.path for f in files if f.state == "missing")
    damages = (*absent, *spoilt, *(f.damage for f in files if f.damage is not None))
    looked_at = len(files) - len(missing)
    return Verified(report.events, report.head.hash.hex(), objects, looked_at, missing, damages)


@attrs.frozen
class _Looked:
    """A layer file that was looked at."""

    path: str
    state: Literal["whole", "missing", "damaged", "gone"]
    damage: Damage | None = None


def _damages(vault: Vault) -> tuple[Damage, ...]:
    """Hash every object of the vault."""
    mend = "restore the file from a backup of the vault"
    return tuple(Damage("vault", f"{found.path.name}: {found.what}", mend=mend) for found in vault.verify())


def _missing_objects(session: Session) -> Iterator[Damage]:
    """Find what events name in the vault and is not there."""
    seen: set[str] = set()
    for event in session.store.after(Position(0)):
        for sha256 in named_objects(event.data):
            if sha256 not in seen and not session.vault.has(sha256):
                yield Damage("vault", f"{sha256} is not there", event.position, "restore it from a backup of the vault")
            seen.add(sha256)


def named_objects(event: Event) -> tuple[Sha256, ...]:
    """Give the hashes of everything in the vault that an event needs."""
    match event:
        case BatchIngested(file_sha256=file, definition=definition, layout=layout):
            return file, definition, layout
        case BatchRejected(file_sha256=file, definition=definition):
            return file, definition
        case SourceAdopted() | ContractAdopted() | ModelAdopted():
            return event.file_sha256, event.definition
        case StepFailed(detail=str(detail)):
            return (Sha256(detail),)
        case _:
            return ()


def _files(session: Session) -> Iterator[_Looked]:
    """Hash each layer file that any event recorded and that is there; one not in effect may be gone."""
    for each in session.manifest.every_file():
        place = session.lake.place_of(each.file.path)
        if place.is_file():
            yield _look(each, place)
        elif each.until is None:
            yield _Looked(each.file.path, "missing")


def _look(each: FileInEffect, place: Path) -> _Looked:
    try:
        with place.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        what, mend = f"{each.file.path} cannot be read: {error.strerror}", "jobforge doctor"
        return _Looked(each.file.path, "damaged", Damage("layers", what, each.position, mend))
    if found == each.file.sha256:
        return _Looked(each.file.path, "whole")
    damage = Damage(
        "layers", f"{each.file.path} is not what was recorded", each.position, f"rm '{place}' && jobforge replay"
    )
    return _Looked(each.file.path, "damaged", damage)
