"""Publish: the current files of each table under a name that never changes."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from jobforge_es.session import Session
from ledger.names import split_table
from projections.storage.manifest import FileInEffect

MANIFEST = "manifest.json"


def publish(session: Session) -> int:
    """Bring ``published/<layer>/<table>/`` up to date; tell how many tables changed.

    The files are hard links (copies where the disk has none). The manifest is replaced at one stroke after the new
    files are there and before the old ones go: a reader that starts from it never misses a file.
    """
    files = session.manifest.all_in_effect()
    tables = {t: [f for f in files if f.table == t and f.file.kind == "data"] for t in session.manifest.tables()}
    return sum(_publish(session, table, found) for table, found in tables.items())


def _publish(session: Session, table: str, files: list[FileInEffect]) -> bool:
    layer, name = split_table(table)
    folder = session.lake.root / "published" / layer / name
    text = _manifest(table, session.manifest.position(table), files)
    target = folder / MANIFEST
    if target.is_file() and target.read_text() == text:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {Path(f.file.path).name: session.workshop.path(f.file) for f in files}
    for file_name, place in wanted.items():
        _link(place, folder / file_name)
    draft = folder / f".{MANIFEST}"
    draft.write_text(text)
    draft.replace(target)
    for old in folder.glob("*.parquet"):
        if old.name not in wanted:
            old.unlink()
    return True


def _manifest(table: str, position: int, files: list[FileInEffect]) -> str:
    entries = [
        {"file": Path(f.file.path).name, "rows": f.file.rows, "sha256": f.file.sha256, "digest": f.file.digest}
        for f in files
    ]
    return json.dumps({"format": 1, "table": table, "position": position, "files": entries}, indent=1) + "\n"


def _link(place: Path, target: Path) -> None:
    if target.exists():
        return
    try:
        os.link(place, target)
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(place, target)
