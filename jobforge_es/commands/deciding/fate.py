"""What became of rows: where they stand now, or by which rules they are still set aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import attrs

from jobforge_es.commands.deciding.finding import promising
from jobforge_es.commands.pending import bronze_of
from jobforge_es.session import Session
from ledger.names import SOURCE_ROW, Position

if TYPE_CHECKING:
    from projections.storage.manifest import FileInEffect


@attrs.frozen
class Fate:
    """What became of one row on the way to one table.

    Attributes:
        batch_id, record: which row.
        table: as far as it came: where it stands, or on the way into which it was set aside.
        outcome: ``accepted``, ``set aside``, ``left out`` (an equal row stands) or ``waiting`` (not tried yet).
        position: of the event that says so; 0 where it waits.
        rules: that it broke.
    """

    batch_id: str
    record: int
    table: str
    outcome: Literal["accepted", "set aside", "left out", "waiting"]
    position: Position
    rules: tuple[str, ...] = ()


def fates(session: Session, batch_id: str, records: Iterable[int]) -> list[Fate]:
    """Tell what became of rows of a batch, for each table that its source feeds, by record.

    Args:
        session: to read.
        batch_id: of the batch.
        records: numbers in the source file.
    """
    batch = session.workshop.batch(batch_id)
    wanted = sorted(set(records))
    found = []
    for row, _ in promising(session, batch):
        parts = [_Layer(session, table, batch_id, wanted) for table in (row.table_name, bronze_of(row.table_name))]
        found += [_fate(parts, batch_id, record) for record in wanted]
    return sorted(found, key=lambda fate: (fate.record, fate.table))


def _fate(parts: list[_Layer], batch_id: str, record: int) -> Fate:
    silver, bronze = parts
    for part in parts:
        if record in part.broken:
            return Fate(batch_id, record, part.table, "set aside", part.aside_at, part.broken[record])
    if record in silver.held:
        return Fate(batch_id, record, silver.table, "accepted", silver.position)
    if record in bronze.held:
        left_out = silver.position > bronze.position
        outcome: Literal["left out", "accepted"] = "left out" if left_out else "accepted"
        part = silver if left_out else bronze
        return Fate(batch_id, record, part.table, outcome, part.position)
    return Fate(batch_id, record, bronze.table, "waiting", Position(0))


class _Layer:
    """The rows of one batch in one table, of those that are asked about."""

    def __init__(self, session: Session, table: str, batch_id: str, wanted: list[int]) -> None:
        self.table = table
        data, aside = _file(session, table, batch_id, "data"), _file(session, table, batch_id, "quarantine")
        self.position = data.position if data else Position(0)
        self.aside_at = aside.position if aside else Position(0)
        self.held = held_rows(session, data, wanted) if data else frozenset()
        self.broken = broken_rules(session, aside, frozenset(wanted)) if aside else {}


def _file(session: Session, table: str, batch_id: str, kind: Literal["data", "quarantine"]) -> FileInEffect | None:
    try:
        return session.manifest.of_batch(table, batch_id, kind)
    except LookupError:
        return None


def held_rows(session: Session, file: FileInEffect, wanted: list[int]) -> frozenset[int]:
    """Give those of some records that a data file holds."""
    import pyarrow.parquet as pq  # loads the data libraries

    path = session.workshop.path(file.file)
    rows = pq.read_table(path, columns=[SOURCE_ROW], filters=[(SOURCE_ROW, "in", wanted)])
    return frozenset(rows[SOURCE_ROW].to_pylist())


def broken_rules(session: Session, file: FileInEffect, wanted: frozenset[int]) -> dict[int, tuple[str, ...]]:
    """Give those of some records that a quarantine file holds, with the rules that each broke."""
    from projections.layers.quarantine import read_quarantine

    rows = (row for row in read_quarantine(session.workshop.path(file.file)) if row.source_row in wanted)
    return {row.source_row: tuple(broken.rule for broken in row.broken) for row in rows}
