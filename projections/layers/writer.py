"""One writer for every layer file: the bytes, the count and the digest are made in one pass.

The same rows give the same bytes with the same pyarrow, however they arrived in pieces: row groups, blocks and the
choice of encodings depend on the rows alone.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ledger.names import Sha256
from projections.digest import BLOCK, Digest, blocks
from projections.storage.written import Written

ROW_GROUP = 2 * BLOCK
COMPRESSION_LEVEL = 1
SAMPLE = 8_192
"""Rows that decide whether a column is written with a dictionary."""


class LayerWriter:
    """Streams tables of one schema into a Parquet file.

    The file is written by a second thread while the caller makes the next table. Leaving the block by an exception
    removes the file.

    Args:
        path: the file; its folder is made when it is missing.
        schema: of the tables that are written, without the constants.
        constants: columns with one value for all rows, put after the others.
        order: names of all columns in the order of the file; empty keeps the one above.

    Attributes:
        path: the file.
    """

    def __init__(
        self,
        path: Path,
        schema: pa.Schema,
        constants: Mapping[str, pa.Scalar] | None = None,
        order: Sequence[str] = (),
    ) -> None:
        self.path = path
        self._constants = dict(constants or {})
        self._plain = schema
        fields = {field.name: field for field in schema}
        for name, value in self._constants.items():
            fields[name] = pa.field(name, pa.dictionary(pa.int8(), value.type))
        self._schema = pa.schema([fields[name] for name in order or fields])
        self._digest = Digest(self._schema)
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="layer-writer")
        self._pending: Future[None] | None = None
        path.parent.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abandon()

    def write(self, table: pa.Table) -> None:
        """Add rows after those written before; columns are cast to the schema of the file."""
        if not table.num_rows:
            return
        self._waiting.append(table.cast(self._plain))
        self._waiting_rows += table.num_rows
        while self._waiting_rows >= ROW_GROUP:
            whole = pa.concat_tables(self._waiting)
            self._flush(whole.slice(0, ROW_GROUP))
            rest = whole.slice(ROW_GROUP)
            self._waiting = [rest] if rest.num_rows else []
            self._waiting_rows = rest.num_rows

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a record batch."""
        self.write(pa.Table.from_batches([batch]))

    def close(self) -> Written:
        """Finish the file, durably, and tell what it is."""
        if self._waiting_rows or self._writer is None:
            rest = pa.concat_tables(self._waiting) if self._waiting else self._plain.empty_table()
            self._flush(rest)
        self._settle()
        self._thread.shutdown()
        if self._writer is not None:
            self._writer.close()
        sha256, size = _seal(self.path)
        return Written(self._rows, size, sha256, self._digest.result())

    def abandon(self) -> None:
        """Remove the file."""
        self._thread.shutdown(wait=True)
        if self._writer is not None:
            self._writer.close()
        self.path.unlink(missing_ok=True)

    def _flush(self, group: pa.Table) -> None:
        group = self._with_constants(group.combine_chunks())
        if self._writer is None:
            self._writer = _open(self.path, self._schema, group)
        self._settle()
        writer = self._writer
        self._pending = self._thread.submit(writer.write_table, group, ROW_GROUP)
        for block in blocks(group):
            self._digest.update(block)
        self._rows += group.num_rows

    def _with_constants(self, group: pa.Table) -> pa.Table:
        for name, value in self._constants.items():
            codes = pa.array(np.zeros(group.num_rows, dtype=np.int8))
            column = pa.DictionaryArray.from_arrays(codes, pa.array([value.as_py()], value.type))
            group = group.append_column(name, column)
        return group.select(self._schema.names)

    def _settle(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None


def _open(path: Path, schema: pa.Schema, first: pa.Table) -> pq.ParquetWriter:
    repeating = _repeating(first)
    numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=repeating,
        column_encoding={name: "DELTA_BINARY_PACKED" for name in numbers if name not in repeating},
        write_statistics=[field.name for field in schema if pa.types.is_primitive(field.type)],
        store_schema=False,
        coerce_timestamps="us",
    )


def _repeating(table: pa.Table) -> list[str]:
    """Name the columns whose first rows repeat so much that a dictionary is smaller and faster."""
    sample = table.slice(0, SAMPLE)
    return [
        name
        for name, column in zip(sample.column_names, sample.columns, strict=True)
        if pa.types.is_dictionary(column.type) or pc.count_distinct(column).as_py() * 4 <= sample.num_rows
    ]


def _seal(path: Path) -> tuple[Sha256, int]:
    """Flush the file to the disk, make it read-only and hash it."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        size = file.tell()
    path.chmod(0o444)
    return Sha256(sha256), size
