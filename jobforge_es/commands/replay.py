"""Replay: build the derived state again from the ledger and the vault, and compare."""

from __future__ import annotations

import contextlib
from pathlib import Path

import attrs

from jobforge_es.commands.publish import publish
from jobforge_es.config import Config
from jobforge_es.definitions.excerpt import quoted
from jobforge_es.errors import ReplayDiffers
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.names import Position
from projections.layers.rebuild import rebuild
from projections.read_models import read_models
from projections.runner import PROJECTIONS, catch_up
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect, Manifest, strays


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


class PlaceRefused(JobForgeError):
    """A replay cannot build its files in this folder."""

    code = "U-004"
    exit_code = 2


def check_into(config: Config, into: Path | None) -> None:
    """Refuse a folder in which a replay would mix its files with those of the project.

    Args:
        config: of the project.
        into: the folder; None for the lake itself.

    Raises:
        PlaceRefused: it is the project, its inbox or its lake, lies above or inside one of them, or is no folder.
    """
    if into is None:
        return
    try:
        place = into.resolve()
        problem = None if place.is_dir() or not place.exists() else "it is no folder"
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle, before Python 3.13
        place, problem = into, f"the path cannot be followed: {error}"
    for what, taken in (("lake", config.lake_path), ("inbox", config.inbox_path), ("project", config.root)):
        theirs = taken.resolve()
        if place.is_relative_to(theirs) or theirs.is_relative_to(place):
            problem = f"it is the {what}, or lies above or inside it: {theirs}"
            break
    if problem is not None:
        raise PlaceRefused(
            f"nothing can be built in {quoted(str(into), 200)}",
            why=problem,
            mend=("name a folder outside the project, such as --into ../rebuilt",),
        )


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
    try:
        return _replayed(session, files, Replayed(position, events, len(files), 0), at=at, into=into, check=check)
    except JobForgeError as error:
        error.written = _written(files, into, check=check)
        raise


def _written(files: list[FileInEffect], into: Path | None, *, check: bool) -> str:
    """Say what a replay that failed has written."""
    if into is not None:
        count = sum(Lake(into).has(file.file.path) for file in files)
        return f"the read models, and {count} of {len(files)} files in {into}; the files of the lake are as they were"
    if check:
        return "the read models; the files of the lake are as they were"
    return "the read models, and the missing files that came before it; every file that is there is whole"


def _replayed(
    session: Session,
    files: list[FileInEffect],
    result: Replayed,
    *,
    at: Position | None,
    into: Path | None,
    check: bool,
) -> Replayed:
    if into is not None:
        found = _all(session, Lake(into), files, result.position, result.events)
        with contextlib.suppress(OSError):
            Lake(into).work.rmdir()
        return found
    if check:
        with session.lake.aside() as aside:
            result = _all(session, Lake(aside.root), files, result.position, result.events)
            _restore(session, aside, files)
    else:
        result = attrs.evolve(result, built=_missing(session, files))
    if at is None:
        publish(session, anew=True)
        for stray in strays(session.manifest, session.lake.files()):
            session.lake.place_of(stray).unlink()
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
    import hashlib  # here alone

    with lake.find(file.file.path).open("rb") as opened:
        built = hashlib.file_digest(opened, "sha256").hexdigest()
    if built == file.file.sha256:
        return []
    return [Difference(file.file.path, file.file.sha256, built, rows_equal=True)]


def _same_libraries(session: Session, files: list[FileInEffect]) -> bool:
    from jobforge_es.libraries import is_now  # loads the data libraries

    for event in session.store.after(Position(0)):
        built = getattr(event.data, "built", None)
        if built is not None and not is_now(built.libraries):
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
    for file in needed(session, files):
        session.lake.adopt(built.place_of(file.file.path), file.file.path)


def needed(session: Session, files: list[FileInEffect]) -> list[FileInEffect]:
    """Leave out the files whose rows stand in a compacted one as well."""
    spared = {file.file.path for file in session.manifest.covered()}
    return [file for file in files if file.file.path not in spared]


def _missing(session: Session, files: list[FileInEffect]) -> int:
    missing = [f for f in needed(session, files) if not session.lake.has(f.file.path)]
    for file in missing:
        session.workshop.path(file.file)
    return len(missing)
