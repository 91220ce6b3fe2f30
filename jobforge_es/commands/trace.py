"""Trace: where rows came from, hop by hop down to the bytes of the source files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from jobforge_es.commands.today import today
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import GOLD_PROVENANCE, split_table
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from projections.tracing.forward import Forward
    from projections.tracing.rows import Opened
    from projections.tracing.way import Trace

FOLLOWED = 10
"""Rows that are followed from one to each table below, where nobody says how many."""


def trace(
    session: Session, table: str, where: str | None, limit: int | None = FOLLOWED, column: str | None = None
) -> Trace:
    """Tell where the rows of a table came from that a condition means.

    Args:
        session: to read.
        table: ``layer.table``.
        where: a condition on its rows; None for any.
        limit: how many rows are followed, of these and from each to each table below; None for all.
        column: only what went into this column is followed; None for whole rows.

    Raises:
        UnknownName: there is no such table or column.
        ConditionRefused: the condition cannot be used.
    """
    from projections.tracing.following import follow  # loads the engine
    from projections.tracing.gone import gone
    from projections.tracing.wanted import condition, wanted_rows

    found = open_table(session, table)
    names = [each.name for each in found.relation.columns]
    own = [name for name in names if name not in GOLD_PROVENANCE]
    if column is not None and column not in own:
        raise UnknownName("column", f"{table}.{column}", own, (f"jobforge catalog show {table}",))
    meant = condition(where, table, names)
    total, rows = wanted_rows(session.workshop, found, meant, limit)
    traced = follow(session.workshop, found, rows, total, limit, today(session), column)
    return traced if total else attrs.evolve(traced, gone=tuple(gone(session.workshop, found, meant)))


def trace_forward(session: Session, table: str, where: str | None, limit: int | None = FOLLOWED) -> Forward:
    """Tell what rows of a table reached; arguments and errors are those of ``trace``."""
    from projections.tracing.forward import forward  # loads the engine
    from projections.tracing.wanted import condition, wanted_rows

    found = open_table(session, table)
    meant = condition(where, table, [column.name for column in found.relation.columns])
    total, rows = wanted_rows(session.workshop, found, meant, limit)
    return forward(session.workshop, found, rows, total)


def open_table(session: Session, table: str) -> Opened:
    """Open a table as of the position of the session.

    Raises:
        UnknownName: there is no such table.
    """
    from projections.tracing.rows import opened  # loads the engine

    known = session.manifest.tables()
    if table not in known:
        raise UnknownName("table with rows", table, known, ("jobforge catalog show",))
    split_table(table)
    return opened(session.workshop, table, checkpoint(session.db))
