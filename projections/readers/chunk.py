"""What every reader gives: rows of text, and the records that it refused."""

from __future__ import annotations

import attrs
import pyarrow as pa


@attrs.frozen
class Refused:
    """A record that could not be read, as it stood.

    Attributes:
        record: its number after the header, from 1.
        offset: where it begins, as of a chunk.
        raw: its bytes in the file without the line end; the first ``max_record_bytes`` of a line that is longer. Of a
            record that has no bytes of its own, in a sheet or in Parquet, its cells as a JSON array.
        code: stable; P for its form, D for its characters.
        reason: for people; holds no text of the file, so that it may stand in an event.
        length: its bytes in the file without the line end, those not kept in ``raw`` as well.
    """

    record: int
    offset: int
    raw: bytes
    code: str
    reason: str
    length: int


@attrs.frozen
class Chunk:
    """Consecutive records of a file, at least one.

    Attributes:
        first_record: number of its first record, accepted or not.
        offset: of the first byte of that record in the file; in a sheet the number of its row, in Parquet the first
            byte of its row group.
        numbers: the record numbers of the rows, rising.
        table: the rows as text, one column for each header in source order; null is missing, ``""`` quoted and empty.
        refused: the records between them that could not be read, in order.
    """

    first_record: int
    offset: int
    numbers: pa.Int64Array
    table: pa.Table
    refused: tuple[Refused, ...]
