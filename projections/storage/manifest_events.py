"""How events put files in effect and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events import (
    BatchIngested,
    BatchPromoted,
    BatchReinstated,
    BatchRejected,
    BatchWithdrawn,
    ObjectDisposed,
    PromotionRejected,
    TableBuilt,
    TableCompacted,
)
from ledger.events.parts import FileKind, FileRecord
from ledger.names import Position

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


class ManifestProjection:
    """Keeps ``files``."""

    name = "manifest"

    def create(self, db: Database) -> None:
        """Make the table."""
        columns = {"path": str, "table_name": str, "kind": str, "batch_id": str, "position": int, "until": int}
        columns |= {"rows": int, "size": int, "sha256": str, "digest": str, "shape": str}
        db.table("files").create(
            columns, pk=("path", "position"), strict=True, not_null={"table_name", "kind"}
        )  # the same rows can come into effect again
        db.table("files").create_index(["table_name", "kind", "until"])
        db.table("files").create_index(["batch_id", "until"])
        db.table("files").create_index(["kind", "until"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Put files in effect, and out of effect those that they replace."""
        match event.data:
            case BatchIngested(table=table, batch_id=batch, files=files, layout=layout):
                _add(db, event.position, table, batch, files, layout)
            case BatchRejected(source=source, batch_id=batch, files=files):
                _add(db, event.position, f"staged.{source}", batch, files)
            case BatchPromoted(table=table, batch_id=batch, files=files, replaces=replaces, contract=contract):
                _end(db, event.position, table, None if replaces == "table" else batch)
                _add(db, event.position, table, batch, files, contract)
            case PromotionRejected(table=table, batch_id=batch, files=files, withdraws=withdraws):
                _end(db, event.position, table, batch, kind=None if withdraws else "quarantine")
                _add(db, event.position, table, batch, files)
            case TableBuilt(table=table, files=files, changed=True):
                _end(db, event.position, table, None)
                _add(db, event.position, table, None, files)
            case TableCompacted(table=table, files=files, contract=contract):
                _end(db, event.position, table, None, kind="compacted")
                _add(db, event.position, table, None, files, contract)
            case BatchWithdrawn(batch_id=batch):
                db.execute("UPDATE files SET until = ? WHERE batch_id = ? AND until IS NULL", (event.position, batch))
            case BatchReinstated(batch_id=batch, source=source, withdrawn=withdrawn):
                _restore(db, event.position, f"staged.{source}", batch, withdrawn)
            case ObjectDisposed(batches=batches):
                sql = "UPDATE files SET until = ? WHERE batch_id = ? AND until IS NULL"  # of those that were refused
                db.executemany(sql, [(event.position, batch) for batch in batches])
            case _:
                return
        _void(db, event.position)


def _void(db: Connection, position: Position) -> None:
    """End what was compacted from files that an event has put out of effect."""
    db.execute(
        "UPDATE files SET until = ?1 WHERE kind = 'compacted' AND until IS NULL AND EXISTS ("
        "SELECT 1 FROM files gone WHERE gone.table_name = files.table_name AND gone.kind IN ('data', 'superseded')"
        " AND gone.until = ?1 AND gone.position < files.position)",
        (position,),
    )


def _add(
    db: Connection,
    position: Position,
    table: str,
    batch: str | None,
    files: tuple[FileRecord, ...],
    shape: str = "",
) -> None:
    db.executemany(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?)",
        [(f.path, table, f.kind, batch, position, f.rows, f.size, f.sha256, f.digest, shape) for f in files],
    )


def _end(db: Connection, position: Position, table: str, batch: str | None, kind: FileKind | None = None) -> None:
    db.execute(
        "UPDATE files SET until = ? WHERE table_name = ? AND until IS NULL"
        " AND (batch_id = ? OR ? IS NULL) AND (kind = ? OR ? IS NULL)",
        (position, table, batch, batch, kind, kind),
    )


def _restore(db: Connection, position: Position, table: str, batch: str, ended: Position) -> None:
    """Put the files of a batch that an event has put out of effect in effect again, in one table."""
    db.execute(
        "INSERT INTO files SELECT path, table_name, kind, batch_id, ?, NULL, rows, size, sha256, digest, shape"
        " FROM files WHERE table_name = ? AND batch_id = ? AND until = ?",
        (position, table, batch, ended),
    )
