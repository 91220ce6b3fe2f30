"""Quarantine: which rows were set aside, why, and what stood in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.deciding.states import OPEN, State, states
from jobforge_es.commands.deciding.terms import Terms
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import LAYERS, Position, split_table
from projections.catalog import batches
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from projections.layers.quarantine import Quarantined
    from projections.storage.manifest import FileInEffect


@attrs.frozen
class Group:
    """Rows of one batch that broke one rule on the way into one table and stand alike.

    Attributes:
        rows: how many; a row that broke several rules counts in each of their groups.
        reason: what the rule asks for, as it was said of the first of them.
        example: id of the first of them.
        state: how they stand; see ``deciding.states``.
        since: when rows of the batch were first set aside on the way into the table (ISO 8601, UTC).
        days: whole days since then.
        due: the day (ISO 8601) by which the contract promises to mend them, or None where it does not say.
        steward: who looks after the table, or None where nobody is named.
    """

    table: str
    rule: str
    batch_id: str
    source_file: str
    state: State
    rows: int
    reason: str
    example: str
    since: str
    days: int
    due: str | None
    steward: str | None


@attrs.frozen
class Aside:
    """What is set aside.

    Attributes:
        position: of the state that is told.
        rows: distinct rows.
        groups: by table, rule and batch.
        refused: batches refused whole whose bytes are kept: their id and name of file, by code and reason.
        today: the day as of which it is told (ISO 8601).
    """

    position: Position
    rows: int
    groups: tuple[Group, ...]
    refused: tuple[batches.BatchRow, ...]
    today: str


@attrs.frozen
class RowAside:
    """A row that was set aside on the way into a table.

    Attributes:
        table: which one.
        row: as it lies there.
        state: how it stands; see ``deciding.states``.
    """

    table: str
    row: Quarantined
    state: State


def quarantine(
    session: Session,
    *,
    table: str | None = None,
    batch: str | None = None,
    shown: Sequence[State] = OPEN,
) -> Aside:
    """Tell what is set aside, grouped by table, rule and batch.

    Args:
        session: to read.
        table: only on the way into this table.
        batch: only of this batch; the beginning of its id is enough.
        shown: only rows that stand like this.

    Raises:
        UnknownName: there is no such table or batch.
    """
    groups: dict[tuple[str, ...], Group] = {}
    total = 0
    stand, terms = states(session.db), Terms(session)
    for file in _files(session, table, batch):
        layer = file.table.partition(".")[0]
        for row in _rows(session, file):
            state = stand.of(row.batch_id, row.source_row, layer)
            if state in shown:
                total += 1
                _count(groups, file.table, row, state, terms)
    found = sorted(groups.values(), key=lambda g: (LAYERS.index(split_table(g.table)[0]), g.table, g.rule, g.batch_id))
    refused = tuple(b for b in batches.batches(session.db) if b.status == "rejected" and _is_asked(b, table, batch))
    return Aside(checkpoint(session.db), total, tuple(found), refused, terms.today.isoformat())


def _count(groups: dict[tuple[str, ...], Group], table: str, row: Quarantined, state: State, terms: Terms) -> None:
    """Count a row in the group of each rule that it broke."""
    for broken in {broken.rule: broken for broken in reversed(row.broken)}.values():
        key = (table, broken.rule, row.batch_id, row.source_file, state)
        group = groups.get(key)
        if group is None:
            facts = (table, broken.rule, row.batch_id, row.source_file, state, 0, broken.reason, row.quarantine_id)
            group = Group(*facts, *terms.of(table, row.batch_id))
        groups[key] = attrs.evolve(group, rows=group.rows + 1)


def _is_asked(row: batches.BatchRow, table: str | None, batch: str | None) -> bool:
    return table in (None, f"staged.{row.source}") and (batch is None or row.batch_id.startswith(batch))


def quarantined(session: Session, wanted: str) -> Iterator[RowAside]:
    """Give rows that were set aside, in the order of their table, batch and record.

    Args:
        session: to read.
        wanted: the id of one row (``batch/layer/record``), or a batch, of which the beginning is enough.

    Raises:
        UnknownName: nothing of that name is set aside.
    """
    batch, slash, rest = wanted.partition("/")
    files, stand = _files(session, None, batch), states(session.db)
    layer = rest.partition("/")[0]
    found = False
    for file in files:
        if slash and layer and not file.table.startswith(f"{layer}."):
            continue
        for row in _rows(session, file):
            if not slash or row.quarantine_id == wanted or row.quarantine_id.endswith("/" + rest):
                found = True
                yield RowAside(file.table, row, stand.of(row.batch_id, row.source_row, file.table.partition(".")[0]))
    if not found:
        raise UnknownName("row set aside", wanted, (), ("jobforge quarantine list",))


def _files(session: Session, table: str | None, batch: str | None) -> list[FileInEffect]:
    files = [f for f in session.manifest.all_in_effect() if f.file.kind == "quarantine"]
    if table is not None:
        tables = {f.table for f in session.manifest.every_file()}
        if table not in tables:
            raise UnknownName("table", table, tables, ("jobforge quarantine list",))
        files = [f for f in files if f.table == table]
    if batch is not None:
        known = [b.batch_id for b in batches.batches(session.db)]
        if not any(name.startswith(batch) for name in known):
            raise UnknownName("batch", batch, known, ("jobforge quarantine list",))
        files = [f for f in files if (f.batch_id or "").startswith(batch)]
    return [f for f in files if f.file.rows]


def _rows(session: Session, file: FileInEffect) -> Iterator[Quarantined]:
    from projections.layers.quarantine import read_quarantine  # loads the data libraries

    return read_quarantine(session.workshop.path(file.file))
