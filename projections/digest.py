r"""The digest of a table's rows in their declared order.

Independent of the file's layout, of the engine and of how the rows arrived in pieces. Format ``JFDIGEST1``::

    SHA-256 of   "JFDIGEST1\n" || JSON [[name, type], ...] || "\n" || block* || "E" || u64 rows
    block      = "B" || u32 rows || column*                 65,536 rows; the last block may be shorter
    column     = "C" || cell                                when all cells of the block are equal
               | "V" || validity || lengths || data
    validity   = 0x00 when no cell is null, else 0x01 || one bit a row, first row in the lowest bit, 1 = present
    lengths    = u32 bytes of each cell                     of string and binary only; 0 where null
    data       = the cells one after the other, zeros where null
    cell       = a column of one row

Numbers are little-endian: integer 8 bytes, decimal 16 bytes (the unscaled value), date 4 (days since 1970), timestamp
8 (microseconds, UTC), double 8 (IEEE 754, one NaN, no negative zero), boolean 1.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ledger.names import Sha256

BLOCK = 65_536
"""Rows in a block."""

CANONICAL_TYPES: tuple[tuple[str, pa.DataType], ...] = (
    ("string", pa.string()),
    ("integer", pa.int64()),
    ("date", pa.date32()),
    ("timestamp", pa.timestamp("us")),
    ("boolean", pa.bool_()),
    ("double", pa.float64()),
    ("binary", pa.binary()),
)


def type_name(data_type: pa.DataType) -> str:
    """Name the canonical form of an Arrow type.

    Raises:
        TypeError: the type has no canonical form; cast the column first.
    """
    if pa.types.is_decimal128(data_type):
        return f"decimal({data_type.precision},{data_type.scale})"
    if pa.types.is_dictionary(data_type):
        return type_name(data_type.value_type)
    for name, canonical in CANONICAL_TYPES:
        if data_type.equals(canonical):
            return name
    msg = f"no canonical form for a column of type {data_type}"
    raise TypeError(msg)


class Digest:
    """Takes tables of one schema in order and gives their digest."""

    def __init__(self, schema: pa.Schema) -> None:
        self._hash = hashlib.sha256(b"JFDIGEST1\n")
        names = [[field.name, type_name(field.type)] for field in schema]
        self._hash.update(json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self._rows = 0

    def update(self, block: pa.Table) -> None:
        """Add a block: exactly ``BLOCK`` rows, or fewer in the last one."""
        self._rows += block.num_rows
        self._hash.update(b"B" + struct.pack("<I", block.num_rows))
        for column in block.columns:
            for piece in _column(column):
                self._hash.update(piece)

    def result(self) -> Sha256:
        """Give the digest of everything so far."""
        final = self._hash.copy()
        final.update(b"E" + struct.pack("<Q", self._rows))
        return Sha256(final.hexdigest())


def digest_of(table: pa.Table) -> Sha256:
    """Give the digest of a whole table."""
    digest = Digest(table.schema)
    for block in blocks(table):
        digest.update(block)
    return digest.result()


def blocks(table: pa.Table) -> Iterator[pa.Table]:
    """Cut a table into blocks; none when it has no rows."""
    for start in range(0, table.num_rows, BLOCK):
        yield table.slice(start, BLOCK)


def _column(column: pa.ChunkedArray) -> Iterator[bytes | memoryview]:
    array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # older pyarrow keeps a single chunk wrapped
        array = array.chunk(0)
    if _all_equal(array):
        yield b"C"
        array = array.slice(0, 1)
    else:
        yield b"V"
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    yield from _cells(array)


def _all_equal(array: pa.Array) -> bool:
    """Tell whether all cells are equal; nearly free when the first and the last differ."""
    if len(array) == 0 or array.null_count not in (0, len(array)):
        return False
    if array.null_count == len(array):
        return True
    if pa.types.is_dictionary(array.type):
        codes = array.indices
        return bool(codes[0].equals(codes[-1])) and pc.count_distinct(codes).as_py() == 1
    if not array[0].equals(array[-1]):
        return False
    return bool(pc.all(pc.equal(array, array[0])).as_py())


def _cells(array: pa.Array) -> Iterator[bytes | memoryview]:
    if array.null_count:
        present = np.packbits(array.is_valid().to_numpy(zero_copy_only=False), bitorder="little")
        yield b"\x01"
        yield present.data
        array = array.fill_null(_zero(array.type))
    else:
        yield b"\x00"
    if pa.types.is_string(array.type) or pa.types.is_binary(array.type):
        yield from _text(array)
    elif pa.types.is_boolean(array.type):
        yield array.cast(pa.uint8()).to_numpy().data
    elif pa.types.is_floating(array.type):
        yield _doubles(array).data
    else:
        width = array.type.bit_width // 8
        data = memoryview(array.buffers()[1])
        yield data[array.offset * width : (array.offset + len(array)) * width]


def _text(array: pa.Array) -> Iterator[memoryview]:
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, dtype="<i4")[array.offset : array.offset + len(array) + 1]
    yield np.diff(ends).astype("<u4", copy=False).data
    if data is not None:
        yield memoryview(data)[int(ends[0]) : int(ends[-1])]


def _doubles(array: pa.Array) -> np.ndarray:
    values: np.ndarray = array.to_numpy().copy()
    values[values == 0] = 0.0
    values[np.isnan(values)] = np.nan
    return values


def _zero(data_type: pa.DataType) -> pa.Scalar:
    if pa.types.is_string(data_type) or pa.types.is_binary(data_type):
        return pa.scalar(b"").cast(data_type)
    if pa.types.is_date32(data_type):
        return pa.scalar(0, pa.int32()).cast(data_type)
    if pa.types.is_decimal(data_type):
        return pa.scalar(Decimal(0), data_type)
    return pa.scalar(0).cast(data_type)
