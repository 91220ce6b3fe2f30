"""How much tables hold, and how much is set aside on the way into them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jobforge_es.commands.deciding.states import OPEN, states

if TYPE_CHECKING:
    from sqlite3 import Connection


def open_rows(db: Connection, table: str) -> int:
    """Count the rows set aside on the way into a table about which something is still to be done."""
    quarantined, _ = held_in(db).get((table, "quarantine"), (0, 0))
    return quarantined - settled_in(db)[table]


def held_in(db: Connection) -> dict[tuple[str, str], tuple[int, int]]:
    """Give rows and batches in effect, by table and kind of file; superseded rows are none of the table."""
    sql = "SELECT table_name, kind, sum(rows), count(DISTINCT batch_id) FROM files WHERE until IS NULL GROUP BY 1, 2"
    found = {(table, kind): (rows, count) for table, kind, rows, count in db.execute(sql)}
    for (table, kind), (gone, _) in [*found.items()]:
        if kind == "superseded":
            rows, count = found[table, "data"]
            found[table, "data"] = (rows - gone, count)
    return found


def settled_in(db: Connection) -> Counter[str]:
    """Count rows that lie in quarantine and ask for nothing any more: refused for good, or said anew by a person."""
    stand = states(db)
    if not stand.by_row:
        return Counter()
    lying = set(db.execute("SELECT table_name, batch_id FROM files WHERE kind = 'quarantine' AND until IS NULL"))
    found = {
        (row.table_name, row.batch_id, row.record)
        for rows in stand.by_row.values()
        for row in rows
        if (row.table_name, row.batch_id) in lying
        and stand.of(row.batch_id, row.record, row.table_name.partition(".")[0]) not in OPEN
    }
    return Counter(table for table, _, _ in found)
