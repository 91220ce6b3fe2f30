"""Files with other bytes than were recorded: damaged, or built again by other libraries."""

from __future__ import annotations

import filecmp
from pathlib import Path

import attrs

from jobforge_es.libraries import is_now
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from projections.layers.rebuild import rebuild
from projections.runner import recorded
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect


def is_built_again(session: Session, file: FileInEffect, place: Path) -> bool:
    """Tell whether a file is, byte for byte, what the libraries of today make of the rows that were recorded.

    Nothing is remembered of who built it: it is built once more beside the lake, which also compares its rows with the
    event, and only where that names other libraries than today's.

    Args:
        session: that reads.
        file: whose bytes are not those recorded.
        place: where it lies.
    """
    position = session.manifest.recorder(file.file.path)
    built = getattr(recorded(session.store, position).data, "built", None)
    if built is None or is_now(built.libraries):
        return False
    try:
        with session.lake.aside() as aside:
            lake = Lake(aside.root)
            rebuild(attrs.evolve(session.workshop, lake=lake), position)
            return filecmp.cmp(lake.place_of(file.file.path), place, shallow=False)
    except (JobForgeError, OSError):  # what cannot be built again cannot be told from damage
        return False
