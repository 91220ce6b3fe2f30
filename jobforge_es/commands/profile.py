"""Profile: what stands in the columns of a table, batch by batch; personal values are masked."""

from __future__ import annotations

import attrs

from jobforge_es.commands.query import QueryFailed
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.events.parts import TableAt
from ledger.names import Position, split_table
from projections.catalog import batches, datasets, definitions
from projections.catalog.profiles import WHOLE, ColumnProfile, Drift, drifts, profile
from projections.engines.limits import EngineFailed
from projections.read_models import checkpoint


@attrs.frozen
class Profiled:
    """The profile of a table at a position.

    Attributes:
        table: which.
        position: of the state that is told.
        whole: a profile a column, of all rows.
        by_batch: a profile a batch and column, in the order in which the batches count; none where a model makes it.
        drifts: what is not in a batch as it was in the one before.
        hidden: ``layer.table.column`` of what is masked.
    """

    table: str
    position: Position
    whole: tuple[ColumnProfile, ...]
    by_batch: tuple[ColumnProfile, ...]
    drifts: tuple[Drift, ...]
    hidden: tuple[str, ...]


def profiled(session: Session, table: str) -> Profiled:
    """Profile a table: one query over its files, when somebody asks.

    Raises:
        UnknownName: there is no such table.
        QueryFailed: the query used more than it may.
    """
    from jobforge_es.commands.veiling.veil import MASK, veil_of, whole_columns  # only answers need it

    known = [row.table_name for row in datasets.datasets(session.db)]
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge catalog show",))
    order = _batches(session, table)
    found = _profiles(session, table, by_batch=bool(order))
    veil = veil_of(session)
    shown = [_masked(each, MASK) if veil.hides(table, each.column) else each for each in found]
    place = {batch: number for number, batch in enumerate(order)}
    by_batch = sorted((each for each in shown if each.batch in place), key=lambda each: place[each.batch])
    return Profiled(
        table,
        checkpoint(session.db),
        tuple(each for each in shown if each.batch == WHOLE),
        tuple(by_batch),
        tuple(drifts(by_batch, order)),
        whole_columns(veil.hidden),
    )


def _profiles(session: Session, table: str, *, by_batch: bool) -> list[ColumnProfile]:
    from projections.engines.sandbox import Sandbox  # loads the engine

    workshop, manifest = session.workshop, session.manifest
    if table not in manifest.tables():
        return []
    columns = [each.name for each in datasets.columns(session.db, table)]
    relation = workshop.relation(TableAt(table, manifest.position(table), manifest.rows(table)))
    try:
        with Sandbox({table: relation}, workshop.limits) as sandbox:
            there = {column.name for column in sandbox.describe(f"SELECT * FROM {table}")}
            return profile(sandbox, table, [name for name in columns if name in there], by_batch=by_batch)
    except EngineFailed as error:
        raise QueryFailed(error.what, where=table, mend=error.mend) from error


def _batches(session: Session, table: str) -> list[str]:
    """Give the batches of a table whose rows each came with one, the oldest first; none where a model makes it."""
    layer, name = split_table(table)
    if layer == "staged":
        return [each.batch_id for each in batches.in_effect(session.db, name)]
    row = definitions.contract(session.db, f"silver.{name}")
    if layer == "gold" or row is None or row.source is None:
        return []
    return [each.batch_id for each in batches.in_effect(session.db, row.source)]


def _masked(each: ColumnProfile, mask: str) -> ColumnProfile:
    top = tuple((mask, count) for _, count in each.top)
    low, high = (None if value is None else mask for value in (each.lowest, each.highest))
    return attrs.evolve(each, lowest=low, highest=high, top=top)
