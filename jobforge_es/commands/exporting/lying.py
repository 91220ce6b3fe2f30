"""What lies where an export was written: somebody may have changed it since, or taken it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.commands.exporting.writing import MANIFEST

if TYPE_CHECKING:
    from jobforge_es.config import Config
    from ledger.events import ExportPublished


def lying(config: Config, export: ExportPublished) -> dict[str, bytes]:
    """Give those files of an export that lie in its folder, as they are now; none where the folder is not its own."""
    for folder in _folders(config, export):
        if (folder / MANIFEST).is_file():
            places = {each.path: folder / each.path for each in export.files}
            return {path: place.read_bytes() for path, place in places.items() if place.is_file()}
    return {}


def _folders(config: Config, export: ExportPublished) -> Iterator[Path]:
    """Give where it may be: what is recorded is below the lake where nobody named a folder, else as it was named."""
    if export.folder == f"exports/{export.target}":
        yield config.lake_path / export.folder
    yield config.root / export.folder
