"""Whether source documents are kept as they came (DMBOK2 chapter 9)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.damage import damage_of
from ledger.names import Sha256
from projections.catalog import batches
from projections.catalog.disposals import disposals
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged


def kept(at: Evidence) -> Iterator[Item]:
    """Look in the vault for the bytes of every file that came, landed or refused."""
    gone = {row.sha256 for row in disposals(at.db)}
    seen: dict[str, str] = {}  # a file may have come several times
    for row in batches.batches(at.db):
        if row.file_sha256 not in gone:
            if row.file_sha256 not in seen:
                seen[row.file_sha256] = _damage(at, Sha256(row.file_sha256))
            origin = "" if row.source_file and row.source else "nothing says where it came from"
            yield judged(f"batch:{row.batch_id}", seen[row.file_sha256] or origin, "jobforge", "verify")


def _damage(at: Evidence, sha256: Sha256) -> str:
    if not at.vault.has(sha256):
        return "its bytes are not kept"
    return "" if damage_of(at.vault.path(sha256)) is None else "the bytes that are kept are not those that came"


CONTROLS = (
    Control(
        "D01",
        "The bytes of each file that came are kept as they came, with name, size and source.",
        "Les octets de chaque fichier reçu sont conservés tels quels, avec nom, taille et source.",
        kept,
    ),
)
