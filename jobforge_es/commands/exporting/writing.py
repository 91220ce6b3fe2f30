"""Writing an export: a folder that is there whole, or is as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Final
from urllib.parse import quote

import attrs

from jobforge_es.commands.exporting.content import Export, Files
from ledger.errors import JobForgeError
from ledger.names import Sha256

MANIFEST: Final = "jobforge-export.json"
"""Beside the files: which export it is, of which position, and the hash of each; by it the folder is known as ours."""


class FolderTaken(JobForgeError):
    """The folder for an export holds something else."""

    code = "F-040"
    exit_code = 2

    def __init__(self, folder: Path, target: str) -> None:
        super().__init__(
            "the folder holds something that this export did not write",
            where=str(folder),
            why="an export takes the place of all that is in its folder",
            mend=(f"jobforge export {target} --into ANOTHER/FOLDER", "or move away what lies there"),
        )


@attrs.frozen
class Folder:
    """A folder that an export takes the place of.

    Attributes:
        path: where it is.
        named: as it is recorded.
    """

    path: Path
    named: str

    def note(self, made: Export) -> str:
        """Say what goes there."""
        return f"{len(made.files)} files in {self.named}"

    def would(self, made: Export) -> str:
        """Say what would be done."""
        return f"would write {self.note(made)}"

    def holds(self, made: Export) -> bool:
        """Tell whether just these files lie there, of whatever position: what has not changed is not written again.

        Raises:
            FolderTaken: something lies there that this export did not write, or that was changed since.
        """
        return _is_there(self.path, made.target, _whole(made))

    def put(self, made: Export) -> None:
        """Write the files."""
        _written(self.path.resolve(), _whole(made))


def remembered_path(path: Path, root: Path) -> str:
    """Give an absolute path as it is recorded: below the project without the way there, undecodable bytes encoded."""
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    try:
        shown.encode()
    except UnicodeEncodeError:
        return quote(os.fsencode(shown), safe="/ ")
    return shown


def _whole(made: Export) -> Files:
    """Give the files and the manifest that stands beside them."""
    about = {"format": "jobforge/export/1", "target": made.target, "position": made.at, "level": made.level}
    manifest = about | {"files": hashes(made.files)}
    return made.files | {MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"}


def hashes(files: Files) -> dict[str, Sha256]:
    """Give the hash of each file, by path."""
    return {path: Sha256(hashlib.sha256(data).hexdigest()) for path, data in sorted(files.items())}


def _is_there(folder: Path, target: str, whole: Files) -> bool:
    """Tell whether just these files lie there; of others make sure that this export wrote them."""
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise FolderTaken(folder, target)
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if not p.is_dir() or p.is_symlink()}
    manifest = there.pop(MANIFEST, None)
    found = {path: _hash(place) for path, place in there.items()}
    written = {} if manifest is None else _written_before(manifest, target)
    if any(written.get(path) != sha256 for path, sha256 in found.items()):
        raise FolderTaken(folder, target)
    return manifest is not None and found == {p: h for p, h in hashes(whole).items() if p != MANIFEST}


def _hash(place: Path) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() and not place.is_symlink() else ""


def _written_before(manifest: Path, target: str) -> dict[str, str]:
    """Give the hash of each file that the export wrote; none where the manifest is another's or cannot be read."""
    try:
        told = json.loads(manifest.read_bytes())
        return dict(told["files"]) if told["target"] == target else {}
    except (ValueError, KeyError, TypeError):
        return {}


def _written(folder: Path, whole: Files) -> None:
    """Write the files beside the folder, then put them in its place; when that fails it stays as it was."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    coming, going = (folder.with_name(f".{folder.name}.{end}") for end in ("coming", "going"))
    if going.exists() and not folder.exists():  # a run ended between the two renames
        going.rename(folder)
    for left in (coming, going):
        shutil.rmtree(left, ignore_errors=True)
    try:
        for path, data in whole.items():
            place = coming / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if folder.exists():
            folder.rename(going)
        _take_place(coming, folder, going)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    shutil.rmtree(going, ignore_errors=True)


def _take_place(coming: Path, folder: Path, going: Path) -> None:
    try:
        coming.rename(folder)
    except OSError:
        if going.exists():
            going.rename(folder)
        raise
