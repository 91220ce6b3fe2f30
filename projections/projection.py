"""What a projection is: a fold of the ledger into tables that can be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


class Projection(Protocol):
    """Tables made from events, in order, and from nothing else but the definitions they name in the vault.

    Attributes:
        name: of its checkpoint.
    """

    name: str

    def create(self, db: Database) -> None:
        """Make its tables."""
        ...

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:
        """Take one event; events that do not concern it change nothing."""
        ...
