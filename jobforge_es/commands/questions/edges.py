"""Questions and consumers as the last edges of the lineage graph, made from what they say that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.names import Position
from projections.catalog.questions.required import Requirement, requirements, rows_saying_so
from projections.lineage.column_edges import ColumnAt, ColumnEdge
from projections.lineage.graph import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection


def needing_columns(db: Connection) -> list[ColumnEdge]:
    """Give an edge from each column to who needs it; a consumer stands behind the questions whose answers it shows."""
    return [
        ColumnEdge(_column(each), ColumnAt(each.name, _column(each).column), "identity", "", position)
        for each, position in _direct(db)
    ] + [
        ColumnEdge(ColumnAt(f"question:{each.through}", c), ColumnAt(each.name, c), "identity", "", position)
        for each, position in _through(db)
        for c in (_column(each).column,)
    ]


def needing_tables(db: Connection) -> list[Edge]:
    """Give the same between tables."""
    found = [Edge(each.table, each.name, each.kind, position) for each, position in _direct(db)]
    found += [Edge(f"question:{each.through}", each.name, each.kind, position) for each, position in _through(db)]
    return list({(e.upstream, e.downstream): e for e in found}.values())


def _column(each: Requirement) -> ColumnAt:
    return ColumnAt(each.table, each.column.rpartition(".")[2])


def _direct(db: Connection) -> Iterator[tuple[Requirement, Position]]:
    return ((each, position) for each, position in _needed(db) if not each.through)


def _through(db: Connection) -> Iterator[tuple[Requirement, Position]]:
    return ((each, position) for each, position in _needed(db) if each.through)


def _needed(db: Connection) -> list[tuple[Requirement, Position]]:
    rows = rows_saying_so(db)
    at = {(row.kind, row.subject, row.name): row.position for row in rows}
    return [
        (each, at[each.kind, each.subject, "questions" if each.through else "requires"])
        for each in requirements(row.statement for row in rows)
    ]
