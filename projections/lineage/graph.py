"""The lineage graph between tables, each edge with the event that said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from ledger.events import BatchIngested, BatchPromoted, ContractAdopted, DefinitionRetired, ModelAdopted
from ledger.names import Position

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

EdgeKind = Literal["ingest", "promotion", "reference", "model"]


@attrs.frozen
class Edge:
    """One table is made from another.

    Attributes:
        upstream: a table, or ``source:<name>``.
        downstream: a table.
        kind: how; ``reference`` only compares with the upstream's keys.
        position: of the event that first said so.
    """

    upstream: str
    downstream: str
    kind: EdgeKind
    position: Position


class GraphProjection:
    """Keeps ``edges``."""

    name = "lineage"

    def create(self, db: Database) -> None:
        """Make the table."""
        columns = {"upstream": str, "downstream": str, "kind": str, "position": int}
        db.table("edges").create(columns, pk=("upstream", "downstream", "kind"), strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add edges; those of a model are replaced when it is adopted again."""
        match event.data:
            case BatchIngested(source=source, table=table):
                _add(db, event.position, f"source:{source}", table, "ingest")
            case ContractAdopted(source=str(source), table=table):
                name = table.partition(".")[2]
                _add(db, event.position, f"staged.{source}", f"bronze.{name}", "promotion")
                _add(db, event.position, f"bronze.{name}", table, "promotion")
            case BatchPromoted(table=table, basis=basis):
                for other in basis:
                    if other.table != table:
                        _add(db, event.position, other.table, table, "reference")
            case ModelAdopted(table=table, inputs=inputs):
                db.execute("DELETE FROM edges WHERE downstream = ? AND kind = 'model'", (table,))
                for upstream in inputs:
                    _add(db, event.position, upstream, table, "model")
            case DefinitionRetired(kind="model", name=table):
                db.execute("DELETE FROM edges WHERE downstream = ? AND kind = 'model'", (table,))
            case _:
                pass


def _add(db: Connection, position: Position, upstream: str, downstream: str, kind: EdgeKind) -> None:
    db.execute("INSERT OR IGNORE INTO edges VALUES (?, ?, ?, ?)", (upstream, downstream, kind, position))


def edges(db: Connection) -> list[Edge]:
    """Give all edges, sorted."""
    return [Edge(*row) for row in db.execute("SELECT * FROM edges ORDER BY downstream, upstream, kind")]


def reach(all_edges: list[Edge], start: str, *, up: bool) -> list[Edge]:
    """Give the edges on every way from a table, nearest first; empty when it stands alone."""
    found: list[Edge] = []
    seen, front = {start}, [start]
    while front:
        here = front.pop(0)
        for edge in all_edges:
            near, far = (edge.downstream, edge.upstream) if up else (edge.upstream, edge.downstream)
            if near == here:
                found.append(edge)
                if far not in seen:
                    seen.add(far)
                    front.append(far)
    return list(dict.fromkeys(found))
