"""What stands: the rows of a table that count before a batch, by their keys alone."""

from __future__ import annotations

from pathlib import Path

import attrs

from ledger.definitions import Contract, ModelColumn
from ledger.names import BATCH_ID, SOURCE_ROW
from projections.engines.relation import Columns, Relation
from projections.layers.columns import sql_type
from projections.layers.key_rows import HASHES
from projections.layers.keys import KeyFile, compared_columns

ROW = (ModelColumn(BATCH_ID, "VARCHAR"), ModelColumn(SOURCE_ROW, "BIGINT"))


@attrs.frozen
class Standing:
    """The rows that a batch is compared with.

    Attributes:
        keys: of the data files, in the order in which their batches count.
        ended: files that name rows among them which are superseded or closed, with the columns of each.
    """

    keys: tuple[KeyFile, ...] = ()
    ended: tuple[tuple[Path, Columns], ...] = ()

    @property
    def gone(self) -> tuple[tuple[Path, Columns], ...]:
        """Files that name rows of the key files which count no more, or never did."""
        return (*((key.out, ROW) for key in self.keys if key.out is not None), *self.ended)

    def others(self, content: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Give what the rows hold where it is not the same columns as these."""
        return tuple(sorted({key.content for key in self.keys} - {content}))

    def rows(self, contract: Contract) -> Relation:
        """Give the rows, whether they still count or not."""
        types = {column.name: sql_type(column) for column in contract.columns}
        own = (ModelColumn(name, types[name]) for name in compared_columns(contract))
        hashes = (ModelColumn(name, "UBIGINT") for name in HASHES)
        columns = (*own, *ROW, *hashes)
        return Relation(tuple(key.path for key in self.keys), columns, tuple(key.columns for key in self.keys))

    def none_any_more(self) -> Relation:
        """Name the rows that count no more, or never did."""
        return Relation(tuple(path for path, _ in self.gone), ROW, tuple(columns for _, columns in self.gone))
