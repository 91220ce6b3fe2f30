"""Writing an export: a folder that is there whole, or is as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

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

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "the folder holds something that no export wrote",
            where=str(folder),
            why="an export takes the place of what is in its folder",
            mend=("--into ANOTHER/FOLDER", "or move away what lies there"),
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
            FolderTaken: something lies there that is no export.
        """
        return _is_there(self.path, _whole(made))

    def put(self, made: Export) -> None:
        """Write the files."""
        _written(self.path, _whole(made))


def _whole(made: Export) -> Files:
    """Give the files and the manifest that stands beside them."""
    about = {"format": "jobforge/export/1", "target": made.target, "position": made.at, "level": made.level}
    manifest = about | {"files": hashes(made.files)}
    return made.files | {MANIFEST: json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n"}


def hashes(files: Files) -> dict[str, Sha256]:
    """Give the hash of each file, by path."""
    return {path: Sha256(hashlib.sha256(data).hexdigest()) for path, data in sorted(files.items())}


def _is_there(folder: Path, whole: Files) -> bool:
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
