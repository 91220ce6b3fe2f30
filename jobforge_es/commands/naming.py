"""Names of tables that a person gives, compared with those that there are."""

from __future__ import annotations

from collections.abc import Iterable

from jobforge_es.commands.promote import bronze_of
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from projections.catalog import definitions


def check_tables(session: Session, tables: Iterable[str]) -> None:
    """Refuse a table that nothing moves up into.

    Raises:
        UnknownName: no contract and no model makes it.
    """
    known = {row.table_name for row in definitions.models(session.db)}
    for row in definitions.contracts(session.db):
        known |= {row.table_name} | ({bronze_of(row.table_name)} if row.source else set())
    for table in tables:
        if table not in known:
            raise UnknownName("table", table, known, ("jobforge catalog show", "jobforge apply"))
