"""Tables and their columns: what each is, who promised it, in English and French."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from ledger.definitions import Column, Contract, Layout, Model, ModelColumn
from ledger.events import BatchIngested, ContractAdopted, DefinitionRetired, ModelAdopted, SourceAdopted
from ledger.names import VALID_FROM, VALID_TO, Position, split_table
from projections.catalog.rows import columns_of, one_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class DatasetRow:
    """A table.

    ``made_by`` is ``ingest``, ``promotion`` or ``model``; a draft has no contract. ``retired``: what makes it is gone,
    its rows stay.
    """

    table_name: str
    layer: str
    made_by: str
    title_en: str
    title_fr: str
    description_en: str
    description_fr: str
    contract_version: str
    draft: bool
    position: Position
    retired: bool = False


@attrs.frozen
class ColumnRow:
    """A column of a table, without the provenance columns that all tables carry."""

    table_name: str
    ordinal: int
    name: str
    type: str
    header: str
    in_key: bool
    title_en: str
    title_fr: str
    description_en: str
    description_fr: str


class DatasetsProjection:
    """Keeps ``datasets`` and ``columns``."""

    name = "datasets"

    def create(self, db: Database) -> None:
        """Make the tables."""
        db.table("datasets").create(columns_of(DatasetRow), pk="table_name", strict=True)
        db.table("columns").create(columns_of(ColumnRow), pk=("table_name", "ordinal"), strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:
        """Describe a table from the definition that makes or promises it."""
        from ledger.codec import from_json  # reading the tables must not load the codec

        match event.data:
            case BatchIngested(table=table, layout=layout):
                _staged(db, event.position, table, from_json(vault.read(layout), Layout))
            case ContractAdopted(table=table, definition=definition, source=source):
                contract = from_json(vault.read(definition), Contract)
                if source is None:
                    _unpromised(db, _bronze(table), "promotion")
                for each in (table,) if source is None else (_bronze(table), table):
                    _promised(db, event.position, each, contract)
            case ModelAdopted(table=table, definition=definition, draft=draft):
                if draft:
                    _drafted(db, event.position, table, from_json(vault.read(definition), Model))
                db.execute("UPDATE datasets SET retired = 0 WHERE table_name = ?", (table,))
            case SourceAdopted(source=name):
                db.execute("UPDATE datasets SET retired = 0 WHERE table_name = ?", (f"staged.{name}",))
            case DefinitionRetired(kind=kind, name=name):
                _retired(db, kind, name)
            case _:
                pass


def _bronze(table: str) -> str:
    return f"bronze.{table.partition('.')[2]}"


def _retired(db: Connection, kind: str, name: str) -> None:
    """Note that a definition is gone: a contract takes its promise with it, and what made a table makes it no more."""
    match kind:
        case "source":
            db.execute("UPDATE datasets SET retired = 1 WHERE table_name = ?", (f"staged.{name}",))
        case "model":
            db.execute("UPDATE datasets SET retired = 1 WHERE table_name = ? AND made_by = 'model'", (name,))
        case "file":
            pass
        case _:
            _unpromised(db, name, "promotion", "model")
            fed = db.execute("SELECT 1 FROM datasets WHERE table_name = ? AND made_by = 'promotion'", (name,))
            if fed.fetchone():
                _unpromised(db, _bronze(name), "promotion")


def _unpromised(db: Connection, table: str, *makers: str) -> None:
    """Take the promise from a table that one of these makes; where promotion made it, nothing makes it any more."""
    sql = "UPDATE datasets SET draft = 1, contract_version = '', retired = retired OR made_by = 'promotion'"
    for maker in makers:
        db.execute(f"{sql} WHERE table_name = ? AND made_by = ?", (table, maker))


def _staged(db: Connection, position: Position, table: str, layout: Layout) -> None:
    put(db, "datasets", DatasetRow(table, "staged", "ingest", "", "", "", "", "", True, position))
    named = {c.name: c.header for c in layout.columns}
    named |= {c.name: c.header for c in columns(db, table) if c.name not in named}  # those of earlier files
    _columns(db, table, [ColumnRow(table, i, *pair, *_NO, *_TEXTS) for i, pair in enumerate(_strings(named), 1)])


def _strings(named: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(name, "string", header) for name, header in named.items()]


_NO = (False,)
_TEXTS = ("", "", "", "")


def _promised(db: Connection, position: Position, table: str, contract: Contract) -> None:
    texts = _texts(contract.titles, contract.descriptions)
    made_by = "model" if contract.source is None else "promotion"
    put(db, "datasets", DatasetRow(table, split_table(table)[0], made_by, *texts, contract.version, False, position))
    columns = [_promised_column(table, i, c) for i, c in enumerate(contract.columns, 1)]
    if contract.mode == "history" and table == contract.table:
        columns += [ColumnRow(table, len(columns) + i, *told) for i, told in enumerate(_TIMES, 1)]
    _columns(db, table, columns)


_SINCE = ("", "", "From when this version of the row counts", "Le moment à partir duquel cette version compte")
_UNTIL = (
    "",
    "",
    "Until when it counts, itself excluded; empty: it counts",
    "Le moment où elle cesse de compter, exclu",
)
_TIMES = (
    (VALID_FROM, "timestamp", "", False, *_SINCE),
    (VALID_TO, "timestamp", "", False, *_UNTIL),
)


def own_columns(db: Connection, table: str) -> list[ColumnRow]:
    """Give the columns of a table that people speak of: without those that tell from when until when a row counts."""
    ours = {(name, *texts) for name, _, _, _, *texts in _TIMES}
    told = ((c, (c.name, c.title_en, c.title_fr, c.description_en, c.description_fr)) for c in columns(db, table))
    return [column for column, texts in told if texts not in ours]


def _promised_column(table: str, ordinal: int, column: Column) -> ColumnRow:
    texts = _texts(column.titles, column.descriptions)
    kind = f"decimal({column.precision},{column.scale})" if column.type == "decimal" else column.type
    return ColumnRow(table, ordinal, column.name, kind, column.header or "", column.key is not None, *texts)


def _drafted(db: Connection, position: Position, table: str, model: Model) -> None:
    about = model.about
    texts = (about.get("title", ""), about.get("title_fr", ""), about.get("question", ""), about.get("question_fr", ""))
    put(db, "datasets", DatasetRow(table, split_table(table)[0], "model", *texts, "", True, position))
    _columns(db, table, [_drafted_column(table, i, c) for i, c in enumerate(model.columns, 1)])


def _drafted_column(table: str, ordinal: int, column: ModelColumn) -> ColumnRow:
    return ColumnRow(table, ordinal, column.name, column.type.lower(), "", *_NO, *_TEXTS)


def _texts(titles: dict[str, str], descriptions: dict[str, str]) -> tuple[str, str, str, str]:
    return titles.get("en", ""), titles.get("fr", ""), descriptions.get("en", ""), descriptions.get("fr", "")


def _columns(db: Connection, table: str, columns: list[ColumnRow]) -> None:
    db.execute("DELETE FROM columns WHERE table_name = ?", (table,))
    for column in columns:
        put(db, "columns", column)


def datasets(db: Connection) -> list[DatasetRow]:
    """Give all tables, by layer and name."""
    order = "CASE layer WHEN 'staged' THEN 1 WHEN 'bronze' THEN 2 WHEN 'silver' THEN 3 ELSE 4 END, table_name"
    return rows_of(db, DatasetRow, "datasets", f"1 ORDER BY {order}")


def dataset(db: Connection, table: str) -> DatasetRow | None:
    """Give a table, or None."""
    return one_of(db, DatasetRow, "datasets", "table_name = ?", (table,))


def columns(db: Connection, table: str) -> list[ColumnRow]:
    """Give the columns of a table in their order; empty when it is unknown."""
    return rows_of(db, ColumnRow, "columns", "table_name = ? ORDER BY ordinal", (table,))
