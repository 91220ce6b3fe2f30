"""Completeness of the tables, and what mends it."""

from __future__ import annotations

from jobforge_es.commands.today import today
from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from projections.catalog import datasets
from projections.catalog.completeness import Completeness, Gap, completeness_of_table


def completeness(session: Session, table: str | None = None) -> list[Completeness]:
    """Tell of each table, or of one, how much of what should be said is said; tables that nothing makes are left out.

    Raises:
        UnknownName: there is no such table.
    """
    known = {row.table_name: row for row in datasets.datasets(session.db) if not row.retired}
    if table is not None and table not in known:
        raise UnknownName("table", table, known, ("jobforge catalog completeness",))
    day = today(session)
    return [completeness_of_table(session.db, row, day) for name, row in known.items() if table in (None, name)]


def mend(gap: Gap) -> str:
    """Give the command that says what is missing; the three dots are for a person."""
    subject = gap.subject if gap.kind in ("table", "column") else f"{gap.kind}:{gap.subject}"
    if gap.is_role:
        return f'jobforge people assign {subject} --role {gap.name} --party ... --reason "..."'
    if gap.kind == "source":
        return f'jobforge source revise {gap.subject} --set "{gap.path}=..." --reason "..."'
    return f'jobforge catalog describe {subject} --set "{gap.path}=..." --reason "..."'
