"""Credits: which licences and attributions a table passes on."""

from __future__ import annotations

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from projections.catalog import datasets
from projections.catalog.credits import Credit, credits_of


def credits_of_table(session: Session, table: str) -> list[Credit]:
    """Give what is said of each source that a table is made from.

    Raises:
        UnknownName: there is no such table.
    """
    known = [row.table_name for row in datasets.datasets(session.db)]
    if table not in known:
        raise UnknownName("table", table, known, ("jobforge catalog show",))
    return credits_of(session.db, table)
