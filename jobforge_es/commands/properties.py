"""Properties: everything that holds of a table and its columns, said or derived, as exports take it."""

from __future__ import annotations

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Contract, Statement
from ledger.names import Position
from projections.catalog import datasets, definitions, statements
from projections.catalog.derived import Subject, derived_properties
from projections.read_models import checkpoint


@attrs.frozen
class PropertyShown:
    """A property of a table or a column.

    Attributes:
        statement: what holds.
        derived: why it follows from others, where nobody said it; empty where somebody did.
        origin: the definition that said it, such as ``contract:gold.t``; empty where a command did, or nobody.
    """

    statement: Statement
    derived: str = ""
    origin: str = ""


@attrs.frozen
class Properties:
    """The properties of a table and its columns at a position, sorted."""

    table: str
    position: Position
    properties: tuple[PropertyShown, ...]


def properties(session: Session, table: str) -> Properties:
    """Give the properties of a table and its columns; what is derived gives way to what is said.

    Raises:
        UnknownName: there is no such table.
    """
    about = datasets.dataset(session.db, table)
    if about is None:
        known = (row.table_name for row in datasets.datasets(session.db))
        raise UnknownName("table", table, known, ("jobforge catalog show",))
    columns = datasets.columns(session.db, table)
    rows = statements.about(session.db, "table", table)
    for column in columns:
        rows += statements.about(session.db, "column", f"{table}.{column.name}")
    row = definitions.contract(session.db, table)
    contract = session.recall(row.definition, Contract) if row else None
    said = {each.statement.key: each.statement for each in rows}
    derived = derived_properties(Subject(session.config.name, about, columns, said, contract))
    found = [PropertyShown(each.statement, origin=each.origin) for each in rows]
    found += [PropertyShown(each.statement, each.why) for each in derived]
    return Properties(table, checkpoint(session.db), tuple(sorted(found, key=_order)))


def _order(shown: PropertyShown) -> tuple[bool, str, str, str]:
    statement = shown.statement
    return statement.kind != "table", statement.subject, statement.name, statement.language or ""
