"""The rows that controls read. What is missing is built beside the lake and goes with it: looking mends nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import attrs

from ledger.events.parts import TableAt
from ledger.names import split_table

if TYPE_CHECKING:
    from projections.engines.sandbox import Relation, Sandbox
    from projections.layers.workshop import Workshop


@attrs.define(slots=False)
class Rows:
    """The rows of tables at the position of the read models; ``with`` ends what it opened.

    Attributes:
        of: truth, files, read models and the limits of the engine.
        tables: those that have files.
    """

    of: Workshop
    tables: Sequence[str]
    _open: contextlib.ExitStack = attrs.field(factory=contextlib.ExitStack, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    @cached_property
    def workshop(self) -> Workshop:
        """A workshop that finds the files of the lake and builds elsewhere; writes nothing where none is missing."""
        if all(self.of.lake.has(each.file.path) for each in self.of.manifest.all_in_effect()):
            return self.of
        folder = self._open.enter_context(self.of.lake.aside())
        return attrs.evolve(self.of, lake=attrs.evolve(folder, above=False))

    def at(self, table: str) -> TableAt:
        """Name the state of a table that is looked at."""
        manifest = self.of.manifest
        return TableAt(table, manifest.position(table), manifest.rows(table))

    def relation(self, table: str) -> Relation:
        """Give a table, to query it."""
        return self.workshop.relation(self.at(table))

    @cached_property
    def _sandbox(self) -> Sandbox:
        from projections.engines.sandbox import Sandbox  # loads the engine

        shown = {table: self.relation(table) for table in self.tables}
        return self._open.enter_context(Sandbox(shown, self.of.limits))

    def query(self, sql: str) -> list[dict[str, Any]]:
        """Run one SELECT over the tables as they are."""
        rows: list[dict[str, Any]] = self._sandbox.table(sql).to_pylist()
        return rows

    def columns(self, table: str) -> dict[str, str]:
        """Give the columns that the files of a table hold, provenance too, with their types in the engine."""
        return {column.name: column.type for column in self._sandbox.describe(f"SELECT * FROM {quoted(table)}")}


def quoted(table: str) -> str:
    """Write the name of a table for a query."""
    from projections.engines.quoting import identifier

    return ".".join(map(identifier, split_table(table)))
