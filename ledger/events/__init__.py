"""The language: everything that can be recorded."""

from __future__ import annotations

from ledger.events.arrival import DeliveryAnnounced, SchemaDrifted
from ledger.events.batch import BatchIngested, BatchRejected, DeliveryRepeated
from ledger.events.control import (
    ControlAttested,
    ControlDecisionEnded,
    ControlScoped,
    ControlsEvaluated,
    ControlWaived,
)
from ledger.events.decision import DecisionEnded, RowsCorrected, RowsRejected, RowsReleased
from ledger.events.definition import ContractAdopted, DefinitionRetired, ModelAdopted, ModelProven, SourceAdopted
from ledger.events.disposal import ObjectDisposed
from ledger.events.export import ExportPublished
from ledger.events.failure import AttemptFailed, StepFailed, StepRecovered
from ledger.events.metadata import CatalogFileAdopted, PropertySet
from ledger.events.question import QuestionVerified
from ledger.events.revealing import ValuesRevealed
from ledger.events.review import ReviewApproved, ReviewRejected, ReviewRequested
from ledger.events.table import BatchPromoted, PromotionRejected, TableBuilt, TableCompacted
from ledger.events.withdrawal import BatchReinstated, BatchWithdrawn

STORED_NAMES: dict[type, tuple[str, int]] = {
    BatchIngested: ("batch-ingested", 1),
    BatchRejected: ("batch-rejected", 1),
    DeliveryRepeated: ("delivery-repeated", 1),
    DeliveryAnnounced: ("delivery-announced", 1),
    SchemaDrifted: ("schema-drifted", 1),
    BatchPromoted: ("batch-promoted", 1),
    PromotionRejected: ("promotion-rejected", 1),
    TableBuilt: ("table-built", 1),
    TableCompacted: ("table-compacted", 1),
    SourceAdopted: ("source-adopted", 1),
    ContractAdopted: ("contract-adopted", 1),
    ModelAdopted: ("model-adopted", 1),
    ModelProven: ("model-proven", 1),
    DefinitionRetired: ("definition-retired", 1),
    CatalogFileAdopted: ("catalog-file-adopted", 1),
    PropertySet: ("property-set", 1),
    QuestionVerified: ("question-verified", 1),
    ExportPublished: ("export-published", 1),
    StepFailed: ("step-failed", 1),
    AttemptFailed: ("attempt-failed", 1),
    StepRecovered: ("step-recovered", 1),
    RowsCorrected: ("rows-corrected", 1),
    RowsReleased: ("rows-released", 1),
    RowsRejected: ("rows-rejected", 1),
    DecisionEnded: ("decision-ended", 1),
    ReviewRequested: ("review-requested", 1),
    ReviewApproved: ("review-approved", 1),
    ReviewRejected: ("review-rejected", 1),
    BatchWithdrawn: ("batch-withdrawn", 1),
    BatchReinstated: ("batch-reinstated", 1),
    ObjectDisposed: ("object-disposed", 1),
    ValuesRevealed: ("values-revealed", 1),
    ControlScoped: ("control-scoped", 1),
    ControlAttested: ("control-attested", 1),
    ControlWaived: ("control-waived", 1),
    ControlDecisionEnded: ("control-decision-ended", 1),
    ControlsEvaluated: ("controls-evaluated", 1),
}
"""Stored name and current schema number of every event. A class may move or be renamed; a stored name never."""

Event = (
    BatchIngested
    | BatchRejected
    | DeliveryRepeated
    | DeliveryAnnounced
    | SchemaDrifted
    | BatchPromoted
    | PromotionRejected
    | TableBuilt
    | TableCompacted
    | SourceAdopted
    | ContractAdopted
    | ModelAdopted
    | ModelProven
    | DefinitionRetired
    | CatalogFileAdopted
    | PropertySet
    | QuestionVerified
    | ExportPublished
    | StepFailed
    | AttemptFailed
    | StepRecovered
    | RowsCorrected
    | RowsReleased
    | RowsRejected
    | DecisionEnded
    | ReviewRequested
    | ReviewApproved
    | ReviewRejected
    | BatchWithdrawn
    | BatchReinstated
    | ObjectDisposed
    | ValuesRevealed
    | ControlScoped
    | ControlAttested
    | ControlWaived
    | ControlDecisionEnded
    | ControlsEvaluated
)

__all__ = [
    "STORED_NAMES",
    "AttemptFailed",
    "BatchIngested",
    "BatchPromoted",
    "BatchReinstated",
    "BatchRejected",
    "BatchWithdrawn",
    "CatalogFileAdopted",
    "ContractAdopted",
    "ControlAttested",
    "ControlDecisionEnded",
    "ControlScoped",
    "ControlWaived",
    "ControlsEvaluated",
    "DecisionEnded",
    "DefinitionRetired",
    "DeliveryAnnounced",
    "DeliveryRepeated",
    "Event",
    "ExportPublished",
    "ModelAdopted",
    "ModelProven",
    "ObjectDisposed",
    "PromotionRejected",
    "PropertySet",
    "QuestionVerified",
    "ReviewApproved",
    "ReviewRejected",
    "ReviewRequested",
    "RowsCorrected",
    "RowsRejected",
    "RowsReleased",
    "SchemaDrifted",
    "SourceAdopted",
    "StepFailed",
    "StepRecovered",
    "TableBuilt",
    "TableCompacted",
    "ValuesRevealed",
]
