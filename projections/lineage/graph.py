"""The lineage graph between tables, each edge with the event that said so and the one that ended it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import attrs

from ledger.events import (
    BatchIngested,
    BatchPromoted,
    ContractAdopted,
    DefinitionRetired,
    ModelAdopted,
    SourceAdopted,
    TableBuilt,
)
from ledger.names import Position

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

EdgeKind = Literal["ingest", "promotion", "reference", "model", "question", "consumer"]


@attrs.frozen
class Edge:
    """One table is made from another.

    Attributes:
        upstream: a table, or ``source:<name>``.
        downstream: a table; for the last two kinds ``question:<key>`` or ``consumer:<key>``.
        kind: how; ``reference`` only compares with the upstream's keys; a question or a consumer needs its columns.
        position: of the event that first said so.
        until: of the event by which it holds no more: a definition was retired or reads something else. None while it
            holds. What the table was made from before stays in it until it is made again.
    """

    upstream: str
    downstream: str
    kind: EdgeKind
    position: Position
    until: Position | None = None


class GraphProjection:
    """Keeps ``edges``."""

    name = "lineage"

    def create(self, db: Database) -> None:
        """Make the table."""
        columns = {"upstream": str, "downstream": str, "kind": str, "position": int, "until": int}
        db.table("edges").create(columns, pk=("upstream", "downstream", "kind", "position"), strict=True)
        db.table("edges").create_index(["downstream", "kind"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Begin the edges that a definition or step speaks of, and end those that it speaks of no more."""
        at = event.position
        match event.data:
            case BatchIngested() | SourceAdopted() | DefinitionRetired(kind="source"):
                _follow_source(db, at, event.data)
            case ContractAdopted(source=str(source), table=table):
                bronze = _below(table)
                _replace(db, at, [f"staged.{source}"], bronze, "promotion")
                _replace(db, at, [bronze], table, "promotion")
            case ContractAdopted(source=None, table=table) | DefinitionRetired(kind="contract", name=table):
                _end_promotions(db, at, table)
            case BatchPromoted(table=table, basis=basis) if table.startswith("silver."):
                _replace(db, at, {other.table for other in basis} - {table}, table, "reference")
            case ModelAdopted(table=table, inputs=inputs):
                _replace(db, at, inputs, table, "model")
            case TableBuilt(table=table, inputs=inputs):
                read = _upstreams(db, table, "model")
                _replace(db, at, {i.table for i in inputs} - read, table, "reference")
            case DefinitionRetired(kind="model", name=table):
                for kind in ("model", "reference"):
                    _replace(db, at, (), table, kind)
            case _:
                pass


def _below(table: str) -> str:
    return f"bronze.{table.partition('.')[2]}"


def _follow_source(db: Connection, at: Position, data: BatchIngested | SourceAdopted | DefinitionRetired) -> None:
    """Begin the edge of a source with its first batch, end it with the source, begin it again when that is back."""
    match data:
        case BatchIngested(source=source, table=table):
            _add(db, at, f"source:{source}", table, "ingest")
        case SourceAdopted(source=source):
            sql = "SELECT DISTINCT downstream FROM edges WHERE upstream = ? ORDER BY downstream"
            for (table,) in db.execute(sql, (f"source:{source}",)).fetchall():
                _add(db, at, f"source:{source}", table, "ingest")
        case DefinitionRetired(name=source):
            sql = "UPDATE edges SET until = ? WHERE upstream = ? AND until IS NULL"
            db.execute(sql, (at, f"source:{source}"))


def _end_promotions(db: Connection, position: Position, table: str) -> None:
    """End what a contract with a source began; another contract has nothing here but what models refer to."""
    fed = db.execute(
        "SELECT 1 FROM edges WHERE downstream = ? AND kind = 'promotion' AND until IS NULL", (table,)
    ).fetchone()
    if fed:
        _replace(db, position, (), _below(table), "promotion")
        _replace(db, position, (), table, "promotion")
        _replace(db, position, (), table, "reference")


def _replace(db: Connection, position: Position, upstreams: Iterable[str], downstream: str, kind: EdgeKind) -> None:
    """Let the edges of one kind into a table be these from now on."""
    wanted = set(upstreams)
    for upstream in _upstreams(db, downstream, kind) - wanted:
        db.execute(
            "UPDATE edges SET until = ? WHERE upstream = ? AND downstream = ? AND kind = ? AND until IS NULL",
            (position, upstream, downstream, kind),
        )
    for upstream in sorted(wanted):
        _add(db, position, upstream, downstream, kind)


def _upstreams(db: Connection, downstream: str, kind: EdgeKind) -> set[str]:
    sql = "SELECT upstream FROM edges WHERE downstream = ? AND kind = ? AND until IS NULL"
    return {upstream for (upstream,) in db.execute(sql, (downstream, kind))}


def _add(db: Connection, position: Position, upstream: str, downstream: str, kind: EdgeKind) -> None:
    db.execute(
        "INSERT INTO edges SELECT ?1, ?2, ?3, ?4, NULL WHERE NOT EXISTS"
        " (SELECT 1 FROM edges WHERE upstream = ?1 AND downstream = ?2 AND kind = ?3 AND until IS NULL)",
        (upstream, downstream, kind, position),
    )


def edges(db: Connection, since: Position | None = None) -> list[Edge]:
    """Give the edges that hold at the end of what was followed, sorted.

    Args:
        db: the read models.
        since: those too that ended after this position; None for none of them.
    """
    sql = "SELECT * FROM edges WHERE until IS NULL OR until > ?1 ORDER BY downstream, upstream, kind"
    return [Edge(*row) for row in db.execute(sql, (since,))]


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
