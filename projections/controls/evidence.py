"""What controls look at: the state of a project at a position, read once for all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Self

import attrs

from ledger.definitions import Contract, Model
from ledger.event import RecordedEvent
from ledger.events import ExportPublished
from ledger.names import Position, split_table
from projections.catalog import datasets, definitions, statements
from projections.catalog.carried import above, is_carried
from projections.catalog.control_decisions import ControlDecisionRow, control_decisions
from projections.catalog.datasets import ColumnRow, DatasetRow
from projections.catalog.parties import Directory
from projections.controls.rows import Rows
from projections.lineage.graph import Edge, edges
from projections.read_models import checkpoint
from projections.storage.manifest import FileInEffect, Manifest
from projections.storage.published import Place, places

if TYPE_CHECKING:
    from sqlite3 import Connection

    from ledger.store import EventStore
    from ledger.vault import Vault
    from projections.layers.workshop import Workshop
    from projections.storage.lake import Lake

SaidOf = Mapping[tuple[str, str], statements.StatementRow]
"""What holds of a subject, by property and language (empty where it has no meaning)."""


@attrs.frozen
class Aside:
    """Rows of one batch that broke one rule on the way into one table and stand alike.

    Attributes:
        table, batch, rule, reason: where, of which, why.
        is_open: whether somebody has to do something about them.
        due: the day (ISO 8601) by which that is promised; None where nothing says so.
        example: id of the first of them.
    """

    table: str
    batch: str
    rule: str
    reason: str
    is_open: bool
    due: str | None
    example: str


@attrs.define(slots=False)
class Evidence:
    """The state of a project at the position of its read models; ``with`` ends what it opened.

    Attributes:
        workshop: truth, files, read models and the limits of the engine.
        day: what the clock says; by it terms run out.
        exported: gives the files of an export as they would be written now; one of an unknown kind has none.
        lying: gives those files of an export that lie where it was written, as they are.
        aside: gives the rows that are set aside, in groups.
        overdue: names the sources of which files should have come by the day.
        attempts: tells how often any step is tried at most.
        is_past: whether the ledger reaches beyond the position; files of such a state may have been removed since, and
            are built again when somebody asks.
        rebuilds: whether every file in effect is to be built again.
    """

    workshop: Workshop
    day: date
    exported: Callable[[ExportPublished], Mapping[str, bytes]]
    lying: Callable[[ExportPublished], Mapping[str, bytes]]
    aside: Callable[[], Iterable[Aside]]
    overdue: Callable[[], Collection[str]]
    attempts: Callable[[], int]
    is_past: bool = False
    rebuilds: bool = False
    _open: contextlib.ExitStack = attrs.field(factory=contextlib.ExitStack, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    @property
    def db(self) -> Connection:
        """The read models."""
        return self.workshop.db

    @property
    def store(self) -> EventStore:
        """The ledger, which may reach beyond the position."""
        return self.workshop.store

    @property
    def vault(self) -> Vault:
        """What is kept."""
        return self.workshop.vault

    @property
    def lake(self) -> Lake:
        """The derived files."""
        return self.workshop.lake

    @cached_property
    def position(self) -> Position:
        """The position that is looked at."""
        return checkpoint(self.db)

    @cached_property
    def manifest(self) -> Manifest:
        """The files in effect."""
        return Manifest(self.db)

    @cached_property
    def files(self) -> list[FileInEffect]:
        """Every file in effect."""
        return self.manifest.all_in_effect()

    @cached_property
    def published(self) -> list[Place]:
        """What is published, and what should be; nothing of a state of the past and of a rehearsal."""
        return [] if self.is_past or self.lake.below is not None else list(places(self.lake, self.manifest))

    @cached_property
    def tables(self) -> list[DatasetRow]:
        """All tables that something makes, by layer and name."""
        return [row for row in datasets.datasets(self.db) if not row.retired]

    @property
    def promised_layers(self) -> list[DatasetRow]:
        """Those above staged."""
        return [row for row in self.tables if row.layer != "staged"]

    def of_layers(self, *layers: str) -> list[DatasetRow]:
        """Those of some layers."""
        return [row for row in self.tables if row.layer in layers]

    @cached_property
    def _columns(self) -> dict[str, list[ColumnRow]]:
        return {row.table_name: datasets.columns(self.db, row.table_name) for row in self.tables}

    def columns(self, table: str) -> list[ColumnRow]:
        """Give the columns of a table, without those of provenance; none of one that nothing makes."""
        return self._columns.get(table, [])

    def own_columns(self, table: str) -> list[ColumnRow]:
        """Give the columns of a table that people speak of; none of one that nothing makes."""
        return datasets.own_columns(self.db, table) if table in self._columns else []

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """The contracts that hold, by table; a bronze table is promised by the contract of the silver one."""
        return {r.table_name: self.workshop.recall(r.definition, Contract) for r in definitions.contracts(self.db)}

    def contract_of(self, table: str) -> Contract | None:
        """Give what promises a table; None where nothing does, as for every staged table."""
        layer, name = split_table(table)
        return self.contracts.get(f"silver.{name}" if layer == "bronze" else table)

    @cached_property
    def models(self) -> dict[str, Model]:
        """The models that hold, by table."""
        return {r.table_name: self.workshop.recall(r.definition, Model) for r in definitions.models(self.db)}

    @cached_property
    def edges(self) -> list[Edge]:
        """The edges between tables that hold."""
        return edges(self.db)

    @cached_property
    def directory(self) -> Directory:
        """All parties."""
        return Directory(self.db)

    @cached_property
    def decisions(self) -> list[ControlDecisionRow]:
        """What people decided about controls and did not take back."""
        return control_decisions(self.db)

    def said(self, kind: str, subject: str) -> SaidOf:
        """Give what holds of a subject; of a bronze table and its columns what holds of the silver one counts too."""
        of_kind, upper = self._of_kind(kind), above(kind, subject)
        rows = [row for row in of_kind.get(upper or "", ()) if is_carried(row.name)] + of_kind.get(subject, [])
        return {(row.name, row.language): row for row in rows}

    def subjects(self, kind: str) -> list[str]:
        """Name the subjects of a kind of which something holds."""
        return list(self._of_kind(kind))

    def _of_kind(self, kind: str) -> dict[str, list[statements.StatementRow]]:
        if kind not in self._said:
            found: dict[str, list[statements.StatementRow]] = {}
            for row in statements.of_kind(self.db, kind):
                found.setdefault(row.subject, []).append(row)
            self._said[kind] = found
        return self._said[kind]

    @cached_property
    def _said(self) -> dict[str, dict[str, list[statements.StatementRow]]]:
        return {}

    @cached_property
    def _events(self) -> dict[type, list[RecordedEvent]]:
        found: dict[type, list[RecordedEvent]] = {}
        for event in self.store.after(Position(0), self.position):
            found.setdefault(type(event.data), []).append(event)
        return found

    def events(self, *kinds: type) -> Iterator[RecordedEvent]:
        """Give the events of some kinds up to the position; of all kinds where none is named."""
        for kind in kinds or self._events:
            yield from self._events.get(kind, ())

    @cached_property
    def with_rows(self) -> list[DatasetRow]:
        """Tables that have files, whatever stands in them."""
        there = set(self.manifest.tables())
        return [row for row in self.tables if row.table_name in there]

    @cached_property
    def rows(self) -> Rows:
        """The rows of these tables."""
        return self._open.enter_context(Rows(self.workshop, [row.table_name for row in self.with_rows]))
