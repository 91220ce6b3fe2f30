"""The lineage graph between columns: a read model that follows definitions, each edge with the event that said so.

Whatever else reads columns (a business question, an export) can be put into the same graph with ``say``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import attrs

from ledger.definitions import Contract, Layout, Model
from ledger.definitions.lineage import ALL, ColumnLineage, ColumnOrigin, ColumnUse, How
from ledger.events import BatchIngested, ContractAdopted, DefinitionRetired, ModelAdopted, SourceAdopted
from ledger.names import VALID_TO, Position

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault

NOT_FOUND_YET: Final = "its SQL was adopted before column lineage was recorded"


@attrs.frozen(order=True)
class ColumnAt:
    """A column of a table.

    Attributes:
        table: ``layer.table``, or ``source:name``.
        column: its name, or the header of a source; ``*`` for the rows of the table as such.
    """

    table: str
    column: str

    def __str__(self) -> str:
        """Write it as people do."""
        return f"rows of {self.table}" if self.column == ALL else f"{self.table}.{self.column}"


@attrs.frozen
class ColumnEdge:
    """A column, or which rows a table has, depends on a column of another table.

    Attributes:
        upstream, downstream: the two; an upstream column ``*`` with ``why`` is any column of its table.
        how: see ``ColumnUse``.
        why: the reason why no single column can be named; empty where one is.
        position: of the event that said so.
    """

    upstream: ColumnAt
    downstream: ColumnAt
    how: How
    why: str
    position: Position

    @property
    def direct(self) -> bool:
        """Whether values of the upstream column may be seen in the downstream one."""
        return ColumnUse(self.upstream.table, self.upstream.column, self.how).direct


class ColumnEdgesProjection:
    """Keeps ``column_edges``."""

    name = "column-lineage"

    def create(self, db: Database) -> None:
        """Make the table."""
        key = ("table_name", "column_name", "from_table", "from_column", "how", "position")
        columns = dict.fromkeys((*key[:-1], "why", "header"), str) | {"position": int, "until": int}
        db.table("column_edges").create(columns, pk=key, strict=True)
        db.table("column_edges").create_index(["from_table", "until"])

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:
        """Say anew what the columns of a table are made from when its definition changes."""
        from ledger.codec import from_json  # reading the table must not load the codec

        at = event.position
        match event.data:
            case BatchIngested(source=source, table=table, layout=layout):
                _landed(db, at, source, table, from_json(vault.read(layout), Layout))
            case ContractAdopted(table=table, source=str(), definition=definition):
                contract = from_json(vault.read(definition), Contract)
                say(db, at, _below(table), _typed(contract))
                say(db, at, table, _conformed(contract))
                _name_by_header(db, f"staged.{contract.source}")
            case ModelAdopted(table=table, definition=definition):
                say(db, at, table, _of_model(from_json(vault.read(definition), Model)))
            case DefinitionRetired(kind="contract", name=table) if _is_promoted(db, table):
                for name in (_below(table), table):
                    forget(db, at, name)
            case DefinitionRetired(kind="model", name=table):
                forget(db, at, table)
            case DefinitionRetired(kind="source", name=source):
                sql = "UPDATE column_edges SET until = ? WHERE from_table = ? AND until IS NULL"
                db.execute(sql, (at, f"source:{source}"))
            case SourceAdopted(source=source):
                _come_back(db, at, f"source:{source}")
            case _:
                pass


def say(db: Connection, at: Position, downstream: str, lineage: ColumnLineage) -> None:
    """Let the edges into a table, or into anything else with columns, be these from now on.

    Args:
        db: the read models.
        at: the event that says so.
        downstream: ``layer.table``, or a kind and a name such as ``question:turnover``.
        lineage: of its columns; a use of a staged column is named by its header, behind a ``#``.
    """
    forget(db, at, downstream)
    every = (*lineage.columns, ColumnOrigin(ALL, lineage.rows))
    _put(db, at, ((downstream, origin.column, use) for origin in every for use in origin.uses))


def forget(db: Connection, at: Position, downstream: str) -> None:
    """End the edges into a table."""
    db.execute("UPDATE column_edges SET until = ? WHERE table_name = ? AND until IS NULL", (at, downstream))


def _put(db: Connection, at: Position, found: Iterable[tuple[str, str, ColumnUse]]) -> None:
    rows = [
        (table, column, use.table, use.column.removeprefix("#"), use.how, use.why, _header(use), at)
        for table, column, use in found
    ]
    db.executemany("INSERT OR IGNORE INTO column_edges VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", rows)


def _header(use: ColumnUse) -> str | None:
    return use.column[1:] if use.column.startswith("#") else None


def _below(table: str) -> str:
    return f"bronze.{table.partition('.')[2]}"


def _landed(db: Connection, at: Position, source: str, table: str, layout: Layout) -> None:
    """Add the headers that were not known; the columns of earlier files stay."""
    upstream = f"source:{source}"
    sql = "SELECT column_name, from_column FROM column_edges WHERE table_name = ? AND until IS NULL"
    known = set(db.execute(sql, (table,)).fetchall())
    new = [c for c in layout.columns if (c.name, c.header) not in known]
    if new:
        uses = [(table, c.name, ColumnUse(upstream, c.header, "identity")) for c in new]
        _put(db, at, [*uses, (table, ALL, ColumnUse(upstream, ALL, "rows"))])
        _name_by_header(db, table)


def _name_by_header(db: Connection, staged: str) -> None:
    """Give the staged columns that a contract calls by their headers the names under which they landed."""
    db.execute(
        "UPDATE OR REPLACE column_edges AS mine SET from_column = landed.column_name FROM column_edges AS landed"
        " WHERE mine.from_table = ?1 AND mine.header IS NOT NULL AND mine.until IS NULL"
        " AND landed.table_name = ?1 AND landed.from_column = mine.header AND landed.until IS NULL",
        (staged,),
    )


def _typed(contract: Contract) -> ColumnLineage:
    """Tell what the columns of a bronze table are made from."""
    staged = f"staged.{contract.source}"
    feeding = {c.name: c.name if c.header is None else f"#{c.header}" for c in contract.columns}
    columns = []
    for c in contract.columns:
        changed = c.type != "string" or c.trim or c.null_words
        use = ColumnUse(staged, feeding[c.name], "transformation" if changed else "identity")
        columns.append(ColumnOrigin(c.name, (use,)))
    kinds = ("type", "required", "pattern", "length", "range", "allowed", "row")
    checked = {n for rule in contract.rules if rule.severity == "error" and rule.kind in kinds for n in rule.columns}
    checked |= {c.name for c in contract.columns if c.type != "string"}
    rows = (ColumnUse(staged, feeding[name], "filter") for name in sorted(checked) if name in feeding)
    return ColumnLineage(tuple(columns), (ColumnUse(staged, ALL, "rows"), *rows))


def _conformed(contract: Contract) -> ColumnLineage:
    """Tell what the columns of a silver table are made from that its contract makes."""
    bronze = _below(contract.table)
    columns = [ColumnOrigin(c.name, (ColumnUse(bronze, c.name, "identity"),)) for c in contract.columns]
    rows = [ColumnUse(bronze, ALL, "rows"), *(ColumnUse(bronze, name, "distinct") for name in contract.key)]
    if contract.order_by:
        rows.append(ColumnUse(bronze, contract.order_by, "sort"))
    for rule in contract.rules:
        if rule.kind in ("key", "unique", "reference") and rule.severity == "error":
            how: How = "filter" if rule.kind == "reference" else "distinct"
            rows += [ColumnUse(bronze, name, how) for name in rule.columns]
            rows += [ColumnUse(rule.reference, name, how) for name in rule.reference_columns if rule.reference]
    if contract.mode == "history":
        ends = tuple(ColumnUse(bronze, name, "window") for name in contract.key)
        columns.append(ColumnOrigin(VALID_TO, ends))
    return ColumnLineage(tuple(columns), tuple(dict.fromkeys(rows)))


def _of_model(model: Model) -> ColumnLineage:
    if model.lineage is not None:
        return model.lineage
    uses = tuple(ColumnUse(table, ALL, "transformation", NOT_FOUND_YET) for table in model.inputs)
    rows = tuple(ColumnUse(table, ALL, "rows") for table in model.inputs)
    return ColumnLineage(tuple(ColumnOrigin(column.name, uses) for column in model.columns), rows)


def _is_promoted(db: Connection, table: str) -> bool:
    sql = "SELECT 1 FROM column_edges WHERE table_name = ? AND from_table = ? AND until IS NULL LIMIT 1"
    return db.execute(sql, (table, _below(table))).fetchone() is not None


def _come_back(db: Connection, at: Position, source: str) -> None:
    """Begin again what ended when a source was retired."""
    db.execute(
        "INSERT OR IGNORE INTO column_edges SELECT DISTINCT table_name, column_name, from_table, from_column, how, why,"
        " header, ?2, NULL FROM column_edges AS gone WHERE from_table = ?1 AND NOT EXISTS (SELECT 1 FROM column_edges"
        " WHERE from_table = ?1 AND table_name = gone.table_name AND column_name = gone.column_name"
        " AND from_column = gone.from_column AND until IS NULL)",
        (source, at),
    )


def column_edges(db: Connection, *, ended: bool = False) -> list[ColumnEdge]:
    """Give the edges that hold at the end of what was followed, sorted; with ``ended`` those too that held before."""
    return _edges(db, f"{EDGE} {'' if ended else 'WHERE until IS NULL'} {SORTED}")


def neighbours(db: Connection, column: ColumnAt) -> list[ColumnEdge]:
    """Give the edges that hold from and to one column, sorted."""
    here = (column.table, column.column)
    one = f"{EDGE} WHERE until IS NULL AND"
    sql = f"{one} table_name = ? AND column_name = ? UNION {one} from_table = ? AND from_column = ? {SORTED}"
    return _edges(db, sql, *here, *here)


EDGE: Final = "SELECT from_table, from_column, table_name, column_name, how, why, position FROM column_edges"
SORTED: Final = "ORDER BY table_name, column_name, from_table, from_column, how"


def _edges(db: Connection, sql: str, *values: str) -> list[ColumnEdge]:
    return [
        ColumnEdge(ColumnAt(from_table, from_column), ColumnAt(table, column), how, why, Position(position))
        for from_table, from_column, table, column, how, why, position in db.execute(sql, values)
    ]
