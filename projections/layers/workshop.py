"""The workshop: what every builder is given, at the first build and at replay alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from ledger.codec import from_json
from ledger.definitions import Contract, Layout, ModelColumn, Source
from ledger.disposal import Disposed, disposal
from ledger.errors import IntegrityError
from ledger.events.parts import FileKind, FileRecord, TableAt
from ledger.names import Sha256, split_table
from projections.catalog import batches
from projections.catalog.batches import BatchRow
from projections.engines.sandbox import Limits, Relation
from projections.layers.schemas import (
    columns_of_contract,
    columns_of_file,
    columns_of_layout,
    declared_columns,
    together,
    with_end,
)
from projections.storage.lake import Lake
from projections.storage.manifest import FileInEffect, Manifest, Reading

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
        lost: collects what a table was read without, because its bytes were disposed of. None: that is an error. When a
            step is repeated, nothing of what counts can have stood on such bytes, and its digest proves it.
        plainly: whether tables are read from the files of their batches alone, and not from what was compacted.
    """

    store: EventStore
    vault: Vault
    lake: Lake
    db: Connection
    limits: Limits
    lost: list[Disposed] | None = None
    plainly: bool = False

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
            from projections.layers.rebuild import rebuild  # it builds with this workshop

            rebuild(self, self.manifest.recorder(file.path))
        return self.lake.find(file.path)

    def source_bytes(self, sha256: Sha256) -> Path:
        """Give the place of source bytes.

        Raises:
            Disposed: they were disposed of.
            NotInVault: they are lost.
        """
        if not self.vault.has(sha256) and (gone := disposal(self.store, sha256)) is not None:
            raise gone
        return self.vault.path(sha256)

    def there(self, files: Iterable[FileInEffect]) -> list[FileInEffect]:
        """Build the files that are missing, and give those that are there; see ``lost`` for the others."""
        return [file for file in files if self.is_there(partial(self.path, file.file))]

    def is_there(self, make: Callable[[], object]) -> bool:
        """Make something; tell whether that could be done, see ``lost``."""
        try:
            make()
        except Disposed as gone:
            if self.lost is None:
                raise
            self.lost.append(gone)
            return False
        return True

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
            files: those to read, as they are; None for the whole table, without the rows that count no more.
        """
        whole = self.manifest.reading(at.table, at.position) if files is None and not self.plainly else None
        found = self._read(at, whole) if files is None else files
        paths = tuple(self.path(f.file) for f in found)
        shapes = [shape for _, shape in self.with_shapes(found)]
        newest = {shape: path.name for shape, path in zip(reversed(shapes), reversed(paths), strict=True)}
        columns = together((name, shape.columns) for shape, name in newest.items()) or declared_columns(
            self.db, at.table
        )
        held = tuple(shape.columns for shape in shapes)
        if files is not None:
            return Relation(paths, columns, held)
        closed = None
        if any(shape.keeps_time for shape in shapes):
            columns, closed = with_end(columns), self._paths(at, "closed")
        superseded = self._paths(at, "superseded") if whole is None else self._places(whole.superseded)
        return Relation(paths, columns, held, superseded, closed)

    def _read(self, at: TableAt, whole: Reading | None) -> list[FileInEffect]:
        return self.there(self.manifest.in_effect(at.table, at=at.position) if whole is None else whole.rows)

    def with_shapes(self, files: Iterable[FileInEffect]) -> Iterator[tuple[FileInEffect, Shape]]:
        """Tell the columns of files by the definitions that made them; only what a model made is opened and asked."""
        known: dict[tuple[str, str], Shape] = {}
        for file in files:
            path = file.file.path if file.file.kind == "compacted" else ""
            made = (path or file.shape or file.file.path, file.table)
            if made not in known:
                known[made] = self._shape(file)
            yield file, known[made]

    def _shape(self, file: FileInEffect) -> Shape:
        layer, _ = split_table(file.table)
        if not file.shape:
            return Shape(columns_of_file(self.path(file.file)))
        if layer == "staged":
            return Shape(columns_of_layout(self.recall(file.shape, Layout)))
        contract = self.recall(file.shape, Contract)
        keeps_time = layer == "silver" and contract.mode == "history"
        if file.file.kind == "compacted":  # its columns are those of batches of several contracts
            return Shape(columns_of_file(self.path(file.file)), keeps_time)
        return Shape(columns_of_contract(contract, layer), keeps_time)

    def _paths(self, at: TableAt, kind: FileKind) -> tuple[Path, ...]:
        return self._places(self.manifest.in_effect(at.table, kind, at.position))

    def _places(self, files: Iterable[FileInEffect]) -> tuple[Path, ...]:
        return tuple(self.path(f.file) for f in self.there(files))


@attrs.frozen
class Shape:
    """What the rows of a file look like.

    Attributes:
        columns: in the file.
        keeps_time: whether the table shows from when until when each of its rows counted.
    """

    columns: tuple[ModelColumn, ...]
    keeps_time: bool = False
