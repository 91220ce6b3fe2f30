"""What is published: the current files of each table, in a folder whose name never changes, beside its manifest.

The files are hard links, or copies where the disk has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from ledger.names import split_table
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect, Manifest

ROOT: Final = "published"
MANIFEST: Final = "manifest.json"
FOLDERS: Final = {
    "data": "rows",
    "compacted": "rows",
    "superseded": "superseded",
    "closed": "closed",
    "decided": "decided",
}
"""Where files lie of a table of which rows count no more: none beside the manifest, so that nobody takes all for it.

Of every table ``decided`` names the rows that say what a person decided.
"""


def folder_of(lake: Lake, table: str) -> Path:
    """Give the folder in which a table is published."""
    return lake.root.joinpath(ROOT, *split_table(table))


def published(lake: Lake) -> list[str]:
    """Name the tables that are published."""
    return [f"{place.parent.parent.name}.{place.parent.name}" for place in (lake.root / ROOT).glob(f"*/*/{MANIFEST}")]


def to_publish(lake: Lake, manifest: Manifest) -> list[str]:
    """Name the tables that are published or are to be: one whose rows have all gone out of effect, empty."""
    return sorted({*published(lake), *(f.table for f in manifest.all_in_effect() if f.file.kind in FOLDERS)})


def shown(manifest: Manifest, table: str) -> list[FileInEffect]:
    """Give the files by which a table is shown."""
    found = manifest.reading(table)
    return [*found.rows, *found.superseded, *found.closed, *manifest.in_effect(table, "decided")]


@attrs.frozen
class Place:
    """What is to be found in the folder of a table.

    Attributes:
        table: whose it is.
        path: below the lake.
        file: that is published there; None where nothing should be, and for the manifest.
        is_there: whether something is.
        is_known: whether something should be.
    """

    table: str
    path: str
    file: FileInEffect | None = None
    is_there: bool = True
    is_known: bool = True


def places(lake: Lake, manifest: Manifest) -> Iterator[Place]:
    """Give what should be published, and what lies beside it.

    A table that is published as it was before, or never was, is passed over: the next command that moves rows does so.
    """
    for table in to_publish(lake, manifest):
        folder = folder_of(lake, table)
        if not folder.is_dir() or 0 <= position_of(folder / MANIFEST) < manifest.position(table):
            continue
        listed = _listed(folder / MANIFEST)
        files = {str(f.file.sha256): f for f in shown(manifest, table)}
        fits = listed is not None and set(listed.values()) == set(files)
        yield Place(table, _path(lake, folder / MANIFEST), is_there=fits)
        for name, sha256 in (listed or {}).items() if fits else ():
            yield Place(table, _path(lake, folder / name), files[sha256], (folder / name).is_file())
        for place in sorted(folder.rglob("*.parquet")):
            if fits and place.relative_to(folder).as_posix() not in (listed or {}):
                yield Place(table, _path(lake, place), is_known=False)


def position_of(manifest: Path) -> int:
    """Tell of which position a table was published; -1 where that cannot be read."""
    try:
        return int(json.loads(manifest.read_bytes())["position"])
    except (OSError, ValueError, KeyError, TypeError):
        return -1


def _listed(manifest: Path) -> dict[str, str] | None:
    try:
        return {each["file"]: each["sha256"] for each in json.loads(manifest.read_bytes())["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(lake: Lake, place: Path) -> str:
    return place.relative_to(lake.root).as_posix()


def is_link(lake: Lake, place: Path, file: FileInEffect) -> bool:
    """Tell whether a place is a link to the file of a layer: then one cannot be changed without the other."""
    own = lake.place_of(file.file.path)
    return own.is_file() and place.is_file() and own.samefile(place)
