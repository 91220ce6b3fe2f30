"""Sources: how files are read, as adopted, with their batches and the names that headers were given."""

from __future__ import annotations

from typing import Any

import attrs

from jobforge_es.commands.due import Read, kept
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import batches, definitions
from projections.catalog.batches import BatchRow
from projections.catalog.credits import Credit, credit_of
from projections.catalog.definitions import SourceRow
from projections.read_models import checkpoint

FACTS = ("published", "edition", "period")
"""What should be known of every file."""


@attrs.frozen
class SourceShown:
    """A source.

    Attributes:
        row: which file it was adopted from, by whom, when.
        settings: as adopted.
        batches: of its files, in the order in which they count.
        headers: header in the file and name in the table, as in the newest batch; empty before the first.
        credit: what holds of it now, by its file or by a command, and what is missing.
    """

    row: SourceRow
    settings: dict[str, Any]
    batches: tuple[BatchRow, ...]
    headers: tuple[tuple[str, str], ...]
    credit: Credit

    @property
    def unknown(self) -> dict[str, int]:
        """Count the files in effect of which a fact is not known, by fact; those of which all is known are left out."""
        counts = {fact: sum(not getattr(b, fact) for b in self.in_effect) for fact in FACTS}
        return {fact: count for fact, count in counts.items() if count}

    @property
    def in_effect(self) -> tuple[BatchRow, ...]:
        """The batches that were landed."""
        return tuple(b for b in self.batches if b.status == "in_effect")


@attrs.frozen
class Sources:
    """The sources at a position."""

    position: Position
    sources: tuple[SourceShown, ...]


def sources(session: Session, name: str | None = None) -> Sources:
    """Give all sources, or one.

    Raises:
        UnknownName: there is no such source.
    """
    rows = definitions.sources(session.db)
    found = [row for row in rows if name in (None, row.name)]
    if name is not None and not found:
        raise UnknownName("source", name, (row.name for row in rows), ("jobforge source show",))
    return Sources(checkpoint(session.db), tuple(_shown(session, row) for row in found))


def _shown(session: Session, row: SourceRow) -> SourceShown:
    read: Read = session.vault.read  # type: ignore[assignment] # a hash is a text
    of_source = tuple(batches.batches(session.db, row.name))
    landed = [b for b in of_source if b.status == "in_effect"]
    columns = kept(read, landed[-1].layout)["columns"] if landed else []
    headers = tuple((c["header"], c["name"]) for c in columns)
    return SourceShown(row, kept(read, row.definition), of_source, headers, credit_of(session.db, row.name))
