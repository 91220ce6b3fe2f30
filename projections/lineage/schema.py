"""What a model is compiled against: the columns of its inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import attrs

from ledger.canonical import canonical
from ledger.definitions import ModelColumn
from ledger.names import BATCH_ID, INGESTED_AT, SOURCE_FILE, SOURCE_ROW, SOURCE_ROWS, Sha256

PROVENANCE_TYPES = (
    ModelColumn(BATCH_ID, "VARCHAR"),
    ModelColumn(SOURCE_FILE, "VARCHAR"),
    ModelColumn(SOURCE_ROW, "BIGINT"),
    ModelColumn(INGESTED_AT, "TIMESTAMP"),
)
COUNTED_TYPES = (*PROVENANCE_TYPES, ModelColumn(SOURCE_ROWS, "BIGINT"))


@attrs.frozen
class TableSchema:
    """An input of a model.

    Attributes:
        columns: its own, with the engine's types, without those that say where a row comes from.
        counted: whether a row may be made of several source rows and says of how many, as in tables that a model made.
    """

    columns: tuple[ModelColumn, ...]
    counted: bool

    @property
    def all_columns(self) -> tuple[ModelColumn, ...]:
        """Its columns in the order in which they are stored."""
        return self.columns + (COUNTED_TYPES if self.counted else PROVENANCE_TYPES)


def schema_hash(schemas: Mapping[str, TableSchema]) -> Sha256:
    """Hash names and types of the columns of tables; the order in which the tables come does not matter."""
    value = {
        table: [schema.counted, [[column.name, column.type] for column in schema.columns]]
        for table, schema in schemas.items()
    }
    return Sha256(hashlib.sha256(canonical(value)).hexdigest())
