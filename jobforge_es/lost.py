"""A ledger that is lost: gone, or without its events, while the vault or the layers hold what it recorded."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from jobforge_es.errors import LedgerLost
from ledger.address import path_of
from ledger.vault import Vault
from projections.read_models import checkpoint, existing
from projections.storage.lake import Lake

if TYPE_CHECKING:
    from jobforge_es.config import Config


def refuse_lost(config: Config, head: int | None = None, *, doubt: bool = False) -> None:
    """Refuse to work where the ledger is lost; nothing is made or removed.

    Layer files are made after the first events only, and read models follow them, so without events both prove the
    loss. Kept bytes alone do not: a first command that was killed leaves them beside a ledger without events, and the
    next goes on from there.

    Args:
        config: of the project.
        head: the last position of the ledger; None before it is opened, which asks whether there is a file at all.
        doubt: refuse also where a killed first command could have left all there is, for who checks.

    Raises:
        LedgerLost: the ledger is lost.
    """
    if head or (head is None and _has_bytes(config)):
        return
    lake = config.lake_path
    proven = next(Lake(lake).files(), None) is not None or _has_followed(lake)
    kept = next(Vault(lake / "vault").hashes(), None) is not None
    if proven or (kept and (head is None or doubt)):
        raise LedgerLost(config.ledger, lake, unfinished=head is not None and not proven)


def _has_bytes(config: Config) -> bool:
    path = path_of(config.ledger)
    return path.exists() and path.stat().st_size > 0


def _has_followed(lake: Path) -> bool:
    """Tell whether the read models know of events."""
    db = existing(lake / "projections.db")
    if db is None:
        return False
    with contextlib.closing(db):
        return checkpoint(db) > 0
