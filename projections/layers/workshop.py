"""The workshop: what every builder is given, at the first build and at replay alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from ledger.codec import from_json
from ledger.definitions import Source
from ledger.errors import IntegrityError
from ledger.events.parts import FileRecord, TableAt
from ledger.names import Sha256
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Limits, Relation
from projections.layers.schemas import columns_of_files, declared_columns
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect, Manifest

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ledger.store import EventStore
    from ledger.vault import Vault

T = TypeVar("T")


@attrs.frozen
class Workshop:
    """Truth, files and limits.

    Attributes:
        store, vault: the truth.
        lake: where files are found and put.
        db: the read models, which have followed the ledger at least to the events that are built from.
        limits: of the engine.
    """

    store: EventStore
    vault: Vault
    lake: Lake
    db: Connection
    limits: Limits

    @property
    def manifest(self) -> Manifest:
        """The files in effect at any position."""
        return Manifest(self.db)

    def recall(self, sha256: str, kind: type[T]) -> T:
        """Read a compiled definition from the vault."""
        return from_json(self.vault.read(Sha256(sha256)), kind)

    def path(self, file: FileRecord) -> Path:
        """Give the place of a derived file, built again when it is missing."""
        if not self.lake.has(file.path):
            from projections.layers.rebuild import rebuild  # noqa: PLC0415 - it builds with this workshop

            rebuild(self, self.manifest.recorder(file.path))
        return self.lake.find(file.path)

    def batch(self, batch_id: str) -> BatchRow:
        """Give the facts of a batch."""
        found = batches.batch(self.db, batch_id)
        if found is None:
            raise IntegrityError(f"an event speaks of batch {batch_id}, which none ingested", mend=("jobforge verify",))
        return found

    def source_of(self, batch: BatchRow) -> Source:
        """Give the source settings with which a batch was ingested."""
        return self.recall(batch.definition, Source)

    def relation(self, at: TableAt, files: Sequence[FileInEffect] | None = None) -> Relation:
        """Give a table as it was at a position, to query it; its columns are the union of those of its files.

        Args:
            at: which table, when.
            files: those to read; None for all that were in effect.
        """
        found = self.manifest.in_effect(at.table, at=at.position) if files is None else files
        paths = tuple(self.path(f.file) for f in found)
        return Relation(paths, columns_of_files(paths) or declared_columns(self.db, at.table))
