"""Writing an export: a folder that is there whole, or is as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from jobforge_es.commands.exporting.content import Export, Files
from jobforge_es.commands.failure import fail
from jobforge_es.commands.outcome import Outcome
from jobforge_es.commands.trying import policy_of, recover, trying
from jobforge_es.disk import of_system
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import ExportPublished
from ledger.events.export import ExportedFile
from ledger.names import Sha256

MANIFEST: Final = "jobforge-export.json"
"""Beside the files: which export it is, of which position, and the hash of each; by it the folder is known as ours."""


class FolderTaken(JobForgeError):
    """The folder for an export holds something else."""

    code = "F-040"
    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "the folder holds something that no export wrote",
            where=str(folder),
            why="an export takes the place of what is in its folder",
            mend=("--into ANOTHER/FOLDER", "or move away what lies there"),
        )


def export(session: Session, made: Export, folder: Path, named: str) -> Iterator[Outcome]:
    """Write an export in place of the one before it, and record what was written; nothing where it is there already.

    Args:
        session: of the command.
        made: what is to be written.
        folder: where.
        named: the folder as it is recorded.

    Raises:
        FolderTaken: what is there was written by nobody of ours.
    """
    target, files = made.target, made.files
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
    manifest = {
        "format": "jobforge/export/1",
        "target": target,
        "position": made.at,
        "level": made.level,
        "files": hashes,
    }
    whole = files | {MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"}
    again = trying(session, "export", target, policy_of(session, "export"))
    note = f"{len(files)} files in {named}"
    try:
        if _is_there(folder, whole):
            yield Outcome("export", target, "unchanged", note=note, left_out=made.left_out)
            return
        if session.dry:
            yield Outcome("export", target, "waiting", note=f"would write {note}", left_out=made.left_out)
            return
        again(lambda: _written(folder, whole))
    except OSError as error:
        ours = of_system(error)
        if ours is None:
            raise
        yield fail(session, "export", target, ours, (named, session.run), attempts=again.number)
        return
    except FolderTaken:
        raise
    except JobForgeError as error:
        yield fail(session, "export", target, error, (named, session.run), attempts=again.number)
        return
    recover(session, "export", target)
    exported = tuple(ExportedFile(path, Sha256(sha256)) for path, sha256 in hashes.items())
    event = ExportPublished(target, made.at, named, exported, made.level, tuple(sorted(made.left_out)))
    appended = session.record(f"export-{target}", [event])
    yield Outcome("export", target, "done", appended.last, note=note, left_out=made.left_out)


def _is_there(folder: Path, whole: Files) -> bool:
    """Tell whether just these files lie there, of whatever position: what has not changed is not written again.

    Raises:
        FolderTaken: something lies there that is no export.
    """
    if not folder.exists():
        return False
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).is_file()):
        raise FolderTaken(folder)
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return there.keys() == whole.keys() and all(
        there[path].read_bytes() == data for path, data in whole.items() if path != MANIFEST
    )


def _written(folder: Path, whole: Files) -> None:
    """Write the files beside the folder, then put them in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    coming, going = (folder.with_name(f".{folder.name}.{end}") for end in ("coming", "going"))
    for left in (coming, going):
        shutil.rmtree(left, ignore_errors=True)
    try:
        for path, data in whole.items():
            place = coming / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if folder.exists():
            folder.rename(going)
        coming.rename(folder)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
        shutil.rmtree(going, ignore_errors=True)
