"""The manifest: which file was in effect from which position until which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from ledger.events.parts import FileKind, FileRecord
from ledger.names import Position, Sha256

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class FileInEffect:
    """A file of the manifest.

    Attributes:
        table: ``layer.table``.
        batch_id: the batch whose rows it holds, or None for a table that a model made.
        position: of the event that recorded it.
        until: of the event that put it out of effect, or None.
        shape: hash of the definition that tells its columns (layout or contract, by the layer of the table); empty
            where only the file itself does.
    """

    table: str
    batch_id: str | None
    position: Position
    until: Position | None
    file: FileRecord
    shape: str = ""


@attrs.frozen
class Reading:
    """The files that show a table.

    Attributes:
        rows: those with its rows.
        superseded: those that name rows among them which count no more.
        closed: those that say until when rows among them count.
    """

    rows: tuple[FileInEffect, ...]
    superseded: tuple[FileInEffect, ...]
    closed: tuple[FileInEffect, ...]


class Manifest:
    """Answers from ``files``, at the end of the ledger or at any position before.

    Args:
        db: the read models.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db

    def in_effect(self, table: str, kind: FileKind = "data", at: Position | None = None) -> list[FileInEffect]:
        """Give the files of a table in the order in which they came into effect; empty when it has none."""
        return self._files("table_name = ? AND kind = ?", (table, kind), at)

    def all_in_effect(self, at: Position | None = None) -> list[FileInEffect]:
        """Give every file that is in effect."""
        return self._files("1", (), at)

    def of_batch(self, table: str, batch_id: str, kind: FileKind = "data", at: Position | None = None) -> FileInEffect:
        """Give the file of one batch in a table.

        Raises:
            LookupError: there is none in effect.
        """
        found = self._files("table_name = ? AND batch_id = ? AND kind = ?", (table, batch_id, kind), at)
        if not found:
            msg = f"{table} holds no {kind} file of {batch_id}"
            raise LookupError(msg)
        return found[-1]

    def position(self, table: str, at: Position | None = None) -> Position:
        """Tell which event last changed the rows of a table; 0 when it never had any."""
        last = at if at is not None else 2**62
        (found,) = self._db.execute(
            "SELECT max(max(CASE WHEN position <= ?1 THEN position ELSE 0 END,"
            " CASE WHEN until <= ?1 THEN until ELSE 0 END)) FROM files WHERE table_name = ?2 AND kind = 'data'",
            (last, table),
        ).fetchone()
        return Position(found or 0)

    def rows(self, table: str, at: Position | None = None) -> int:
        """Tell how many rows a table has; those that others supersede are none of them."""
        time = _in_effect(at)
        (found,) = self._db.execute(
            "SELECT sum(CASE kind WHEN 'data' THEN rows ELSE -rows END) FROM files"
            f" WHERE table_name = ? AND kind IN ('data', 'superseded') AND {time}",
            (table,),
        ).fetchone()
        return int(found or 0)

    def tables(self, at: Position | None = None) -> list[str]:
        """Name the tables that have a file or had one, sorted: all rows of a table may have gone out of effect."""
        last = at if at is not None else 2**62
        found = self._db.execute("SELECT DISTINCT table_name FROM files WHERE kind = 'data' AND position <= ?", (last,))
        return sorted(table for (table,) in found)

    def recorder(self, path: str) -> Position:
        """Tell which event recorded a file.

        Raises:
            LookupError: no event did.
        """
        row = self._db.execute("SELECT min(position) FROM files WHERE path = ?", (path,)).fetchone()
        if row[0] is None:
            msg = f"no event recorded {path}"
            raise LookupError(msg)
        return Position(row[0])

    def _files(self, where: str, values: tuple[str, ...], at: Position | None) -> list[FileInEffect]:
        chosen = f"{where} AND {_in_effect(at)}"
        rows = self._db.execute(f"SELECT * FROM files WHERE {chosen} ORDER BY position, kind, path", values)
        return list(map(_file, rows))

    def reading(self, table: str, at: Position | None = None) -> Reading:
        """Tell which files show a table: what was compacted while it was like that, and what came after."""
        compacted = self.in_effect(table, "compacted", None if at is None else self._last_alike(table, at))
        since = compacted[-1].position if compacted else 0
        data, superseded = (
            [file for file in self.in_effect(table, kind, at) if file.position > since]
            for kind in ("data", "superseded")
        )
        return Reading((*compacted, *data), tuple(superseded), tuple(self.in_effect(table, "closed", at)))

    def _last_alike(self, table: str, at: Position) -> Position | None:
        """Tell the last position at which a table is as it was at another; None where it never changed since."""
        (position, until) = self._db.execute(
            "SELECT min(CASE WHEN position > ?1 THEN position END), min(CASE WHEN until > ?1 THEN until END) FROM files"
            " WHERE table_name = ?2 AND kind IN ('data', 'superseded', 'closed')",
            (at, table),
        ).fetchone()
        changes = [each for each in (position, until) if each is not None]
        return Position(min(changes) - 1) if changes else None

    def covered(self) -> list[FileInEffect]:
        """Give the data files in effect whose rows stand in a compacted file as well."""
        return self._files(
            "kind = 'data' AND EXISTS (SELECT 1 FROM files c WHERE c.table_name = files.table_name"
            " AND c.kind = 'compacted' AND c.until IS NULL AND c.position > files.position)",
            (),
            None,
        )

    def former(self) -> list[FileInEffect]:
        """Give the files that were in effect and are not, one for each path."""
        sql = "SELECT * FROM files GROUP BY path HAVING count(*) = count(until) ORDER BY path"
        return list(map(_file, self._db.execute(sql)))

    def every_file(self) -> Iterator[FileInEffect]:
        """Give every file that any event recorded, in effect or not."""
        yield from map(_file, self._db.execute("SELECT * FROM files ORDER BY position, path"))


def _in_effect(at: Position | None) -> str:
    """Give the condition for files that are in effect, now or at a position."""
    return "until IS NULL" if at is None else f"position <= {int(at)} AND (until IS NULL OR until > {int(at)})"


def strays(manifest: Manifest, paths: Iterable[str]) -> list[str]:
    """Give those of some paths that no event recorded: a step was killed between its files and its event.

    Args:
        manifest: has followed the ledger at least to where it stood when the paths were listed.
        paths: of files that are there.
    """
    recorded = {f.file.path for f in manifest.every_file()}
    return [path for path in paths if path not in recorded]


def _file(row: tuple[str, str, FileKind, str | None, int, int | None, int, int, str, str, str]) -> FileInEffect:
    path, table, kind, batch, position, until, rows, size, sha256, digest, shape = row
    record = FileRecord(path, kind, rows, size, Sha256(sha256), Sha256(digest))
    return FileInEffect(table, batch, Position(position), None if until is None else Position(until), record, shape)
