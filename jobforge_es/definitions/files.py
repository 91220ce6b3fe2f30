"""Find the definition files of a project, and read their bytes."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import attrs

from jobforge_es.definitions.broken import DefinitionBroken, DefinitionUnreadable, NameClash, OutsideProject, Place
from jobforge_es.definitions.decoding import LARGEST

Kind = Literal["source", "contract", "model", "file"]

FOLDERS: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("sources", "source", (".yaml", ".yml")),
    ("contracts", "contract", (".yaml", ".yml")),
    ("models/silver", "model", (".sql",)),
    ("models/gold", "model", (".sql",)),
    ("glossary", "file", (".yaml", ".yml")),
    ("questions", "file", (".yaml", ".yml")),
    ("catalog", "file", (".yaml", ".yml")),
)
"""Where definitions lie, and what their files are called."""


@attrs.frozen
class Found:
    """A definition file.

    Attributes:
        kind: by its folder.
        path: below the project, with ``/``, NFC.
        file: where it is opened.
    """

    kind: Kind
    path: str
    file: Path


def find_files(root: Path) -> tuple[list[Found], list[DefinitionBroken]]:
    """Give the definition files by folder and path, and what is wrong with others.

    Hidden files and the copies that editors keep are passed over. Definitions in a folder where nothing reads them are
    a mistake, and so are links that lead out of the project, and names that differ in case only.

    Raises:
        DefinitionUnreadable: a folder cannot be listed.
    """
    files: list[Found] = []
    broken: list[DefinitionBroken] = []
    for folder, kind, endings in FOLDERS:
        for entry, path in _entries(root, folder):
            if path.lower().endswith(endings):
                mistake = _unfit(root, entry, path)
                broken += [mistake] if mistake else []
                files += [] if mistake else [Found(kind, path, entry)]
            elif entry.is_dir():
                broken += _misplaced(root, entry, endings)
    broken += _misplaced_models(root)
    broken += _case_clashes(files)
    return files, broken


def read_bytes(found: Found) -> bytes:
    """Read a definition file.

    Raises:
        DefinitionUnreadable: it cannot be read, or is too large to be one.
    """
    try:
        with found.file.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise _unreadable(found.path, error) from error
    if len(raw) > LARGEST:
        raise DefinitionUnreadable(
            f"the file is larger than {LARGEST} bytes, which no definition is",
            Place(found.path),
            mend=("move data out of it, or the file out of this folder",),
        )
    return raw


def _entries(root: Path, folder: str) -> Iterator[tuple[Path, str]]:
    """Give the entries of a folder in the order of their names; none where there is no folder."""
    place = root / folder
    if not place.is_dir():
        return
    try:
        entries = sorted(place.iterdir())
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in entries:
        if not entry.name.startswith((".", "#", "~")) and not entry.name.endswith("~"):
            yield entry, unicodedata.normalize("NFC", f"{folder}/{_printable(entry.name)}")


def _printable(name: str) -> str:
    """Percent-encode the bytes of a file name that are not UTF-8."""
    return "".join(f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in name)


def _unfit(root: Path, entry: Path, path: str) -> DefinitionBroken | None:
    """Tell why an entry that is named like a definition cannot be read as one, or None."""
    try:
        mode = entry.stat().st_mode
        real = entry.resolve()
    except (OSError, RuntimeError) as error:
        return _unreadable(path, error)
    if stat.S_ISDIR(mode):
        return DefinitionUnreadable("a folder is named like a definition file", Place(path), mend=("rename it",))
    if not stat.S_ISREG(mode):
        return DefinitionUnreadable("it is no regular file", Place(path), mend=("put a file in its place",))
    if not real.is_relative_to(root.resolve()):
        return OutsideProject(
            "the file is a link that leads out of the project",
            Place(path),
            why="a project is complete in its folder: what it says is recorded, and can be read again elsewhere",
            mend=("put a copy of the file in place of the link",),
        )
    return None


def _unreadable(path: str, error: Exception) -> DefinitionUnreadable:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is a link to itself"
    return DefinitionUnreadable(
        f"the file cannot be read: {reason}", Place(path), mend=("check the file and who may read it",)
    )


def _misplaced(root: Path, folder: Path, endings: tuple[str, ...]) -> list[DefinitionBroken]:
    """Note the definitions in a folder below, which nothing would read."""
    broken: list[DefinitionBroken] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        broken += [
            _out_of_place(Path(parent, name).relative_to(root).as_posix())
            for name in sorted(names)
            if name.lower().endswith(endings) and not name.startswith(".")
        ]
    return broken


def _misplaced_models(root: Path) -> list[DefinitionBroken]:
    """Note models beside the two folders of models."""
    broken: list[DefinitionBroken] = []
    for entry, path in _entries(root, "models"):
        if entry.is_file() and path.lower().endswith(".sql"):
            broken.append(_out_of_place(path))
        elif entry.is_dir() and entry.name not in ("silver", "gold"):
            broken += _misplaced(root, entry, (".sql",))
    return broken


def _out_of_place(path: str) -> DefinitionBroken:
    path = _printable(path)
    where = "models/silver/ or models/gold/" if path.startswith("models/") else f"{path.partition('/')[0]}/"
    return DefinitionBroken(
        "a definition lies where nothing reads it",
        Place(path),
        why=f"definitions of this kind lie directly in {where}",
        mend=(f"move the file to {where}",),
    )


def _case_clashes(files: list[Found]) -> list[DefinitionBroken]:
    """Note files whose paths differ in case only: on many systems they are one file."""
    seen: dict[str, str] = {}
    broken: list[DefinitionBroken] = []
    for found in files:
        folded = found.path.casefold()
        if folded in seen:
            broken.append(
                NameClash(
                    f"{seen[folded]} and {found.path} differ in case only",
                    Place(found.path),
                    why="on many systems they would be one file",
                    mend=("rename one of them",),
                )
            )
        seen.setdefault(folded, found.path)
    return broken
