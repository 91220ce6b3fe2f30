"""Proofs that models give the same rows twice: at adoption, or where there are no rows yet with the first that come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from jobforge_es.libraries import libraries
from jobforge_es.session import Session
from ledger.definitions import Contract, Model
from ledger.events import ModelProven
from ledger.events.parts import Built, TableAt
from ledger.names import Sha256
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from projections.layers.proving import Proof

UNPROVEN = "not proven yet: it will be run twice when there are rows"


def proof_at_adoption(
    session: Session, model: Model, definition: Sha256, promised: ContractRow | None
) -> list[ModelProven]:
    """Run a model twice before it is adopted; nothing while an input has not been made, or no row comes out.

    Args:
        session: of the command.
        model: as compiled.
        definition: its hash.
        promised: the contract of its table.

    Raises:
        AnswersDiffer: it gave other rows the second time.
    """
    from projections.layers.proving import prove  # loads the data libraries
    from projections.lineage.output import final_select

    manifest = session.manifest
    inputs = tuple(TableAt(i, manifest.position(i), manifest.rows(i)) for i in model.inputs)
    if not inputs or any(at.position == 0 for at in inputs):
        return []
    contract = session.recall(promised.definition, Contract) if promised else None
    session.progress.step(f"{model.table}, twice", None)
    try:
        workshop = session.workshop
        relations = {at.table: workshop.relation(at) for at in inputs}
        proof = prove(model, final_select(model, contract), relations, workshop.limits)
    finally:
        session.progress.done()
    if proof is None:
        return []
    contracted = Sha256(promised.definition) if promised else None
    return [proven_by(proof, model.table, definition, contracted, inputs)]


def proven_by(
    proof: Proof, table: str, model: Sha256, contract: Sha256 | None, inputs: tuple[TableAt, ...]
) -> ModelProven:
    """Give the event that records a proof."""
    built = Built(libraries(), proof.seconds)
    return ModelProven(table, model, contract, inputs, proof.rows, proof.digest, built, proof.sampled)


def said_of_proof(proven: Sequence[ModelProven]) -> str:
    """Tell people what was proven, and what that cost."""
    if not proven:
        return UNPROVEN
    over = " over some rows of its inputs" if proven[0].sampled else ""
    return f"gave the same rows twice{over}, in {proven[0].built.seconds} s"


def followed(model: Model) -> str:
    """Tell people how far the rows of a model can be followed."""
    whole = [table for table, why in model.coverage.items() if why]
    if not whole:
        return "every row is followed to its sources"
    return f"rows are followed, but not those of {', '.join(whole)} in all they do"
