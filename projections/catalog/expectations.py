"""What is expected of the files of each source: which belong together, by when they have to be there, what is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ledger.definitions import Source
from ledger.events import DefinitionRetired, DeliveryAnnounced, SourceAdopted
from projections.catalog.delivery_lists import read_list
from projections.catalog.expected import ExpectationRow, ListedRow
from projections.catalog.rows import columns_of, put

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

    from ledger.event import RecordedEvent
    from ledger.vault import Vault


class ExpectationsProjection:
    """Keeps ``expectations`` and ``listed``."""

    name = "expectations"

    def create(self, db: Database) -> None:
        """Make the tables."""
        db.table("expectations").create(columns_of(ExpectationRow), pk="source", strict=True)
        db.table("listed").create(columns_of(ListedRow), pk=("source", "delivery", "name"), strict=True)

    def apply(self, db: Connection, event: RecordedEvent, vault: Vault) -> None:
        """Take the newest word of each source, and the newest list of each delivery."""
        match event.data:
            case SourceAdopted(definition=definition):
                from ledger.codec import from_json  # reading the tables must not load the codec

                put(db, "expectations", _expectation(from_json(vault.read(definition), Source)))
            case DefinitionRetired(kind="source", name=source):
                db.execute("DELETE FROM expectations WHERE source = ?", (source,))
            case DeliveryAnnounced() as e:
                db.execute("DELETE FROM listed WHERE source = ? AND delivery = ?", (e.source, e.delivery))
                for each in read_list(vault.read(e.file_sha256)):
                    facts = (each.name, each.sha256, e.source_file, e.file_sha256, event.position)
                    put(db, "listed", ListedRow(e.source, e.delivery, *facts))
            case _:
                pass


def _expectation(source: Source) -> ExpectationRow:
    rule = source.delivery
    told = ("[]", None, None, None)
    if rule is not None:
        told = (json.dumps(rule.expects), rule.count, rule.manifest, rule.complete_by)  # type: ignore[assignment] # as the fields
    frequency = source.about.get("frequency")
    return ExpectationRow(
        source.name, rule is not None, *told, frequency, source.fiscal_year_begins, json.dumps(source.wanted)
    )
