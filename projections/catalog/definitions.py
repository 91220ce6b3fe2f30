"""Which sources, contracts and models hold, and since when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.events import (
    CatalogFileAdopted,
    ContractAdopted,
    DefinitionRetired,
    ModelAdopted,
    ModelProven,
    SourceAdopted,
)
from ledger.names import Position
from projections.catalog.rows import columns_of, one_of, put, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


@attrs.frozen
class SourceRow:
    """A source as last adopted; ``retired`` when its file is gone."""

    name: str
    path: str
    file_sha256: str
    definition: str
    position: Position
    actor: str
    recorded_at: str
    retired: bool = False


@attrs.frozen
class ContractRow:
    """A contract as last adopted."""

    table_name: str
    source: str | None
    path: str
    file_sha256: str
    definition: str
    version: str
    scope: str
    generation: int
    position: Position
    actor: str
    recorded_at: str
    retired: bool = False


@attrs.frozen
class ModelRow:
    """A model as last adopted; ``inputs`` is a JSON list.

    ``proven``: the event that showed that it gives the same rows twice; None while it has given no rows.
    """

    table_name: str
    path: str
    file_sha256: str
    definition: str
    inputs: str
    coverage: str
    draft: bool
    position: Position
    actor: str
    recorded_at: str
    retired: bool = False
    proven: int | None = None

    @property
    def input_tables(self) -> tuple[str, ...]:
        """The tables that it reads."""
        return tuple(json.loads(self.inputs))


@attrs.frozen
class CatalogFileRow:
    """A file of the catalog, the glossary or the questions as last adopted."""

    path: str
    file_sha256: str
    definition: str
    position: Position
    actor: str
    recorded_at: str
    retired: bool = False


TABLES = {
    "sources": (SourceRow, "name"),
    "contracts": (ContractRow, "table_name"),
    "models": (ModelRow, "table_name"),
    "catalog_files": (CatalogFileRow, "path"),
}
RETIREMENT = {"source": "sources", "contract": "contracts", "model": "models", "file": "catalog_files"}


class DefinitionsProjection:
    """Keeps ``sources``, ``contracts``, ``models`` and ``catalog_files``."""

    name = "definitions"

    def create(self, db: Database) -> None:
        """Make the tables."""
        for table, (row_type, key) in TABLES.items():
            db.table(table).create(columns_of(row_type), pk=key, strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:  # noqa: ARG002 - the protocol's shape
        """Take the newest adoption of each name."""
        by = (event.position, event.actor, event.recorded_at.isoformat())
        match event.data:
            case SourceAdopted() as e:
                put(db, "sources", SourceRow(e.source, e.path, e.file_sha256, e.definition, *by))
            case ContractAdopted() as e:
                values = (e.path, e.file_sha256, e.definition, e.version, e.scope, e.generation)
                put(db, "contracts", ContractRow(e.table, e.source, *values, *by))
            case ModelAdopted() as e:
                made = (e.path, e.file_sha256, e.definition, json.dumps(e.inputs), e.coverage, e.draft)
                put(db, "models", ModelRow(e.table, *made, *by))
            case CatalogFileAdopted() as e:
                put(db, "catalog_files", CatalogFileRow(e.path, e.file_sha256, e.definition, *by))
            case ModelProven(table=table, model=model):
                sql = "UPDATE models SET proven = ? WHERE table_name = ? AND definition = ?"
                db.execute(sql, (event.position, table, model))
            case DefinitionRetired(kind=kind, name=name):
                table = RETIREMENT[kind]
                db.execute(f"UPDATE {table} SET retired = 1 WHERE {TABLES[table][1]} = ?", (name,))
            case _:
                pass


def sources(db: Connection) -> list[SourceRow]:
    """Give the sources that hold, by name."""
    return rows_of(db, SourceRow, "sources", "NOT retired ORDER BY name")


def contracts(db: Connection) -> list[ContractRow]:
    """Give the contracts that hold, by table."""
    return rows_of(db, ContractRow, "contracts", "NOT retired ORDER BY table_name")


def models(db: Connection) -> list[ModelRow]:
    """Give the models that hold, by table."""
    return rows_of(db, ModelRow, "models", "NOT retired ORDER BY table_name")


def catalog_files(db: Connection) -> list[CatalogFileRow]:
    """Give the files of the catalog that hold, by path."""
    return rows_of(db, CatalogFileRow, "catalog_files", "NOT retired ORDER BY path")


def source(db: Connection, name: str) -> SourceRow | None:
    """Give one source that holds, or None."""
    return one_of(db, SourceRow, "sources", "NOT retired AND name = ?", (name,))


def contract(db: Connection, table: str) -> ContractRow | None:
    """Give the contract of a table that holds, or None."""
    return one_of(db, ContractRow, "contracts", "NOT retired AND table_name = ?", (table,))


def last_contract(db: Connection, table: str) -> ContractRow | None:
    """Give the contract that a table had last, retired or not; None when it never had one."""
    return one_of(db, ContractRow, "contracts", "table_name = ?", (table,))


def model(db: Connection, table: str) -> ModelRow | None:
    """Give the model of a table that holds, or None."""
    return one_of(db, ModelRow, "models", "NOT retired AND table_name = ?", (table,))


def former_generation(db: Connection, table: str) -> int:
    """Tell the rebuild generation that the contract of a table had last, retired or not; 0 when it never had one."""
    found = last_contract(db, table)
    return found.generation if found else 0
