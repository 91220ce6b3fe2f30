"""Explain a value: which rows a figure was made of, what each gives to it, and whether they add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from jobforge_es.commands.trace import FOLLOWED, open_table
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events import TableBuilt
from ledger.names import GOLD_PROVENANCE, Position

if TYPE_CHECKING:
    from projections.tracing.calculation import Part


class NotAFigure(JobForgeError):
    """A value cannot be explained as a figure."""

    code = "U-022"
    exit_code = 2


@attrs.frozen
class ValueExplained:
    """How a figure came about.

    Attributes:
        table, column: where it stands.
        position: of the state that is told.
        row: id of its row.
        values: of the row.
        figure: what stands there.
        parts: steps of the calculation, that of the figure itself first.
        rows: values of the rows that are named, by id.
    """

    table: str
    column: str
    position: Position
    row: str
    values: dict[str, Any]
    figure: Any
    parts: tuple[Part, ...]
    rows: dict[str, dict[str, Any]]


def explain_value(session: Session, wanted: str, where: str | None, limit: int | None = FOLLOWED) -> ValueExplained:
    """Explain the value of a column in the one row that a condition means.

    Args:
        session: to read.
        wanted: ``layer.table.column``.
        where: a condition on the rows of the table; None where it has one row.
        limit: how many contributing rows are given; None for all.

    Raises:
        UnknownName: there is no such table or column.
        NotAFigure: no model makes the table, or not one row is meant.
    """
    from projections.tracing.figures import explain  # loads the engine
    from projections.tracing.steps import event_of
    from projections.tracing.wanted import condition, wanted_rows

    table, _, column = wanted.rpartition(".")
    found = open_table(session, table)
    names = [c.name for c in found.relation.columns if c.name not in GOLD_PROVENANCE]
    if column not in names:
        raise UnknownName("column", wanted, [f"{table}.{name}" for name in names], ("name it as layer.table.column",))
    meant = condition(where, table, [c.name for c in found.relation.columns])
    total, rows = wanted_rows(session.workshop, found, meant, 2)
    if total != 1:
        raise NotAFigure(
            f"{total:,} rows of {table} are meant",
            where=where,
            why="one value is explained at a time",
            mend=("name its row with --where", f'jobforge query "SELECT * FROM {table}"'),
        )
    (row,) = rows
    event = event_of(session.workshop, row)
    if not isinstance(event.data, TableBuilt):
        raise NotAFigure(
            f"{table} is not made by a model",
            why="its rows come one by one from records of a file",
            mend=(f'jobforge trace {table} --where "..."',),
        )
    explained = explain(session.workshop, event.data, row, column, limit)
    named = {id_: other.own for id_, other in explained.rows.items()}
    return ValueExplained(table, column, found.at, row.id, row.own, row[column], explained.parts, named)
