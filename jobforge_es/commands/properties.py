"""Properties: everything that holds of a table and its columns, said or derived, as exports take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from jobforge_es.errors import UnknownName
from jobforge_es.session import Session
from ledger.definitions import Contract, Statement
from ledger.names import Position
from projections.catalog import datasets, definitions, statements
from projections.catalog.carried import carried
from projections.catalog.derived import Subject, derived_properties
from projections.read_models import checkpoint

if TYPE_CHECKING:
    from sqlite3 import Connection


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
    subjects = [("table", table), *(("column", f"{table}.{column.name}") for column in columns)]
    found = {each.statement.key: each for subject in subjects for each in _said(session.db, *subject)}
    row = definitions.contract(session.db, table)
    contract = session.recall(row.definition, Contract) if row else None
    said = {key: each.statement for key, each in found.items()}
    derived = derived_properties(Subject(session.config.name, about, columns, said, contract))
    every = [*found.values(), *(PropertyShown(each.statement, each.why) for each in derived)]
    return Properties(table, checkpoint(session.db), tuple(sorted(every, key=_order)))


def _said(db: Connection, kind: str, subject: str) -> Iterator[PropertyShown]:
    """Give what is said of a subject, after what is carried down to it."""
    for row in carried(db, kind, subject):
        yield PropertyShown(attrs.evolve(row.statement, subject=subject), f"said of {row.subject}", row.origin)
    for row in statements.about(db, kind, subject):
        yield PropertyShown(row.statement, origin=row.origin)


def _order(shown: PropertyShown) -> tuple[bool, str, str, str]:
    statement = shown.statement
    return statement.kind != "table", statement.subject, statement.name, statement.language or ""
