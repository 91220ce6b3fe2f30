"""Verify: recompute the ledger's chain, the vault and the layer files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import attrs
from ledger.verify import verify_chain

from jobforge_es.session import Session
from ledger.errors import IntegrityError
from ledger.events import BatchIngested, BatchRejected, ContractAdopted, Event, ModelAdopted, SourceAdopted, StepFailed
from ledger.names import Position

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


def verify(session: Session) -> Verified:
    """Hash everything again.

    What stands after the last checkpoint that lies outside the ledger can be cut off unseen: a chain proves nothing
    about its end.
    """
    damages: list[Damage] = []
    events, head = 0, ""
    try:
        report = verify_chain(session.store)
        events, head = report.events, report.head.hash.hex()
    except IntegrityError as error:
        mend = "keep this file as evidence; restore a backup"
        damages.append(Damage("ledger", error.what, Position(error.position) if error.position else None, mend))
    if not damages:
        damages.extend(_missing_objects(session))
    objects = 0
    for found in session.vault.verify():
        objects += 1
        if found.problem is not None:
            damages.append(Damage("vault", found.problem, mend="restore the file from a backup of the vault"))
    files, missing = 0, []
    if not any(d.part == "ledger" for d in damages):
        for each in _files(session):
            files += isinstance(each, int)
            if isinstance(each, str):
                missing.append(each)
            elif isinstance(each, Damage):
                files += 1
                damages.append(each)
    return Verified(events, head, objects, files, tuple(missing), tuple(damages))


def _missing_objects(session: Session) -> Iterator[Damage]:
    """Find what events name in the vault and is not there."""
    seen: set[str] = set()
    for event in session.store.after(Position(0)):
        for sha256 in named_objects(event.data):
            if sha256 not in seen and not session.vault.has(sha256):
                yield Damage("vault", f"{sha256} is not there", event.position, "restore it from a backup of the vault")
            seen.add(sha256)


def named_objects(event: Event) -> tuple[str, ...]:
    """Give the hashes of everything in the vault that an event needs."""
    match event:
        case BatchIngested(file_sha256=file, definition=definition, layout=layout):
            return file, definition, layout
        case BatchRejected(file_sha256=file, definition=definition):
            return file, definition
        case SourceAdopted() | ContractAdopted() | ModelAdopted():
            return event.file_sha256, event.definition
        case StepFailed(detail=str(detail)):
            return (detail,)
        case _:
            return ()


def _files(session: Session) -> Iterator[Damage | str | int]:
    """Hash each layer file that is there: 1 when it is whole, its damage, or the path of one in effect that lacks."""
    known: set[Path] = set()
    for each in session.manifest.every_file():
        place = session.lake.place_of(each.file.path)
        known.add(place)
        if not place.is_file():
            if each.until is None:
                yield each.file.path
            continue
        try:
            with place.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield Damage(
                "layers", f"{each.file.path} cannot be read: {error.strerror}", each.position, "jobforge replay"
            )
            continue
        if found == each.file.sha256:
            yield 1
        else:
            mend = f"rm '{place}' && jobforge replay"
            yield Damage("layers", f"{each.file.path} is not what was recorded", each.position, mend)
