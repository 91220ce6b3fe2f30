"""One Parquet file, read row group by row group in batches of constant size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.definitions.formats import ParquetFile
from ledger.events.parts import Skips
from projections.readers.chunk import Chunk, Refused
from projections.readers.naming import expect_header, name_columns
from projections.readers.parquet.refusals import DamagedParquet, EncryptedParquet, NotParquet
from projections.readers.parquet.texts import REASONS, stored, tell
from projections.readers.refusals import EmptyFile, FileRefused

MAGIC, ENCRYPTED = b"PAR1", b"PARE"
CELLS = 1_048_576
"""Values in a chunk, about."""

MOST_ROWS = 65_536
"""Rows in a chunk."""


class ParquetReading:
    """A Parquet file that was found readable, and whose records can be read once.

    Attributes:
        header: names of the columns in the file.
        skips: none.
        records: as the footer of the file says; compared with what its pages hold.
    """

    def __init__(self, file: pq.ParquetFile, settings: ParquetFile) -> None:
        self._file = file
        schema = file.schema_arrow
        self.header = tuple(schema.names)
        self.skips = Skips()
        self.records: int = file.metadata.num_rows
        self.columns = name_columns(self.header)
        _check_schema(schema)
        if settings.columns:
            expect_header(self.header, settings.columns)
        self._batch = max(1, min(MOST_ROWS, CELLS // len(self.header)))
        self._done = 0
        self._groups = iter(range(file.num_row_groups))

    def chunks(self) -> Iterator[Chunk]:
        """Give the records in order; a second call gives none.

        Raises:
            DamagedParquet: a page cannot be read, or holds more or fewer rows than the footer says.
        """
        for group in self._groups:
            before = self._done
            for batch in self._batches(group):
                if batch.num_rows:
                    yield self._chunk(batch, self._done + 1, self._place(group))
                self._done += batch.num_rows
            if self._done - before != self._file.metadata.row_group(group).num_rows:
                raise DamagedParquet("a row group has more or fewer rows than the footer says")
        if self._done != self.records:
            raise DamagedParquet("it has more or fewer rows than its footer says")

    def close(self) -> None:
        """Close the file."""
        self._file.close(force=True)

    def _batches(self, group: int) -> Iterator[pa.RecordBatch]:
        with _damage():
            yield from self._file.iter_batches(self._batch, [group], use_threads=False)

    def _place(self, group: int) -> int:
        """Give where a row group begins, once a batch of it was read: before, damaged metadata end the process."""
        column = self._file.metadata.row_group(group).column(0)
        begin: int = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
        return max(0, begin)

    def _chunk(self, batch: pa.RecordBatch, first: int, offset: int) -> Chunk:
        with _damage():
            told = [tell(column) for column in batch.columns]
        faults: dict[int, str] = {}
        for one in reversed(told):
            faults.update(one.faults)
        good = np.delete(np.arange(batch.num_rows), sorted(faults))
        texts = [one.texts.take(pa.array(good)) if faults else one.texts for one in told]
        table = pa.table(texts, [column.name for column in self.columns])
        refused = tuple(_refuse(batch, place, faults[place], first, offset) for place in sorted(faults))
        return Chunk(first, offset, pa.array(good + first), table, refused)


def open_parquet(path: Path, settings: ParquetFile) -> ParquetReading:
    """Open a file for reading its records; close it afterwards.

    Raises:
        FileRefused: it is no Parquet that can be read, or has other columns; no record was read.
    """
    _check_ends(path)
    with _damage():
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=65_536, page_checksum_verification=True)
    try:
        with _damage():
            return ParquetReading(file, settings)
    except BaseException:
        file.close(force=True)
        raise


def _check_ends(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(4)
        if not head:
            raise EmptyFile
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - 4))
        ends = (head, file.read(4))
    if ENCRYPTED in ends:
        raise EncryptedParquet
    if size < 12 or ends != (MAGIC, MAGIC):
        raise NotParquet


def _check_schema(schema: pa.Schema) -> None:
    if not schema.names:
        raise DamagedParquet("it has no columns")
    for field in schema:
        _check_fields(field.type)


def _check_fields(kind: pa.DataType) -> None:
    """Refuse a struct with two fields of one name: a JSON object can hold only one of them."""
    fields = [kind.field(n) for n in range(kind.num_fields)]
    if pa.types.is_struct(kind) and any(n > 1 for n in Counter(f.name for f in fields).values()):
        raise DamagedParquet("a nested column has two fields of the same name")
    for field in fields:
        _check_fields(field.type)


def _refuse(batch: pa.RecordBatch, place: int, code: str, first: int, offset: int) -> Refused:
    raw = orjson.dumps([stored(column.slice(place, 1)) for column in batch.columns])
    return Refused(first + place, offset, raw, code, REASONS[code], len(raw))


@contextmanager
def _damage() -> Iterator[None]:
    """Tell what the library cannot read; its words may show what is in the file, so they are left out."""
    try:
        yield
    except FileRefused:
        raise
    except (pa.ArrowException, MemoryError, OverflowError, UnicodeDecodeError) as error:
        raise _told(error) from error
    except OSError as error:
        if error.errno is not None:  # of the disk
            raise
        raise _told(error) from error


def _told(error: BaseException) -> FileRefused:
    if "crypt" in str(error):
        return EncryptedParquet()
    return DamagedParquet("a part of it cannot be read")
