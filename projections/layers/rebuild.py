"""Build again the files that an event recorded, with the definitions that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.definitions import Contract, Layout, Model
from ledger.errors import IntegrityError
from ledger.events import BatchIngested, BatchPromoted, BatchRejected, PromotionRejected, TableBuilt
from ledger.events.parts import FileRecord
from ledger.names import Position
from projections.layers.arrival import Arrival
from projections.layers.models import build_model
from projections.layers.promoting import promote_batch
from projections.layers.staged import stage
from projections.runner import recorded

if TYPE_CHECKING:
    from projections.layers.workshop import Workshop


def rebuild(workshop: Workshop, position: Position) -> tuple[FileRecord, ...]:
    """Build the files of one event where they are missing, and compare them with what it says.

    Inputs that are missing are built first. A file that is there is not touched.

    Returns:
        What was built, as it came out.

    Raises:
        IntegrityError: rows differ from those recorded; the built file is removed.
    """
    event = recorded(workshop.store, position)
    built = _build(workshop, event.data)
    said: tuple[FileRecord, ...] = getattr(event.data, "files", ())
    for file in built:
        _compare(workshop, position, said, file)
    absent = [f.path for f in said if f.kind not in {b.kind for b in built} and not workshop.lake.has(f.path)]
    if absent:
        raise IntegrityError(
            f"built again, {absent[0]} does not come out",
            position=position,
            why="the recorded definitions and source bytes no longer give it",
            mend=("jobforge verify", f"jobforge log --from {position}"),
        )
    return built


def _build(workshop: Workshop, data: object) -> tuple[FileRecord, ...]:
    match data:
        case BatchIngested() as e:
            return _staged(workshop, e)
        case BatchRejected() as e:
            return workshop.lake.keep_only(_staged(workshop, e), "quarantine")
        case BatchPromoted() as e:
            contract = workshop.recall(e.contract, Contract)
            return promote_batch(workshop, e.table, e.batch_id, e.from_position, contract, e.basis).files
        case PromotionRejected() as e:
            contract = workshop.recall(e.contract, Contract)
            files = promote_batch(workshop, e.table, e.batch_id, e.from_position, contract, e.basis).files
            return workshop.lake.keep_only(files, "quarantine")
        case TableBuilt() as e:
            model = workshop.recall(e.model, Model)
            promised = workshop.recall(e.contract, Contract) if e.contract else None
            return build_model(workshop, model, promised, e.inputs, e.version_id).files
        case _:
            return ()


def _staged(workshop: Workshop, e: BatchIngested | BatchRejected) -> tuple[FileRecord, ...]:
    batch = workshop.batch(e.batch_id)
    expected: tuple[str, ...] = ()
    if isinstance(e, BatchIngested):
        expected = tuple(c.header for c in workshop.recall(e.layout, Layout).columns)
    arrival = Arrival(e.batch_id, e.source_file, e.ingested_at)
    return stage(workshop.vault.path(e.file_sha256), workshop.source_of(batch), arrival, workshop.lake, expected).files


def _compare(workshop: Workshop, position: Position, files: tuple[FileRecord, ...], built: FileRecord) -> None:
    """Put a built file under its recorded name, or say that it differs."""
    said = next((f for f in files if f.kind == built.kind), None)
    if said is not None and (said.digest, said.rows) == (built.digest, built.rows):
        if said.path != built.path:  # other libraries, other bytes, the same rows
            workshop.lake.place_of(built.path).replace(workshop.lake.place_of(said.path))
        return
    workshop.lake.place_of(built.path).unlink(missing_ok=True)
    raise IntegrityError(
        f"built again, the rows of {said.path if said else built.path} differ from those recorded",
        position=position,
        why="the recorded definitions and source bytes no longer give the recorded digest",
        mend=("jobforge verify", f"jobforge log --from {position}"),
    )
