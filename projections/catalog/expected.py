"""What is expected of the files of each source, as read models: rows and questions, without what makes them.

``status`` asks them, and has to start fast: no event and no codec is loaded here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from ledger.names import Position
from projections.catalog.rows import one_of, rows_of

if TYPE_CHECKING:
    from sqlite3 import Connection


@attrs.frozen
class ExpectationRow:
    """What a source that holds says of its files; see ``ledger.definitions.DeliveryRule``.

    ``has_deliveries`` tells whether it says which files belong together; ``expects`` and ``wanted`` are JSON lists;
    ``files`` is how many a complete delivery has, or None.
    """

    source: str
    has_deliveries: bool
    expects: str
    files: int | None
    manifest: str | None
    complete_by: str | None
    frequency: str | None
    fiscal_year: str
    wanted: str

    @property
    def patterns(self) -> tuple[str, ...]:
        """Of the names of the files of a delivery."""
        return tuple(json.loads(self.expects))

    @property
    def wanted_facts(self) -> tuple[str, ...]:
        """What should be known of each file."""
        return tuple(json.loads(self.wanted))


@attrs.frozen
class ListedRow:
    """A file that a list names for a delivery.

    ``sha256`` is its hash where the list gives it; ``list_sha256`` is that of the list itself.
    """

    source: str
    delivery: str
    name: str
    sha256: str | None
    list_file: str
    list_sha256: str
    position: Position


def expectations(db: Connection) -> list[ExpectationRow]:
    """Give what is expected of each source, by name."""
    return rows_of(db, ExpectationRow, "expectations", "1 ORDER BY source")


def expectation(db: Connection, source: str) -> ExpectationRow | None:
    """Give what is expected of one source, or None where it is gone."""
    return one_of(db, ExpectationRow, "expectations", "source = ?", (source,))


def listed(db: Connection, source: str, delivery: str) -> list[ListedRow]:
    """Give the files that a list names for a delivery, by name; empty before the list came."""
    return rows_of(db, ListedRow, "listed", "source = ? AND delivery = ? ORDER BY name", (source, delivery))
