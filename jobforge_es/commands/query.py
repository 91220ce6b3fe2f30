"""Query: one SELECT over the layers, as they were at a position, with no way to anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs

from jobforge_es.errors import did_you_mean
from jobforge_es.session import Session
from ledger.errors import JobForgeError
from ledger.events.parts import TableAt
from ledger.names import split_table
from projections.engines.limits import EngineFailed, EngineLimit
from projections.storage.manifest import FileInEffect

if TYPE_CHECKING:
    import pyarrow as pa

    from projections.engines.sandbox import Relation


class QueryFailed(JobForgeError):
    """A query is wrong, or the engine could not answer it."""

    code = "U-020"
    exit_code = 2


@attrs.frozen
class Answered:
    """The answer of a query, as it comes.

    Attributes:
        rows: of it; values that the veil hides are masked.
        hidden: columns, ``layer.table.column``, whose values are masked.
    """

    rows: pa.RecordBatchReader
    hidden: tuple[str, ...]


def query(session: Session, sql: str) -> pa.Table:
    """Give all rows of one SELECT, personal values masked.

    Raises:
        QueryFailed: the query is wrong, or used more than it may.
    """
    with answered(session, sql) as answer:
        return answer.rows.read_all()


@contextmanager
def answered(session: Session, sql: str, *, reveal: bool = False) -> Iterator[Answered]:
    """Give the answer of one SELECT, for the length of a ``with`` block.

    Every table of every layer is there as ``layer.table``, and what was set aside on the way into it as
    ``quarantine.<layer>_<table>``. A file that is missing is built again first, where the query names
    its table.

    Args:
        session: to read.
        sql: the query.
        reveal: give personal values as they are; ``hidden`` tells of which columns. Who asks so has it recorded.

    Raises:
        QueryFailed: the query is wrong, or used more than it may.
    """
    from jobforge_es.commands.veiling.querying import hidden_places, masked  # only a query needs it
    from jobforge_es.commands.veiling.veil import veil_of, whole_columns
    from projections.engines.sandbox import Sandbox  # loads the engine

    veil = veil_of(session)
    relations = _relations(session, sql)
    try:
        with Sandbox(relations, session.workshop.limits) as sandbox:
            places: frozenset[int] = frozenset()
            if veil.personal.any_of(relations):
                tables = {name: [c.name for c in sandbox.describe(f"SELECT * FROM {name}")] for name in relations}
                places = hidden_places(veil, sql, tables, [c.name for c in sandbox.describe(sql)])
            rows = sandbox.stream(sql)
            yield Answered(rows if reveal else masked(rows, places), whole_columns(veil.hidden))
    except EngineFailed as error:
        shows = reveal or not veil.personal.any_of(relations)
        raise _failed(session, error, sql, shows=shows) from error


def _relations(session: Session, sql: str) -> dict[str, Relation]:
    """Give the tables that the query may mean: those whose name stands in its text, or all when it asks for names."""
    from projections.engines.sandbox import Relation  # loads the engine

    said = sql.lower()
    asks_names = any(word in said for word in NAMES)
    workshop, manifest = session.workshop, session.manifest
    found = {}
    for table in manifest.tables():
        layer, name = split_table(table)
        if asks_names or (layer in said and name in said):
            found[table] = workshop.relation(TableAt(table, manifest.position(table), manifest.rows(table)))
    for name, files in _set_aside(session).items():
        if asks_names or name in said:
            found[f"quarantine.{name}"] = Relation(tuple(workshop.path(f.file) for f in files), ())
    return found


UNKNOWN_TABLE = "Catalog Error: Table with name"
OF_TEXT = (
    "there is no table",
    "Binder Error",
    "Catalog Error",
    "Parser Error",
    "Permission Error",
    "only a single SELECT",
)
"""How messages of the engine begin that speak of the text of a query, never of values."""

NAMES = ("information_schema", "duckdb_", "pg_")
"""What a query speaks of when it asks which tables and columns there are."""


def _set_aside(session: Session) -> dict[str, list[FileInEffect]]:
    found: dict[str, list[FileInEffect]] = {}
    for file in session.manifest.all_in_effect():
        if file.file.kind == "quarantine":
            found.setdefault(file.table.replace(".", "_"), []).append(file)
    return found


def tables_to_ask(session: Session) -> list[str]:
    """Name everything that a query can read."""
    return [*session.manifest.tables(), *(f"quarantine.{name}" for name in sorted(_set_aside(session)))]


def _failed(session: Session, error: EngineFailed, sql: str, *, shows: bool) -> QueryFailed:
    """Say what the engine said: only the person at the keyboard reads it, so values that may be shown stand in it."""
    if isinstance(error, EngineLimit):
        return QueryFailed(error.what, where=sql.strip(), why=error.detail or None, mend=error.mend)
    known = tables_to_ask(session)
    unknown = _unknown(sql, known)
    near = [f"{word}: {hint}" for word in unknown if (hint := did_you_mean(word, known))]
    mend = (*near, "jobforge catalog show" if known else "jobforge run")
    why = error.detail or error.what
    if unknown and why.startswith(UNKNOWN_TABLE):  # the engine speaks of schemas, which nobody knows here
        why = f"there is no table {', '.join(unknown)}"
    if not shows and not why.startswith(OF_TEXT):
        why = "a value cannot be worked with; which one is not shown: it may be personal information"
        mend = ('add --reveal --reason "..." to see it, which is recorded', *mend)
    return QueryFailed("the query cannot be answered", where=sql.strip(), why=why, mend=mend)


def _unknown(sql: str, known: list[str]) -> list[str]:
    """Find what a query calls a table of a layer and is none."""
    import re  # only an error needs it

    words = re.findall(r"\b(?:staged|bronze|silver|gold|quarantine)\.\w+", sql.lower())
    return [word for word in dict.fromkeys(words) if word not in known]
