"""Replay: build the derived state again from the ledger and the vault, and compare."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import attrs

from jobforge_es.commands.publish import publish
from jobforge_es.errors import ReplayDiffers
from jobforge_es.session import Session
from ledger.names import Position
from projections.layers.rebuild import rebuild
from projections.read_models import read_models
from projections.runner import PROJECTIONS, catch_up
from projections.storage.lake import BESIDE, Lake
from projections.storage.manifest import FileInEffect, Manifest


@attrs.frozen
class Difference:
    """A file that came out otherwise than recorded."""

    path: str
    recorded_sha256: str
    built_sha256: str
    rows_equal: bool


@attrs.frozen
class Replayed:
    """What a replay did.

    Attributes:
        position: the state that was built.
        events: events applied.
        files: files in effect at that position.
        built: files that were missing, or all with ``check``, built again.
        differences: files whose bytes differ though their rows are equal: other libraries wrote them.
    """

    position: Position
    events: int
    files: int
    built: int
    differences: tuple[Difference, ...] = ()


def replay(session: Session, *, at: Position | None = None, into: Path | None = None, check: bool = False) -> Replayed:
    """Build the read models again and every layer file that is missing.

    Args:
        session: of the command; its read models have been made anew by the caller.
        at: the state to build; None for the end of the ledger.
        into: another folder to build everything in; None for the lake.
        check: build every file again beside the lake and compare, also those that are there.

    Raises:
        IntegrityError: rows differ from those recorded.
        ReplayDiffers: bytes differ though the libraries are those that the event names.
    """
    position = at if at is not None else session.store.head().position
    db = read_models(None, PROJECTIONS)
    events = catch_up(db, session.store, session.vault, position)
    files = Manifest(db).all_in_effect()
    if into is not None:
        return _all(session, Lake(into), files, position, events)
    result = Replayed(position, events, len(files), 0)
    if check:
        with tempfile.TemporaryDirectory(prefix=BESIDE, dir=session.lake.root) as folder:
            result = _all(session, Lake(Path(folder)), files, position, events)
            _restore(session, Lake(Path(folder)), files)
    else:
        result = attrs.evolve(result, built=_missing(session, files))
    if at is None:
        publish(session)
        for stray in session.lake.strays({f.file.path for f in session.manifest.every_file()}):
            stray.unlink()
    return result


def _all(session: Session, lake: Lake, files: list[FileInEffect], position: Position, events: int) -> Replayed:
    workshop = attrs.evolve(session.workshop, lake=lake)
    differences: list[Difference] = []
    for file in files:
        if not lake.has(file.file.path):
            rebuild(workshop, session.manifest.recorder(file.file.path))
        differences.extend(_differences(lake, file))
    if differences and _same_libraries(session, files):
        _refuse(differences)
    return Replayed(position, events, len(files), len(files), tuple(differences))


def _differences(lake: Lake, file: FileInEffect) -> list[Difference]:
    import hashlib  # noqa: PLC0415 - here alone

    with lake.find(file.file.path).open("rb") as opened:
        built = hashlib.file_digest(opened, "sha256").hexdigest()
    if built == file.file.sha256:
        return []
    return [Difference(file.file.path, file.file.sha256, built, rows_equal=True)]


def _same_libraries(session: Session, files: list[FileInEffect]) -> bool:
    from jobforge_es.session import libraries  # noqa: PLC0415 - loads the data libraries

    now = libraries()
    for event in session.store.after(Position(0)):
        built = getattr(event.data, "built", None)
        if built is not None and built.libraries != now:
            return False
    return bool(files)


def _refuse(differences: list[Difference]) -> None:
    paths = ", ".join(d.path for d in differences[:3])
    raise ReplayDiffers(
        f"{len(differences)} files were built with other bytes than recorded: {paths}",
        why="the libraries are those that the events name, so the bytes have to be equal",
        written="the lake is as it was",
        mend=("jobforge verify", "report this with `jobforge doctor --json`"),
    )


def _restore(session: Session, built: Lake, files: list[FileInEffect]) -> None:
    """Move into the lake what it lacks."""
    for file in files:
        target = session.lake.place_of(file.file.path)
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(built.find(file.file.path), target)


def _missing(session: Session, files: list[FileInEffect]) -> int:
    missing = [f for f in files if not session.lake.has(f.file.path)]
    for file in missing:
        session.workshop.path(file.file)
    return len(missing)
