"""What lies in the folders of a project and was not taken in yet: changed definitions, files of the inbox."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from sqlite3 import Connection

    from jobforge_es.config import Config


def changed(config: Config, db: Connection) -> Iterator[str]:
    """Name definition files that are new, changed or gone since they were applied."""
    sql = " UNION ALL ".join(f"SELECT path, file_sha256 FROM {t} WHERE NOT retired" for t in ADOPTED)
    known = dict(db.execute(sql))
    found = {name: _sha256(path) for name, path in definition_files(config.root)}
    yield from sorted(name for name in {*known, *found} if known.get(name) is None or found.get(name) != known[name])


ADOPTED = ("sources", "contracts", "models", "catalog_files")
FOLDERS = {
    "sources": (".yaml", ".yml"),
    "contracts": (".yaml", ".yml"),
    "models/silver": (".sql",),
    "models/gold": (".sql",),
    "glossary": (".yaml", ".yml"),
    "questions": (".yaml", ".yml"),
    "catalog": (".yaml", ".yml"),
}


def definition_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Give the files that ``definitions.files.find_files`` would find, by their names alone: it takes long to load."""
    for folder, endings in FOLDERS.items():
        for path in (root / folder).iterdir() if (root / folder).is_dir() else ():
            if path.name.lower().endswith(endings) and not path.name.startswith((".", "#", "~")):
                yield normalize("NFC", f"{folder}/{path.name}"), path


def _sha256(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


UNMATCHED = "no source"
"""Stands for the definition of a source where a run has found none for a file of the inbox."""


def unmatched(config: Config, db: Connection) -> Iterator[str]:
    """Name files of the inbox that no source matched when a run looked at them."""
    folder = config.inbox_path
    there = {_remembered(path) for path in folder.iterdir()} if folder.is_dir() else set()
    rows = db.execute("SELECT path FROM inbox WHERE definition = ? ORDER BY path", (UNMATCHED,))
    yield from (name for (name,) in rows if name in there)


def unseen(config: Config, db: Connection) -> Iterator[str]:
    """Name files of the inbox that have another size or time than when they were looked at, or never were."""
    folder = config.inbox_path
    if not folder.is_dir():
        return
    known = {(path, size, changed) for path, size, changed, _ in db.execute("SELECT * FROM inbox")}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            found = path.stat()
            name = _remembered(path)
            if (name, found.st_size, found.st_mtime_ns) not in known:
                yield name


def _remembered(path: Path) -> str:
    if path.name.isprintable():
        return path.name
    from jobforge_es.commands.ingest import remembered_name  # few names need it, and it loads the events

    return remembered_name(path)
