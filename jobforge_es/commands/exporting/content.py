"""What an export holds, as of the position that a session reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from jobforge_es.commands.properties import properties
from jobforge_es.commands.today import today
from jobforge_es.fetching.conditions import ExtraMissing
from jobforge_es.session import Session
from ledger.names import Position
from projections.catalog import datasets, glossary, statements
from projections.catalog.people import answering
from projections.exports.tables import Said, TableTold
from projections.exports.told import SOURCE, CatalogTold
from projections.lineage import graph
from projections.lineage.column_edges import column_edges
from projections.lineage.personal import NO, personal, said_personal
from projections.read_models import checkpoint

Files = dict[str, bytes]
"""Path below the folder of an export to bytes."""


def tables(session: Session) -> Iterator[TableTold]:
    """Give every table with all that is said of it; those that nothing makes any more are left out."""
    day = today(session)
    hidden = personal(said_personal(session.db), said_personal(session.db, NO), session.db)
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
        showing = frozenset(column.name for column in columns if hidden.holds(table, column.name))
        yield TableTold(row, columns, said.get(table, {}), of_columns, people, showing)


def catalog(session: Session) -> CatalogTold:
    """Give the tables with what leads to them and what means them."""
    db, day = session.db, today(session)
    edges = tuple(each for each in graph.edges(db) if each.kind not in ("question", "consumer"))
    sources = sorted({each.upstream.removeprefix(SOURCE) for each in edges if each.upstream.startswith(SOURCE)})
    terms = tuple(glossary.terms(db))
    return CatalogTold(
        session.config.name,
        tuple(tables(session)),
        {source: _said(session, "source", source) for source in sources},
        edges,
        tuple(column_edges(db)),
        terms,
        {term.key: tuple(answering(db, "term", term.key, day)) for term in terms},
        {row.subject: row.values[0] for row in statements.of_kind(db, "party") if row.name == "entra_id"},
    )


def _said(session: Session, kind: str, subject: str) -> Said:
    return {(row.name, row.language or None): row.values for row in statements.about(session.db, kind, subject)}


def odcs(session: Session) -> Files:
    """Give a data contract of every table."""
    from projections.exports.odcs import contracts  # loads the package of the standard

    return dict(contracts(tables(session)))


def powerbi(session: Session) -> Files:
    """Give a Power BI project of the gold tables."""
    from projections.exports.powerbi import project  # only this export needs it

    return project(session.config.name, tables(session))


def purview(session: Session) -> Files:
    """Give what Microsoft Purview takes of the catalog."""
    from projections.exports.purview import bundle  # only this export needs it

    return bundle(catalog(session))


def openlineage(session: Session) -> Files:
    """Give what was done and how the catalog stands, as events of OpenLineage.

    Raises:
        ExtraMissing: its client is not installed.
    """
    try:
        from projections.exports.openlineage import events  # an extra, and only this export needs it
    except ImportError as error:
        raise ExtraMissing("an export for OpenLineage", "openlineage") from error

    return events(catalog(session), list(session.store.after(Position(0), checkpoint(session.db))))


TARGETS: Final[dict[str, Callable[[Session], Files]]] = {
    "odcs": odcs,
    "openlineage": openlineage,
    "powerbi": powerbi,
    "purview": purview,
}
"""Every kind of export, and what it holds."""
