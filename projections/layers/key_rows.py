"""The rows of key files: how they are written, and given their name when they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.names import BATCH_ID, SOURCE_ROW
from projections.layers.verdicts import Rows, among

HASHES: Final = ("_hash", "_hash_back")
"""The hash of a row's values in the order of the contract, and in the opposite one; both begin with which columns."""


def without(file: pq.ParquetFile, names: list[str], left_out: Rows) -> Iterable[pa.Table]:
    """Give the rows of a key file but for some."""
    for batch in file.iter_batches(columns=names):
        table = pa.Table.from_batches([batch])
        yield table.filter(pa.array(~among(table[SOURCE_ROW].to_numpy(), left_out)))


def as_table(batch: pa.RecordBatch) -> pa.Table:
    """Give the rows of a piece."""
    return pa.Table.from_batches([batch])


def write(target: Path, schema: pa.Schema, pieces: Iterable[pa.Table], batch_id: str) -> None:
    """Write rows of a batch in the order in which they come, the columns that the engine skips by in front."""
    fields = {field.name: field for field in schema} | {BATCH_ID: pa.field(BATCH_ID, _repeated(batch_id, 0).type)}
    first = [name for name in fields if not name.startswith("_")]
    order = sorted(fields, key=lambda name: (name.startswith("_"), name in HASHES))
    whole = pa.schema([fields[name] for name in order])
    texts = [name for name in first if pa.types.is_string(fields[name].type)]
    numbers = [name for name in (*first, SOURCE_ROW) if pa.types.is_int64(fields[name].type)]
    with pq.ParquetWriter(
        target,
        whole,
        compression={name: "zstd" if name in texts else "none" for name in order},
        use_dictionary=[BATCH_ID],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        write_statistics=first,
        store_schema=False,
    ) as writer:
        for piece in pieces:
            rows = piece.append_column(BATCH_ID, _repeated(batch_id, piece.num_rows))
            writer.write_table(rows.select(order))


def _repeated(text: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int8)), pa.array([text]))


def settle(draft: Path, place: Path) -> None:
    """Give a whole key file its name, durably: a torn one would be believed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(place)
