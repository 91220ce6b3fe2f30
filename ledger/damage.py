"""What can be wrong with a file in the vault."""

from __future__ import annotations

import hashlib
from pathlib import Path

import attrs

from ledger.intake import BLOCK, Progress
from ledger.names import Sha256


@attrs.frozen
class Damage:
    """Something in the vault that is not as it was kept.

    Attributes:
        path: the file.
        what: in one sentence.
        sha256: what it should hold, or None when its name is no hash.
    """

    path: Path
    what: str
    sha256: Sha256 | None


def damage_of(path: Path, progress: Progress | None = None) -> str | None:
    """Say what is wrong with a file whose name is its hash, or None."""
    if path.is_symlink() or not path.is_file():
        return "this is no file"
    digest = hashlib.sha256()
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                digest.update(block)
                if progress is not None:
                    progress(len(block))
    except OSError as error:
        return f"this cannot be read: {error.strerror}"
    return None if digest.hexdigest() == path.name else "the bytes do not have the hash that they are kept under"
