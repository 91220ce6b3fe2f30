"""What an export holds, as of the position that a session reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jobforge_es.commands.properties import properties
from jobforge_es.commands.today import today
from jobforge_es.session import Session
from projections.catalog import datasets
from projections.catalog.people import answering
from projections.exports.tables import Said, TableTold

Files = dict[str, bytes]
"""Path below the folder of an export to bytes."""


def tables(session: Session) -> Iterator[TableTold]:
    """Give every table with all that is said of it; those that nothing makes any more are left out."""
    day = today(session)
    for row in datasets.datasets(session.db):
        if row.retired:
            continue
        table = row.table_name
        said: dict[str, Said] = {}
        for each in properties(session, table).properties:
            statement = each.statement
            said.setdefault(statement.subject, {})[statement.name, statement.language] = statement.values
        columns = tuple(datasets.columns(session.db, table))
        of_columns = {column.name: said.get(f"{table}.{column.name}", {}) for column in columns}
        people = tuple(answering(session.db, "table", table, day))
        yield TableTold(row, columns, said.get(table, {}), of_columns, people)


def odcs(session: Session) -> Files:
    """Give a data contract of every table."""
    from projections.exports.odcs import contracts  # loads the package of the standard

    return dict(contracts(tables(session)))


def powerbi(session: Session) -> Files:
    """Give a Power BI project of the gold tables."""
    from projections.exports.powerbi import project  # only this export needs it

    return project(session.config.name, tables(session))


TARGETS: Final[dict[str, Callable[[Session], Files]]] = {"odcs": odcs, "powerbi": powerbi}
"""Every kind of export, and what it holds."""
