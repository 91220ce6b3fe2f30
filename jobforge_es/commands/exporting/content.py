"""What an export holds, as of the position that a session reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import attrs

from jobforge_es.commands.properties import properties
from jobforge_es.commands.today import today
from jobforge_es.errors import UnknownName
from jobforge_es.fetching.conditions import ExtraMissing
from jobforge_es.session import Session
from ledger.definitions import Contract
from ledger.names import Position
from projections.catalog import datasets, definitions, glossary, statements
from projections.catalog.people import answering
from projections.catalog.vocabulary.governed import SECURITY
from projections.exports.levels import within
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
    contracts = _contracts(session)
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
        yield TableTold(row, columns, said.get(table, {}), of_columns, people, showing, contracts.get(table))


def _contracts(session: Session) -> dict[str, Contract]:
    """Give the contracts that hold by table; a bronze table is promised by that of the silver one above it."""
    found: dict[str, Contract] = {}
    for row in definitions.contracts(session.db):
        contract = session.recall(row.definition, Contract)
        found[row.table_name] = contract
        if contract.source is not None:
            found[f"bronze.{row.table_name.partition('.')[2]}"] = contract
    return found


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
        tuple(row.table_name for row in datasets.datasets(db) if row.retired),
    )


def _said(session: Session, kind: str, subject: str) -> Said:
    return {(row.name, row.language or None): row.values for row in statements.about(session.db, kind, subject)}


def odcs(session: Session, told: CatalogTold) -> Files:  # noqa: ARG001 - as all targets
    """Give a data contract of every table."""
    from projections.exports.odcs import contracts  # loads the package of the standard

    return dict(contracts(told.tables))


def openlineage(session: Session, told: CatalogTold) -> Files:
    """Give what was done and how the catalog stands, as events of OpenLineage.

    Raises:
        ExtraMissing: its client is not installed.
    """
    try:
        from projections.exports.openlineage import events  # an extra, and only this export needs it
    except ImportError as error:
        raise ExtraMissing("an export for OpenLineage", "openlineage") from error

    return events(told, list(session.store.after(Position(0), checkpoint(session.db))))


def powerbi(session: Session, told: CatalogTold) -> Files:  # noqa: ARG001 - as all targets
    """Give a Power BI project of the gold tables."""
    from projections.exports.powerbi import project  # only this export needs it

    return project(told.project, told.tables)


def purview(session: Session, told: CatalogTold) -> Files:  # noqa: ARG001 - as all targets
    """Give what Microsoft Purview takes of the catalog."""
    from projections.exports.purview import bundle  # only this export needs it

    return bundle(told)


TARGETS: Final[dict[str, Callable[[Session, CatalogTold], Files]]] = {
    "odcs": odcs,
    "openlineage": openlineage,
    "powerbi": powerbi,
    "purview": purview,
}
"""Every kind of export, and what it holds."""


@attrs.frozen
class Export:
    """An export that is to be written.

    Attributes:
        target: which kind.
        files: what it holds.
        at: the position whose state that is.
        level: the highest security category that may leave; None for all.
        left_out: tables and columns that may not, to why.
    """

    target: str
    files: Files
    at: Position
    level: str | None = None
    left_out: dict[str, str] = attrs.Factory(dict)


def content(session: Session, target: str, level: str | None) -> Export:
    """Give what an export holds of all that may leave.

    Raises:
        UnknownName: there is no such kind of export, or no such security category.
    """
    if target not in TARGETS:
        raise UnknownName("kind of export", target, TARGETS, ("jobforge export --help",))
    if level is not None and level not in SECURITY:
        raise UnknownName("security category", level, SECURITY, (f"jobforge export {target} --help",))
    told = within(catalog(session), level)
    return Export(target, TARGETS[target](session, told), checkpoint(session.db), level, told.left_out)
