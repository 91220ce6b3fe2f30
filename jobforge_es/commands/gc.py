"""Gc: remove what nothing that counts is made of. Nothing of it is truth; what is asked for again is built again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import attrs

from jobforge_es.commands.compact import Compaction, compact_all, compactable
from jobforge_es.commands.publish import publish
from jobforge_es.session import Session
from ledger.names import Sha256
from projections.catalog.disposals import disposals
from projections.storage.manifest import FileInEffect, strays

Kind = Literal["orphan", "former", "covered", "keys", "disposed"]


@attrs.frozen
class Waste:
    """A file that may go.

    Attributes:
        kind: ``orphan``: a layer file that no event recorded. ``former``: a layer file that is not in effect.
            ``covered``: one whose rows stand in a compacted one as well. ``keys``: what was kept to compare with such
            files. ``disposed``: bytes of the vault that were disposed of. What a killed command left half written goes
            with the next command that writes.
        path: below the lake.
        size: bytes on the disk that are freed; 0 for a file that another name keeps.
    """

    kind: Kind
    path: str
    size: int


@attrs.frozen
class Collected:
    """What ``gc`` did, or would do.

    Attributes:
        files: that were removed. What a compaction makes superfluous is known only once it is done.
        compacted: tables whose rows were put into one file.
    """

    files: tuple[Waste, ...]
    compacted: tuple[Compaction, ...]


def foretell(session: Session) -> Collected:
    """Tell what ``collect`` would do."""
    return Collected(waste(session), tuple(compactable(session)))


def waste(session: Session) -> tuple[Waste, ...]:
    """Give everything that may go, by kind and path; call it while no other command writes."""
    return tuple(attrs.evolve(each, size=_size(session, each.path)) for each in _waste(session))


def collect(session: Session) -> Collected:
    """Compact what is read from many files, then remove everything that may go.

    Interrupted at any point it leaves a whole state.
    """
    compacted = tuple(compact_all(session))
    publish(session)  # so that no name that others read keeps a file that goes
    found = waste(session)
    session.progress.step("remove what nothing needs", len(found), counted=True)
    try:
        for each in found:
            if each.kind == "disposed":
                session.vault.dispose(Sha256(each.path.rpartition("/")[2]))
            else:
                session.lake.place_of(each.path).unlink(missing_ok=True)
            session.progress.advance(1)
    finally:
        session.progress.done()
    return Collected(found, compacted)


def _waste(session: Session) -> Iterator[Waste]:
    lake = session.lake
    for path in strays(session.manifest, lake.files()):
        yield Waste("orphan", path, 0)
    for file in session.manifest.former():
        if lake.place_of(file.file.path).is_file():
            yield Waste("former", file.file.path, 0)
    for file in covered(session):
        if lake.place_of(file.file.path).is_file():
            yield Waste("covered", file.file.path, 0)
    yield from _keys(session)
    for row in disposals(session.db):
        if session.vault.has(Sha256(row.sha256)):
            yield Waste("disposed", session.vault.path(Sha256(row.sha256)).relative_to(lake.root).as_posix(), 0)


def covered(session: Session) -> list[FileInEffect]:
    """Give the files in effect whose rows stand in a compacted file that is there."""
    there = {
        file.table
        for file in session.manifest.all_in_effect()
        if file.file.kind == "compacted" and session.lake.has(file.file.path)
    }
    return [file for file in session.manifest.covered() if file.table in there]


def _keys(session: Session) -> Iterator[Waste]:
    """Give the key files of data files that are not in effect."""
    names = (f.file.path for f in session.manifest.all_in_effect() if f.file.kind == "data")
    kept = {name.removeprefix("layers/").removesuffix(".parquet") for name in names}
    for place in sorted((session.lake.root / "keys").rglob("*.parquet")):
        path = place.relative_to(session.lake.root).as_posix()
        if path.removeprefix("keys/").rpartition("-")[0] not in kept:
            yield Waste("keys", path, 0)


def _size(session: Session, path: str) -> int:
    try:
        found = session.lake.place_of(path).lstat()
    except OSError:
        return 0
    return found.st_size if found.st_nlink < 2 else 0
