"""Whether source documents are kept as they came (DMBOK2 chapter 9)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.names import Sha256
from projections.catalog import batches
from projections.catalog.disposals import disposals
from projections.controls.control import Control
from projections.controls.evidence import Evidence
from projections.controls.items import Item, judged


def kept(at: Evidence) -> Iterator[Item]:
    """Look in the vault for the bytes of every file that came, landed or refused."""
    gone = {row.sha256 for row in disposals(at.db)}
    for row in batches.batches(at.db):
        if row.file_sha256 not in gone:
            yield judged(f"batch:{row.batch_id}", _wrong(at, row), "jobforge", "ingest", row.source_file)


def _wrong(at: Evidence, row: batches.BatchRow) -> str:
    sha256 = Sha256(row.file_sha256)
    if not at.vault.has(sha256):
        return "its bytes are not kept"
    if at.vault.path(sha256).stat().st_size != row.file_size:
        return "the bytes that are kept have another size"
    return "" if row.source_file and row.source else "nothing says where it came from"


CONTROLS = (
    Control(
        "D01",
        "The bytes of each file that came are kept as they came, with name, size and source.",
        "Les octets de chaque fichier reçu sont conservés tels quels, avec nom, taille et source.",
        kept,
    ),
)
