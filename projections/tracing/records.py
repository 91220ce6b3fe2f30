"""The end of the way: the record in the delivered file."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pyarrow.parquet as pq

from ledger.disposal import disposal
from ledger.names import Sha256
from projections.catalog.batches import BatchRow
from projections.layers.workshop import Workshop
from projections.readers.parts import Part
from projections.readers.raw import RawRecord, raw_record
from projections.tracing.fields import Field, fields
from projections.tracing.rows import Cells, Row


@attrs.frozen
class Record:
    """A record of a delivered file.

    Attributes:
        source_file: its name as delivered.
        record: its number, from 1 after the header.
        file_sha256: of the delivered bytes, which is their name in the vault.
        line: on which it begins, from 1; None in formats without lines.
        byte_offset: of its first byte, in the file that was unpacked where it came packed; None as above.
        raw: its text as it stands there; in formats without lines, or where the bytes were
            disposed of, its cells as a JSON array.
        values: the cells by the name of their columns, as they were landed.
        fields: the cells that are meant, where not all of the record is.
    """

    source_file: str
    record: int
    file_sha256: Sha256
    line: int | None
    byte_offset: int | None
    raw: str
    values: dict[str, Any]
    fields: tuple[Field, ...] = ()


def record_of(workshop: Workshop, staged: Row, cells: Cells = None) -> Record:
    """Find the record that a row of staged was read from, and the cells of it that are meant."""
    batch_id, name, number = staged.source
    assert batch_id is not None and name is not None and number is not None, "staged rows come from one record"  # noqa: S101, PT018 - for the type checker
    batch = workshop.batch(batch_id)
    raw = _raw(workshop, staged, batch)
    every = json.dumps(list(staged.own.values()), ensure_ascii=False)
    record = Record(name, number, Sha256(batch.file_sha256), None, None, every, staged.own)
    if raw is not None:
        record = attrs.evolve(record, line=raw.line, byte_offset=raw.offset, raw=raw.text)
    text = None if raw is None else raw.text
    return attrs.evolve(record, fields=fields(workshop, batch_id, text, staged.own, cells)) if cells else record


def _raw(workshop: Workshop, staged: Row, batch: BatchRow) -> RawRecord | None:
    """Read the record from the kept bytes; None where they were disposed of."""
    sha256 = Sha256(batch.file_sha256)
    if not workshop.vault.has(sha256) and disposal(workshop.store, sha256) is not None:
        return None
    path, part = workshop.source_bytes(sha256), Part(batch.member, batch.sheet)
    known, source = _nearest(workshop, staged, batch), workshop.source_of(batch)
    return raw_record(path, source, part, workshop.lake.work, known, staged.source[2] or 0)


def _nearest(workshop: Workshop, staged: Row, batch: BatchRow) -> tuple[int, int]:
    """Give number and offset of the last record of the sparse index that does not come after a row."""
    index = workshop.manifest.of_batch(staged.table, batch.batch_id, "index", staged.at)
    table = pq.read_table(workshop.path(index.file))
    number = staged.source[2] or 0
    pairs = zip(table["record"].to_pylist(), table["byte_offset"].to_pylist(), strict=True)
    return max(pair for pair in pairs if pair[0] <= number)
