"""Rows where they lie: in which file, at which place, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.definitions import ModelColumn
from ledger.events.parts import TableAt
from ledger.names import BATCH_ID, GOLD_PROVENANCE, SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS, Position
from projections.engines.relation import Relation
from projections.layers.schemas import engine_type
from projections.layers.workshop import Workshop
from projections.storage.manifest import FileInEffect

FILE_BITS: Final = 32
"""How far the number of a file stands above that of the row; see ``Relation.numbered``."""

Values = Mapping[str, Any]

Cells = tuple[str, ...] | None
"""Columns of a row that are meant, sorted; None for all of it. Empty: only that it is there."""


@attrs.frozen
class Row:
    """A row of a table.

    Attributes:
        table: ``layer.table``.
        file: that it lies in.
        place: in the file, from 0.
        at: the position as of which the table is looked at.
        columns: of the file, with the engine's types.
        values: all of them, in the order of the file.
    """

    table: str
    file: FileInEffect
    place: int
    at: Position
    columns: tuple[ModelColumn, ...]
    values: tuple[Any, ...]

    @property
    def id(self) -> str:
        """Name it: ``batch/layer.table/record``, as tables share records; ``version#row`` where a model made it."""
        batch = self.file.batch_id
        if batch is not None:
            return f"{batch}/{self.table}/{self[SOURCE_ROW]}"
        return f"{Path(self.file.file.path).stem.rpartition('-')[0]}#{self.place + 1}"

    @property
    def own(self) -> dict[str, Any]:
        """Its values without those that say where it comes from."""
        return {c.name: v for c, v in zip(self.columns, self.values, strict=True) if c.name not in GOLD_PROVENANCE}

    @property
    def source(self) -> tuple[str | None, str | None, int | None]:
        """Batch, source file and record that it came from; None where its source rows differ."""
        return self.get(BATCH_ID), self.get(SOURCE_FILE), self.get(SOURCE_ROW)

    @property
    def source_rows(self) -> int:
        """Of how many source rows it is made, counted as often as they contribute."""
        if SOURCE_ROWS in self._names:
            return int(self[SOURCE_ROWS] or 0)
        return 1

    def get(self, name: str) -> Any:
        """Give a value by the name of its column; None where there is none of that name."""
        return self.values[self._names.index(name)] if name in self._names else None

    def __getitem__(self, name: str) -> Any:
        return self.values[self._names.index(name)]

    @property
    def _names(self) -> list[str]:
        return [column.name for column in self.columns]


@attrs.frozen
class Opened:
    """A table as of a position, with its rows numbered.

    Attributes:
        table: ``layer.table``.
        at: the position.
        files: whose rows it has, in the order of their numbers.
        relation: to query it.
    """

    table: str
    at: Position
    files: tuple[FileInEffect, ...]
    relation: Relation

    def rows(self, workshop: Workshop, numbers: Iterable[int]) -> dict[int, Row]:
        """Read rows by their numbers; each file is opened once and only the row groups that hold them are read."""
        wanted: dict[int, list[int]] = {}
        for number in sorted(set(numbers)):
            wanted.setdefault(number >> FILE_BITS, []).append(number & (1 << FILE_BITS) - 1)
        found = {}
        for file, places in wanted.items():
            for row in at_places(workshop, self.table, self.files[file], places, self.at):
                found[file << FILE_BITS | row.place] = row
        return found


def opened(workshop: Workshop, table: str, at: Position) -> Opened:
    """Open a table as of a position, by the files of its batches: a compacted one has no record numbers of its own."""
    relation = attrs.evolve(workshop, plainly=True).relation(TableAt(table, at, 0))
    files = {workshop.path(file.file): file for file in workshop.manifest.in_effect(table, at=at)}
    return Opened(table, at, tuple(files[path] for path in relation.files), attrs.evolve(relation, numbered=True))


def at_places(workshop: Workshop, table: str, file: FileInEffect, places: Sequence[int], at: Position) -> list[Row]:
    """Read rows of one file by their places in it, rising."""
    found: list[Row] = []
    with pq.ParquetFile(workshop.path(file.file)) as parquet:
        before = 0
        left = list(places)
        for group in range(parquet.num_row_groups):
            size = parquet.metadata.row_group(group).num_rows
            here = [place - before for place in left if place < before + size]
            if here:
                piece = parquet.read_row_group(group).take(pa.array(here))
                found += _rows(table, file, [before + place for place in here], at, piece)
                left = left[len(here) :]
            before += size
    return found


def by_records(
    workshop: Workshop, table: str, file: FileInEffect, records: Iterable[int], at: Position
) -> dict[int, Row]:
    """Find rows of the file of one batch by their record numbers; those that it lacks are left out."""
    wanted = sorted(set(records))
    places: list[int] = []
    with pq.ParquetFile(workshop.path(file.file)) as parquet:
        before = 0
        place_of = parquet.schema_arrow.names.index(SOURCE_ROW)
        for group in range(parquet.num_row_groups):
            meta = parquet.metadata.row_group(group)
            known = meta.column(place_of).statistics
            if known is None or not known.has_min_max or any(known.min <= one <= known.max for one in wanted):
                numbers = parquet.read_row_group(group, [SOURCE_ROW])[SOURCE_ROW]
                hits = pc.is_in(numbers, pa.array(wanted, pa.int64()))
                places += [before + place for place in pc.indices_nonzero(hits).to_pylist()]
            before += meta.num_rows
    return {row[SOURCE_ROW]: row for row in at_places(workshop, table, file, places, at)}


def _rows(table: str, file: FileInEffect, places: Sequence[int], at: Position, piece: pa.Table) -> list[Row]:
    columns = tuple(ModelColumn(field.name, engine_type(_plain(field.type))) for field in piece.schema)
    values = zip(*(column.to_pylist() for column in piece.columns), strict=True)
    return [Row(table, file, place, at, columns, row) for place, row in zip(places, values, strict=True)]


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
