"""Columns of source files that changed, until a file comes without the change or the source is revised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.events import BatchIngested, BatchWithdrawn, DefinitionRetired, SchemaDrifted, SourceAdopted
from ledger.names import Position
from projections.catalog.rows import columns_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class DriftRow:
    """Something that changed; see ``SchemaDrifted``.

    ``columns``, ``former`` and ``found`` are JSON lists; ``until`` is the position of the event after which it is told
    no more, or None.
    """

    position: Position
    source: str
    batch_id: str
    kind: str
    policy: str
    columns: str
    count: int
    former: str
    found: str
    share: str | None
    recorded_at: str
    until: int | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Of the columns, as far as the event names them."""
        return tuple(json.loads(self.columns))


class DriftsProjection:
    """Keeps ``drifts``."""

    name = "drifts"

    def create(self, db: Database) -> None:
        """Make the table."""
        db.table("drifts").create(columns_of(DriftRow), pk="position", strict=True)
        db.table("drifts").create_index(["source", "until"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Add what changed; a file that was landed, or a revised source, ends what was told before."""
        match event.data:
            case BatchIngested(source=source) | SourceAdopted(source=source):
                _end(db, event.position, "source = ?", (source,))
            case DefinitionRetired(kind="source", name=source):
                _end(db, event.position, "source = ?", (source,))
            case BatchWithdrawn(batch_id=batch):
                _end(db, event.position, "batch_id = ?", (batch,))
            case SchemaDrifted() as e:
                lists = (_list(e.columns), e.count, _list(e.former), _list(e.found))
                same = (e.source, e.kind, lists[0])
                _end(db, event.position, "source = ? AND kind = ? AND columns = ?", same)
                facts = (event.position, e.source, e.batch_id, e.kind, e.policy, *lists, e.share)
                put(db, "drifts", DriftRow(*facts, event.recorded_at.isoformat()))
            case _:
                pass


def _list(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False)


def _end(db: Connection, position: Position, where: str, values: tuple[str, ...]) -> None:
    db.execute(f"UPDATE drifts SET until = ? WHERE until IS NULL AND {where}", (position, *values))


def open_drifts(db: Connection) -> list[DriftRow]:
    """Give what is to be told, oldest first."""
    return rows_of(db, DriftRow, "drifts", "until IS NULL ORDER BY position")


def adopting(db: Connection, source: str, since: Position) -> tuple[str, ...]:
    """Name the batches after a position whose new columns are expected of later files, in their order."""
    sql = (
        "SELECT DISTINCT d.batch_id FROM drifts d JOIN batches b USING (batch_id) WHERE d.source = ? AND d.kind = 'new'"
        " AND d.policy = 'evolve' AND d.position > ? AND b.status = 'in_effect' ORDER BY d.position"
    )
    return tuple(batch for (batch,) in db.execute(sql, (source, since)))
