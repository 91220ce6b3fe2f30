"""Staged: every record of the source, as text, in source order.

Does: sets aside what cannot be read as a record, with its raw bytes. Never types, drops or repairs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs
import pyarrow as pa

from ledger.codec import to_json
from ledger.definitions import Csv, Layout, ParquetFile, Source, Spreadsheet
from ledger.events.parts import Balance, FileKind, FileRecord
from ledger.names import BATCH_ID, INGESTED_AT, SOURCE_FILE, SOURCE_ROW
from projections.layers.ahead import ahead
from projections.layers.arrival import Arrival
from projections.layers.books import check_balance
from projections.layers.quarantine import SCHEMA as QUARANTINE_SCHEMA
from projections.layers.quarantine import refused_records
from projections.layers.writer import LayerWriter
from projections.readers.chunk import Chunk
from projections.readers.drift import places
from projections.readers.naming import name_columns
from projections.readers.opening import opened
from projections.readers.parts import WHOLE, Part
from projections.readers.reading import Reading
from projections.storage.lake import Lake

INDEX_SCHEMA = pa.schema([("record", pa.int64()), ("byte_offset", pa.int64())])


Fit = Callable[[tuple[str, ...]], Layout]
"""Decides under which columns a file with a header is landed, or refuses it."""


@attrs.frozen
class Staged:
    """What staging a file gave.

    Attributes:
        layout: source headers and column names.
        balance: the books of the file.
        files: data, index and, where records were refused, quarantine.
    """

    layout: Layout
    balance: Balance
    files: tuple[FileRecord, ...]


def stage(
    raw: Path,
    source: Source,
    arrival: Arrival,
    lake: Lake,
    fit: Fit | None = None,
    part: Part = WHOLE,
    progress: Callable[[int], None] | None = None,
) -> Staged:
    """Build the staged files of one source file.

    Args:
        raw: the source bytes.
        source: how they are read.
        arrival: what is put on every row.
        lake: where the files go.
        fit: decides the columns by the header; None takes the header as it stands.
        part: which part of the file is read.
        progress: is told how many more bytes of the file are done.

    Raises:
        FileRefused: the file cannot be read as its source says; nothing is left behind.
    """
    with opened(raw, as_found(source), part, lake.work) as reading:
        layout = Layout(name_columns(reading.header)) if fit is None else fit(reading.header)
        files = _Files(lake, source, arrival, layout, places(layout, reading.header))
        told = 0
        try:
            for chunk in ahead(reading.chunks()):
                files.take(chunk)
                if progress is not None:
                    progress(chunk.offset - told)
                    told = chunk.offset
            balance = check_balance(f"staged.{source.name}", _balance(reading, files))
            return Staged(layout, balance, files.finish())
        except BaseException:
            files.abandon()
            raise


def as_found(source: Source) -> Source:
    """Give a source that takes files with any header, where they have one: the header is then compared by ``fit``."""
    match source.form:
        case Csv(header=True) | ParquetFile():
            return attrs.evolve(source, form=attrs.evolve(source.form, columns=()))
        case Spreadsheet(header_rows=rows) if rows:
            return attrs.evolve(source, form=attrs.evolve(source.form, columns=()))
        case _:
            return source


class _Files:
    """The files of one batch while they are written."""

    def __init__(
        self, lake: Lake, source: Source, arrival: Arrival, layout: Layout, places: Sequence[int | None]
    ) -> None:
        self._places = places
        self._is_as_found = list(places) == list(range(len(places)))
        self._lake = lake
        self._source = source
        self._arrival = arrival
        self._names = [c.name for c in layout.columns]
        schema = pa.schema([*((name, pa.string()) for name in self._names), (SOURCE_ROW, pa.int64())])
        order = (BATCH_ID, SOURCE_FILE, SOURCE_ROW, INGESTED_AT)
        self._data = self._writer("data", schema, arrival.constants, (*self._names, *order))
        self._index = self._writer("index", INDEX_SCHEMA, {}, ())
        self._quarantine: LayerWriter | None = None
        self._version = hashlib.sha256(to_json(source)).hexdigest()[:12]
        self.accepted = 0
        self.refused = 0

    def take(self, chunk: Chunk) -> None:
        """Write the rows and the refused records of one chunk."""
        self._data.write(self._columns(chunk.table).append_column(SOURCE_ROW, chunk.numbers))
        self._index.write(pa.table([[chunk.first_record], [chunk.offset]], schema=INDEX_SCHEMA))
        self.accepted += chunk.table.num_rows
        if chunk.refused:
            self.refused += len(chunk.refused)
            if self._quarantine is None:
                self._quarantine = self._writer("quarantine", QUARANTINE_SCHEMA, {}, ())
            arrival = self._arrival
            facts = (arrival.batch_id, arrival.source_file, arrival.ingested_at, self._version)
            rows = refused_records(chunk.refused, *facts)
            self._quarantine.write(rows)

    def _columns(self, table: pa.Table) -> pa.Table:
        """Give the columns of the layout; those that the file lacks have no value."""
        if self._is_as_found:
            return table.rename_columns(self._names)
        empty = pa.nulls(table.num_rows, pa.string()) if None in self._places else None
        columns = [empty if place is None else table.column(place) for place in self._places]
        return pa.Table.from_arrays(columns, names=self._names)

    def finish(self) -> tuple[FileRecord, ...]:
        """Close and name the files."""
        files = [self._settle("data", self._data), self._settle("index", self._index)]
        if self._quarantine is not None:
            files.append(self._settle("quarantine", self._quarantine))
        return tuple(files)

    def abandon(self) -> None:
        """Remove what was written."""
        for writer in (self._data, self._index, self._quarantine):
            if writer is not None:
                writer.abandon()

    def _writer(
        self, kind: FileKind, schema: pa.Schema, constants: dict[str, pa.Scalar], order: tuple[str, ...]
    ) -> LayerWriter:
        draft = self._lake.draft(f"staged.{self._source.name}", self._source.domain, self._arrival.batch_id, kind)
        return LayerWriter(draft, schema, constants, order)

    def _settle(self, kind: FileKind, writer: LayerWriter) -> FileRecord:
        table, batch = f"staged.{self._source.name}", self._arrival.batch_id
        return self._lake.settle(writer.path, table, self._source.domain, batch, kind, writer.close())


def _balance(reading: Reading, files: _Files) -> Balance:
    return Balance(
        read=reading.records + reading.skips.total,
        accepted=files.accepted,
        quarantined=files.refused,
        skipped=reading.skips,
        inserted=files.accepted,
    )
