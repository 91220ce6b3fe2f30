"""What every export is given of a table."""

from __future__ import annotations

import attrs

from ledger.definitions import Contract
from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.catalog.people import Holder

Said = dict[tuple[str, str | None], tuple[str, ...]]
"""Property and language (None where it has no meaning) to values."""


@attrs.frozen
class TableTold:
    """A table with everything that is said of it.

    Attributes:
        row: of the catalog.
        columns: in their order.
        said: of the table itself.
        of_columns: of its columns, by name.
        holders: who answers for it.
        personal: columns that may show personal values, said to or by lineage.
        contract: by which it is made or checked; None where nothing promises it.
    """

    row: DatasetRow
    columns: tuple[ColumnRow, ...]
    said: Said
    of_columns: dict[str, Said]
    holders: tuple[Holder, ...] = ()
    personal: frozenset[str] = frozenset()
    contract: Contract | None = None


def text(said: Said, name: str, language: str | None = None) -> str | None:
    """Give the text of a property; None where nothing is said, for no language stands in for the other."""
    return "; ".join(said.get((name, language), ())) or None


def is_set(said: Said, name: str) -> bool:
    """Tell whether a flag is set."""
    return said.get((name, None)) == ("true",)
