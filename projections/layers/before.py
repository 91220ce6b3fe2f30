"""What a batch is compared with: the rows of its table that count before it."""

from __future__ import annotations

from functools import partial
from operator import itemgetter

from ledger.definitions import Contract
from ledger.events.parts import FileKind, TableAt
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.layers.ending import COLUMNS
from projections.layers.keys import KeyFile, KeyMaker, Keys
from projections.layers.standing import Standing
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

ENDINGS: tuple[FileKind, ...] = ("superseded", "closed")


def standing(workshop: Workshop, contract: Contract, batch: BatchRow, basis: tuple[TableAt, ...]) -> Standing:
    """Give the rows of the table from batches that count before one; in mode replace, from its own delivery alone.

    Args:
        workshop: files and limits.
        contract: of the table.
        batch: which one.
        basis: the table as it was then; nothing stands where it does not name the table.
    """
    at = next((b for b in basis if b.table == contract.table), None)
    if at is None:
        return Standing()
    before = [b.batch_id for b in batches.before(workshop.db, batch)]
    if contract.mode == "replace":
        mates = {mate.batch_id for mate in batches.delivered_with(workshop.db, batch)}
        before = [batch_id for batch_id in before if batch_id in mates]
    files = [file for kind in ("data", *ENDINGS) for file in in_effect(workshop, at, kind)]
    return of_files(workshop, contract, files, before)


def of_files(workshop: Workshop, contract: Contract, files: list[FileInEffect], order: list[str]) -> Standing:
    """Give the rows of some files of a table.

    Args:
        workshop: files and limits.
        contract: by which they are compared.
        files: data files, and those that end rows.
        order: ids of their batches; files of other batches are left out.
    """
    places = {batch_id: place for place, batch_id in enumerate(order)}
    keys = Keys(workshop.lake, KeyMaker(contract, workshop.limits))
    found: list[tuple[int, KeyFile]] = []
    data = [file for file in files if file.file.kind == "data" and file.batch_id in places]
    for file, shape in workshop.with_shapes(data):
        batch_id = str(file.batch_id)
        make = partial(keys.of, file.file.path, shape.columns, batch_id, partial(workshop.path, file.file))
        if workshop.is_there(make):
            found.append((places[batch_id], make()))
    endings = [file for file in files if file.file.kind in ENDINGS and file.batch_id in places]
    ended = [(workshop.path(file.file), COLUMNS[file.file.kind]) for file in workshop.there(endings)]
    return Standing(tuple(made for _, made in sorted(found, key=itemgetter(0))), tuple(ended))


def in_effect(workshop: Workshop, at: TableAt, kind: FileKind) -> list[FileInEffect]:
    """Give the files of a table as it was."""
    return workshop.manifest.in_effect(at.table, kind, at.position)
