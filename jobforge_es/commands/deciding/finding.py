"""Rows that were set aside, found by their ids, with everything that a decision about them needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Contract, Layout
from ledger.names import Position
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.catalog.definitions import ContractRow

if TYPE_CHECKING:
    from projections.layers.quarantine import Quarantined
    from projections.storage.manifest import FileInEffect


@attrs.frozen
class Found:
    """A row that is set aside.

    Attributes:
        table: on the way into which.
        row: as it lies there.
        set_aside_at: the event that set it aside.
        batch: whose row it is.
    """

    table: str
    row: Quarantined
    set_aside_at: Position
    batch: BatchRow

    @property
    def id(self) -> str:
        """Its quarantine id."""
        return self.row.quarantine_id

    @property
    def layer(self) -> str:
        """The layer on the way into which it was set aside."""
        return self.table.partition(".")[0]


def found(session: Session, wanted: Iterable[str]) -> list[Found]:
    """Find rows by their whole ids, in the order in which these are given; each quarantine file is read once.

    Raises:
        UnknownName: nothing of such an id is set aside.
    """
    ids = list(dict.fromkeys(wanted))
    rows = {each.id: each for each in _matching(session, frozenset(ids))}
    for each in ids:
        if each not in rows:
            raise UnknownName("row set aside", each, rows, ("jobforge quarantine list",))
    return [rows[each] for each in ids]


def _matching(session: Session, ids: frozenset[str]) -> Iterator[Found]:
    from projections.layers.quarantine import read_quarantine  # loads the data libraries

    asked = {each.rpartition("/")[0] for each in ids}
    for file in aside(session):
        if f"{file.batch_id}/{file.table.partition('.')[0]}" in asked:
            batch = session.workshop.batch(str(file.batch_id))
            for row in read_quarantine(session.workshop.path(file.file)):
                if row.quarantine_id in ids:
                    yield Found(file.table, row, file.position, batch)


def aside(session: Session) -> list[FileInEffect]:
    """Give the quarantine files in effect that hold rows."""
    return [f for f in session.manifest.all_in_effect() if f.file.kind == "quarantine" and f.file.rows]


def promising(session: Session, batch: BatchRow) -> list[tuple[ContractRow, Contract]]:
    """Give the contracts that a source feeds."""
    rows = [row for row in definitions.contracts(session.db) if row.source == batch.source]
    return [(row, session.recall(row.definition, Contract)) for row in rows]


def origins_of(session: Session, batch: BatchRow, table: str | None = None) -> dict[str, str]:
    """Give how a column may be called, to the staged column that it is of: as promised, as staged, as in the header.

    Args:
        session: to read.
        batch: whose columns.
        table: whose contract goes before others of the same source; ``layer.name``.
    """
    layout = session.recall(batch.layout, Layout)
    by_header = {known.header: known.name for known in layout.columns}
    names = {**by_header, **{known.name: known.name for known in layout.columns}}
    contracts = promising(session, batch)
    mine = (table or "").partition(".")[2]
    for row, contract in sorted(contracts, key=lambda pair: pair[0].table_name.partition(".")[2] == mine):
        for column in contract.columns:
            origin = by_header.get(column.header) if column.header is not None else names.get(column.name)
            if origin is not None and (row.table_name.partition(".")[2] == mine or column.name not in names):
                names[column.name] = origin
    return names


def batch_of(session: Session, batch_id: str) -> BatchRow:
    """Give a batch by its id, or by the beginning of it where that names one.

    Raises:
        UnknownName: it names none, or several.
    """
    known = batches.batches(session.db)
    near = [b for b in known if b.batch_id.startswith(batch_id)]
    if len(near) != 1:
        raise UnknownName("batch", batch_id, (b.batch_id for b in known), ("jobforge source show",))
    return near[0]
