"""Since when rows are set aside, by when they are to be mended, and who looks after them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from jobforge_es.commands.today import today
from jobforge_es.definitions.repairs import repair_time
from jobforge_es.session import Session
from ledger.definitions import Contract, Source
from projections.catalog import definitions
from projections.catalog.people import called, holders

FIRST = """
  SELECT 'staged.' || source, batch_id, ingested_at FROM batches
  UNION ALL SELECT table_name, batch_id, min(recorded_at) FROM promotions WHERE quarantined GROUP BY 1, 2
"""


class Terms:
    """Tells the terms of rows that are set aside, as of the moment that the session reads.

    Args:
        session: to read.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._zone = ZoneInfo(session.config.time_zone)
        self._first = {(table, batch): since for table, batch, since in session.db.execute(FIRST)}
        self._about: dict[str, dict[str, str]] = {}
        self._stewards: dict[str, str | None] = {}

    @cached_property
    def today(self) -> date:
        """The day of the state; see ``today``."""
        return today(self._session)

    def of(self, table: str, batch_id: str) -> tuple[str, int, str | None, str | None]:
        """Give since when, for how many days, until which day at most, and who."""
        since = self._first[table, batch_id]
        began = datetime.fromisoformat(since).astimezone(self._zone)
        about = self._about_of(table)
        time = repair_time(about)
        due = None if time is None else (began + time).date().isoformat()
        return since, (self.today - began.date()).days, due, self._steward_of(table)

    def _steward_of(self, table: str) -> str | None:
        if table not in self._stewards:
            held = holders(self._session.db, "steward", "table", table, self.today)
            self._stewards[table] = called(held) or None
        return self._stewards[table]

    def _about_of(self, table: str) -> dict[str, str]:
        if table not in self._about:
            self._about[table] = self._read_about(table)
        return self._about[table]

    def _read_about(self, table: str) -> dict[str, str]:
        """Give what is said about a table: by its contract, for staged by those that its source feeds and by itself."""
        layer, _, name = table.partition(".")
        session = self._session
        found: dict[str, str] = {}
        for row in definitions.contracts(session.db):
            if row.table_name == f"silver.{name}" or (layer == "staged" and row.source == name):
                found |= session.recall(row.definition, Contract).about
        source = definitions.source(session.db, name) if layer == "staged" else None
        return found if source is None else {**found, **session.recall(source.definition, Source).about}
