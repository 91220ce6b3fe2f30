"""What is derived from, and what is derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from ledger.definitions import Contract, Statement
from ledger.definitions.statements import Key
from projections.catalog.datasets import ColumnRow, DatasetRow


@attrs.frozen
class Derived:
    """A property that follows from others, and why."""

    statement: Statement
    why: str


@attrs.frozen
class Subject:
    """A table with all that is known of it.

    Attributes:
        project: its name, in qualified names.
        table: as its definition makes it.
        columns: in their order.
        said: what holds of the table and its columns, by key.
        contract: that promises it; None for a table without one.
    """

    project: str
    table: DatasetRow
    columns: Sequence[ColumnRow]
    said: Mapping[Key, Statement]
    contract: Contract | None = None

    @property
    def name(self) -> str:
        """``layer.table``."""
        return self.table.table_name

    def of_table(self, name: str, language: str | None = None) -> str:
        """Give what is said of the table; empty where nothing is."""
        return self._said("table", self.name, name, language)

    def of_column(self, column: str, name: str, language: str | None = None) -> str:
        """Give what is said of a column; empty where nothing is."""
        return self._said("column", f"{self.name}.{column}", name, language)

    def _said(self, kind: str, subject: str, name: str, language: str | None) -> str:
        found = self.said.get((kind, subject, name, language))
        return found.values[0] if found is not None and found.values else ""
