"""A row that was set aside as it stands in the delivered file, and what in it offends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.deciding.finding import origins_of
from jobforge_es.commands.quarantine import RowAside
from jobforge_es.session import Session
from ledger.definitions import Csv, FixedWidth, Layout
from ledger.names import SOURCE_ROW, Sha256
from projections.catalog.batches import BatchRow

if TYPE_CHECKING:
    from projections.layers.quarantine import Broken
    from projections.readers.marks import Mark


@attrs.frozen
class AsItCame:
    """A record of a delivered file.

    Attributes:
        line: on which it begins, from 1.
        byte_offset: of its first byte, in the file that was unpacked where it came packed.
        text: what stands there; bytes that are none of the encoding are shown as escapes.
        marks: begin and end, in characters, of each part that offends; ascending, apart.
    """

    line: int
    byte_offset: int
    text: str
    marks: tuple[Mark, ...]


def as_it_came(session: Session, found: RowAside) -> AsItCame | None:
    """Find the record in the delivered file; one block of it is read.

    Args:
        session: to read.
        found: the row.

    Returns:
        None in formats whose records are no lines of text, and where the whole file was refused.
    """
    from projections.readers.parts import Part  # loads the data libraries
    from projections.readers.raw import raw_record

    workshop = session.workshop
    batch = workshop.batch(found.row.batch_id)
    source = workshop.source_of(batch)
    if batch.status == "rejected" or not isinstance(source.form, Csv | FixedWidth):
        return None
    path, part = workshop.vault.path(Sha256(batch.file_sha256)), Part(batch.member, batch.sheet)
    known = _nearest(session, batch, found.row.source_row)
    raw = raw_record(path, source, part, workshop.lake.work, known, found.row.source_row)
    if raw is None:
        return None
    marks = {mark for broken in found.row.broken for mark in _marks(session, batch, found, broken, raw.text)}
    return AsItCame(raw.line, raw.offset, raw.text, tuple(_apart(marks)))


def _nearest(session: Session, batch: BatchRow, record: int) -> tuple[int, int]:
    """Give number and offset of the last record of the sparse index that does not come after one."""
    import pyarrow.parquet as pq  # loads the data libraries

    index = session.manifest.of_batch(batch.table_name, batch.batch_id, "index")
    table = pq.read_table(session.workshop.path(index.file))
    pairs = zip(table["record"].to_pylist(), table["byte_offset"].to_pylist(), strict=True)
    return max(pair for pair in pairs if pair[0] <= record)


def _marks(session: Session, batch: BatchRow, found: RowAside, broken: Broken, text: str) -> list[Mark]:
    from projections.readers.marks import of_fault, of_value  # loads the data libraries

    form = session.workshop.source_of(batch).form
    if not isinstance(form, Csv | FixedWidth):
        return []
    if broken.column is None:
        return list(of_fault(text, form, broken.rule, broken.reason)) if found.row.row is None else []
    places = {column.name: place for place, column in enumerate(session.recall(batch.layout, Layout).columns)}
    origins = origins_of(session, batch, found.table)
    staged = [origins[name] for name in broken.column.split(", ") if name in origins]
    values = staged_texts(session, batch, found.row.source_row)
    marks = (of_value(text, form, places[name], values[name]) for name in staged if name in values)
    return [mark for mark in marks if mark is not None]


def staged_texts(session: Session, batch: BatchRow, record: int) -> dict[str, str | None]:
    """Give the texts of a record as they were landed."""
    import pyarrow.parquet as pq  # loads the data libraries

    file = session.manifest.of_batch(batch.table_name, batch.batch_id)
    rows = pq.read_table(session.workshop.path(file.file), filters=[(SOURCE_ROW, "=", record)]).to_pylist()
    return dict(rows[0]) if rows else {}


def _apart(marks: set[Mark]) -> list[Mark]:
    """Give marks in their order, those that touch as one."""
    found: list[Mark] = []
    for start, stop in sorted(marks):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found
