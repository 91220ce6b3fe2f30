"""A table as it stood at some position: files whose rows it has, and files that say which of them count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import attrs

from ledger.definitions import ModelColumn

Columns = tuple[ModelColumn, ...]

ROW: Final = "_row"
"""The column that names each row of a table by its file and its place in it."""


@attrs.frozen
class Relation:
    """A table as it stood at some position.

    Attributes:
        files: Parquet files whose rows are its rows, in this order; a column is found in each by its name.
        columns: names and types; a column that a file lacks is NULL there. Empty: those of the files as they are.
        held: for each file the columns that are in it, so that no file is opened to ask; empty where that is not known.
        superseded: files with ``_batch_id`` and ``_source_row`` of rows in ``files`` that are none of the table's.
        closed: files with the same and ``_until``: the row counts until then, which is the column ``valid_to``. None
            for a table without that column.
        numbered: whether a last column ``_row`` names each row: the place of its file among ``files`` in the upper 32
            bits, its place in the file in the lower, both from 0.
    """

    files: tuple[Path, ...]
    columns: Columns
    held: tuple[Columns, ...] = ()
    superseded: tuple[Path, ...] = ()
    closed: tuple[Path, ...] | None = None
    numbered: bool = False

    @property
    def every_file(self) -> Sequence[Path]:
        """All files that are read."""
        return (*self.files, *self.superseded, *(self.closed or ()))

    def only(self, names: Collection[str]) -> Relation:
        """Give the same rows with fewer columns, which an engine begins to read sooner; of tables that lose no rows.

        Raises:
            ValueError: rows of the table are told by columns that would be missing.
        """
        if self.superseded or self.closed is not None or (self.files and not self.held):
            raise ValueError("which rows count is told by columns")
        kept = set(names)
        held = tuple(tuple(c for c in columns if c.name in kept) for columns in self.held)
        return attrs.evolve(self, columns=tuple(c for c in self.columns if c.name in kept), held=held)

    def runs(self) -> list[tuple[list[Path], Columns]]:
        """Give the files in their order, neighbours with the same columns together; needs ``held``."""
        found: list[tuple[list[Path], Columns]] = []
        for file, columns in zip(self.files, self.held, strict=True):
            if not found or found[-1][1] != columns:
                found.append(([], columns))
            found[-1][0].append(file)
        return found
