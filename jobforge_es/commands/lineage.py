"""Lineage: what a table or a column is made from, and what is made from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

from jobforge_es.commands.questions.edges import needing_columns, needing_tables
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions.lineage import ALL
from ledger.names import Position
from projections.catalog import datasets
from projections.lineage.column_edges import ColumnAt, ColumnEdge, column_edges
from projections.lineage.column_ways import Ways, ways
from projections.lineage.graph import Edge, edges, reach
from projections.read_models import checkpoint

Direction = Literal["up", "down", "both"]


@attrs.frozen
class Lineage:
    """The part of the graph around one table, or around one column of it.

    Attributes:
        table: in the middle.
        position: of the state that is told.
        up: edges between tables on the ways to it, nearest first.
        down: edges between tables on the ways from it, nearest first.
        columns: the ways of the column that was asked for; None where a table was.
    """

    table: str
    position: Position
    up: tuple[Edge, ...]
    down: tuple[Edge, ...]
    columns: Ways | None = None

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges between tables, each once."""
        return tuple(dict.fromkeys((*self.up, *self.down)))

    @property
    def column_edges(self) -> tuple[ColumnEdge, ...]:
        """All edges between columns, each once; none where a table was asked for."""
        return () if self.columns is None else tuple(dict.fromkeys((*self.columns.up, *self.columns.down)))


def lineage(session: Session, name: str, direction: Direction = "both") -> Lineage:
    """Give the graph around a table or a column.

    Args:
        session: of the command.
        name: ``layer.table`` or ``layer.table.column``, a source as ``source:name`` or with a header as
            ``source:name.header``.
        direction: where to look.

    Raises:
        UnknownName: the graph has no such table, or the table no such column.
    """
    table, column = split_column(name)
    graph = [*edges(session.db), *needing_tables(session.db)]
    known = {e.upstream for e in graph} | {e.downstream for e in graph}
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge status",))
    up = tuple(reach(graph, table, up=True)) if direction != "down" else ()
    down = tuple(reach(graph, table, up=False)) if direction != "up" else ()
    found = Lineage(table, checkpoint(session.db), up, down)
    return found if column is None else attrs.evolve(found, columns=_ways(session, table, column, direction))


def split_column(name: str) -> tuple[str, str | None]:
    """Split what a person wrote into a table or source and its column; None where there is none."""
    if name.startswith("source:"):
        source, dot, header = name.partition(".")
        return source, header if dot else None
    layer, _, rest = name.partition(".")
    table, dot, column = rest.partition(".")
    return f"{layer}.{table}", column if dot else None


def _ways(session: Session, table: str, column: str, direction: Direction) -> Ways:
    every = [*column_edges(session.db), *needing_columns(session.db)]
    known = {each.name for each in datasets.columns(session.db, table)} | _columns(every, table)
    if column not in known - {ALL}:
        mend = f"jobforge catalog show {table}" if "." in table else f"jobforge source show {table[7:]}"
        raise UnknownName(f"column of {table}", column, known - {ALL}, (mend,))
    return ways(every, ColumnAt(table, column), up=direction != "down", down=direction != "up")


def _columns(every: Iterable[ColumnEdge], table: str) -> set[str]:
    return {at.column for edge in every for at in (edge.upstream, edge.downstream) if at.table == table}
