"""Walks the graph between columns: what one is made from, and what would change with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import attrs

from ledger.definitions.lineage import ALL
from projections.lineage.column_edges import ColumnAt, ColumnEdge


@attrs.frozen
class Ways:
    """The part of the graph around one column.

    Attributes:
        column: in the middle.
        up: edges on the ways to it, nearest first: to its value, and to which rows its table has.
        down: edges on the ways from it, nearest first.
    """

    column: ColumnAt
    up: tuple[ColumnEdge, ...]
    down: tuple[ColumnEdge, ...]

    @property
    def reached(self) -> tuple[ColumnAt, ...]:
        """Everything that would change with it, sorted; rows of a table stand with the column ``*``."""
        return tuple(sorted({edge.downstream for edge in self.down}))


def ways(edges: Iterable[ColumnEdge], column: ColumnAt, *, up: bool = True, down: bool = True) -> Ways:
    """Find all ways to a column and from it."""
    graph = _Graph(edges)
    return Ways(column, tuple(graph.above(column)) if up else (), tuple(graph.below(column)) if down else ())


class _Graph:
    def __init__(self, edges: Iterable[ColumnEdge]) -> None:
        self._into: dict[ColumnAt, list[ColumnEdge]] = defaultdict(list)
        self._from: dict[ColumnAt, list[ColumnEdge]] = defaultdict(list)
        self._columns: dict[str, list[ColumnAt]] = defaultdict(list)
        for edge in edges:
            if edge.downstream not in self._into:
                self._columns[edge.downstream.table].append(edge.downstream)
            self._into[edge.downstream].append(edge)
            at = ColumnAt(edge.upstream.table, "") if edge.why else edge.upstream
            self._from[at].append(edge)

    def above(self, start: ColumnAt) -> Iterator[ColumnEdge]:
        """Follow values, and with each table on the way which rows it has."""
        front = [start, ColumnAt(start.table, ALL)]
        seen = set(front)
        while front:
            for edge in self._into[front.pop(0)]:
                yield edge
                for node in self._causes(edge):
                    if node not in seen:
                        seen.add(node)
                        front.append(node)

    def _causes(self, edge: ColumnEdge) -> Iterable[ColumnAt]:
        rows = ColumnAt(edge.upstream.table, ALL)
        return [*self._columns[edge.upstream.table], rows] if edge.why else [edge.upstream, rows]

    def below(self, start: ColumnAt) -> Iterator[ColumnEdge]:
        """Follow what depends on a value; where it decides on rows, what depends on those rows."""
        front, seen, given = [start], {start}, set()
        while front:
            node = front.pop(0)
            for edge in (*self._from[node], *self._from[ColumnAt(node.table, "")]):
                if edge not in given:
                    given.add(edge)
                    yield edge
                if edge.downstream not in seen:
                    seen.add(edge.downstream)
                    front.append(edge.downstream)
