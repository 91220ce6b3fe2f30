"""Publish: the current files of each table under a name that never changes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import orjson

from jobforge_es.session import Session
from ledger.definitions import Contract
from projections.storage.manifest import FileInEffect
from projections.storage.published import (
    FOLDERS,
    MANIFEST,
    folder_of,
    is_link,
    position_of,
    published,
    shown,
    to_publish,
)

VIEW = "current.sql"
"""The query that shows a table whose files hold rows that count no more; for its folder as the working folder."""


def publish(session: Session, *, anew: bool = False) -> int:
    """Bring ``published/<layer>/<table>/`` up to date; tell how many tables changed. What is missing there is put back.

    The files are hard links (copies where the disk has none). The manifest is replaced at one stroke after the new
    files are there and before the old ones go: a reader that starts from it never misses a file. Where rows are
    superseded or closed, the files that say so are published beside them with the query over both: to write the current
    rows anew would cost what the table has grown to, for each batch. A rehearsal publishes nothing.

    Args:
        session: of the command.
        anew: whether every file is published again, whatever lies in its place.
    """
    if session.dry:
        return 0
    tables = to_publish(session.lake, session.manifest)
    return sum(_publish(session, table, shown(session.manifest, table), anew=anew) for table in tables)


def published_before(session: Session) -> list[str]:
    """Name the tables that are published as they were before: a command was killed before it could publish them."""
    return [
        table
        for table in published(session.lake)
        if position_of(folder_of(session.lake, table) / MANIFEST) != session.manifest.position(table)
    ]


def _publish(session: Session, table: str, files: list[FileInEffect], *, anew: bool) -> bool:
    folder = folder_of(session.lake, table)
    mode = _mode(session, files)
    places = {_name(f, merged=mode is not None): f for f in files}
    text = _manifest(table, session.manifest.position(table), places)
    target = folder / MANIFEST
    lacking = [name for name, file in places.items() if not _lies(session, folder / name, file, anew=anew)]
    if not anew and not lacking and target.is_file() and target.read_bytes() == text:
        return False
    for file_name in lacking:
        _link(session.workshop.path(places[file_name].file), folder / file_name)
    folder.mkdir(parents=True, exist_ok=True)
    _replace(target, text)
    if mode is None:
        (folder / VIEW).unlink(missing_ok=True)
    else:
        _replace(folder / VIEW, view(places, mode).encode())
    for old in folder.rglob("*.parquet"):
        if old.relative_to(folder).as_posix() not in places:
            old.unlink()
    return True


def _lies(session: Session, place: Path, file: FileInEffect, *, anew: bool) -> bool:
    return place.is_file() and (not anew or is_link(session.lake, place, file))


def _mode(session: Session, files: list[FileInEffect]) -> str | None:
    """Give the mode of a table whose files may hold rows that count no more; None for another."""
    shapes = [f.shape for f in files if f.table.startswith("silver.") and f.shape]
    contract = session.recall(shapes[-1], Contract) if shapes else None
    return contract.mode if contract is not None and contract.merges else None


def _name(file: FileInEffect, *, merged: bool) -> str:
    name = Path(file.file.path).name
    return f"{FOLDERS[file.file.kind]}/{name}" if merged or file.file.kind != "data" else name


def view(places: Iterable[str], mode: str) -> str:
    """Write the query that shows the current rows, or in mode ``history`` all with the end of their time.

    Args:
        places: of the files, below the folder of the table.
        mode: ``upsert`` or ``history``.
    """
    found = {kind: [p for p in places if p.startswith(f"{folder}/")] for kind, folder in FOLDERS.items()}
    until = "x.valid_to" if found["closed"] else "CAST(NULL AS TIMESTAMP) AS valid_to"
    parts = [f"SELECT d.*, {until}" if mode == "history" else "SELECT d.*", f"FROM {_read(found['data'])} d"]
    if found["superseded"]:
        parts.append(f"ANTI JOIN {_read(found['superseded'])} s {_on('s')}")
    if found["closed"] and mode == "history":
        ends = f"SELECT _batch_id, _source_row, min(_until) AS valid_to FROM {_read(found['closed'])} GROUP BY ALL"
        parts.append(f"LEFT JOIN ({ends}) x {_on('x')}")
    return "\n".join(parts) + "\n"


def _on(other: str) -> str:
    return f"ON d._batch_id = {other}._batch_id AND d._source_row = {other}._source_row"


def _read(places: list[str]) -> str:
    return f"read_parquet([{', '.join(map(_quoted, places))}], union_by_name = true)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _manifest(table: str, position: int, places: dict[str, FileInEffect]) -> bytes:
    entries = [
        {"file": name, "kind": f.file.kind, "rows": f.file.rows, "sha256": f.file.sha256, "digest": f.file.digest}
        for name, f in places.items()
    ]
    told = {"format": 2, "table": table, "position": position, "files": entries}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _replace(target: Path, text: bytes) -> None:
    draft = target.with_name(f".{target.name}")
    draft.write_bytes(text)
    draft.replace(target)


def _link(place: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")  # no name by which a reader of the folder takes it
    draft.unlink(missing_ok=True)
    try:
        os.link(place, draft)
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(place, draft)
    draft.replace(target)
