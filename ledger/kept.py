"""What an event needs in the vault."""

from __future__ import annotations

from ledger.events import (
    BatchIngested,
    BatchRejected,
    CatalogFileAdopted,
    ContractAdopted,
    ControlAttested,
    DeliveryAnnounced,
    Event,
    ModelAdopted,
    QuestionVerified,
    RowsCorrected,
    SourceAdopted,
    StepFailed,
    ValuesRevealed,
)
from ledger.names import Sha256


def named_objects(event: Event) -> tuple[Sha256, ...]:
    """Give the hashes of everything in the vault that an event needs."""
    match event:
        case BatchIngested(file_sha256=file, definition=definition, layout=layout):
            return file, definition, layout, *_beside(event)
        case BatchRejected(file_sha256=file, definition=definition):
            return file, definition, *_beside(event)
        case DeliveryAnnounced(file_sha256=kept) | RowsCorrected(content=kept) | ValuesRevealed(question=kept):
            return (kept,)
        case SourceAdopted() | ContractAdopted() | ModelAdopted() | CatalogFileAdopted():
            return event.file_sha256, event.definition
        case StepFailed(detail=str(kept)) | QuestionVerified(sql=kept) | ControlAttested(evidence=kept):
            return (Sha256(kept),)
        case _:
            return ()


def _beside(event: BatchIngested | BatchRejected) -> tuple[Sha256, ...]:
    return () if event.sidecar is None else (event.sidecar,)
