"""Lineage: what a table is made from, and what is made from it."""

from __future__ import annotations

from typing import Literal

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import Position
from projections.lineage.graph import Edge, edges, reach
from projections.read_models import checkpoint

Direction = Literal["up", "down", "both"]


@attrs.frozen
class Lineage:
    """The part of the graph around one table.

    Attributes:
        table: in the middle.
        position: of the state that is told.
        up: edges on the ways to it, nearest first.
        down: edges on the ways from it, nearest first.
    """

    table: str
    position: Position
    up: tuple[Edge, ...]
    down: tuple[Edge, ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, each once."""
        return tuple(dict.fromkeys((*self.up, *self.down)))


def lineage(session: Session, table: str, direction: Direction = "both") -> Lineage:
    """Give the graph around a table, or around a source written ``source:name``.

    Raises:
        UnknownName: the graph has no such table.
    """
    graph = edges(session.db)
    known = {e.upstream for e in graph} | {e.downstream for e in graph}
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge status",))
    up = tuple(reach(graph, table, up=True)) if direction != "down" else ()
    down = tuple(reach(graph, table, up=False)) if direction != "up" else ()
    return Lineage(table, checkpoint(session.db), up, down)
