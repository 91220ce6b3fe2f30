"""Compact: read a table that grew over many batches from one file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import attrs

from jobforge_es.commands.outcome import seconds_since
from jobforge_es.libraries import libraries
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.events import TableCompacted
from ledger.events.parts import Built, TableAt
from ledger.names import Position, Sha256
from projections.catalog import definitions

MANY: Final = 16
"""Files that have come since the last compaction and make another one worth its while."""


@attrs.frozen
class Compaction:
    """A table that is compacted.

    Attributes:
        files: data files that are read in place of one.
        rows: in them, with those that count no more.
        position: of the event; None where it was not done.
    """

    table: str
    files: int
    rows: int
    position: Position | None = None


def compactable(session: Session) -> Iterator[Compaction]:
    """Give the tables in mode ``upsert`` or ``history`` that are read from many files."""
    for row in definitions.contracts(session.db):
        if row.source is None or not session.recall(row.definition, Contract).merges:
            continue
        files = [f for f in session.manifest.reading(row.table_name).rows if f.file.kind == "data"]
        if len(files) >= MANY:
            rows = sum(f.file.rows for f in session.manifest.in_effect(row.table_name))
            yield Compaction(row.table_name, len(files), rows)


def compact_all(session: Session) -> Iterator[Compaction]:
    """Compact each of them; a kill leaves a file that no event recorded, which the next ``gc`` removes."""
    for each in list(compactable(session)):
        row = definitions.contract(session.db, each.table)
        if row is not None:
            yield attrs.evolve(each, position=_compact(session, each, Sha256(row.definition)))


def _compact(session: Session, each: Compaction, definition: Sha256) -> Position:
    from projections.layers.compacting import compact  # loads the data libraries

    stream = f"table-{each.table}"
    version, version_id = session.store.version(stream), session.new_id("c")
    at = TableAt(each.table, session.store.head().position, each.rows)
    started = time.perf_counter()
    session.progress.step(f"compact {each.table}", None)
    try:
        made = compact(session.workshop, session.recall(definition, Contract), at, version_id)
    finally:
        session.progress.done()
    built = Built(libraries(), seconds_since(started))
    event = TableCompacted(each.table, version_id, definition, at, made.superseded, (made.file,), built)
    return session.record(stream, [event], expected=version).last
