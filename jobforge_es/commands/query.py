"""Query: one SELECT over the layers, as they were at a position, with no way to anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

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


def query(session: Session, sql: str) -> pa.Table:
    """Give all rows of one SELECT.

    Raises:
        QueryFailed: the query is wrong, or used more than it may.
    """
    with streamed(session, sql) as reader:
        return reader.read_all()


@contextmanager
def streamed(session: Session, sql: str) -> Iterator[pa.RecordBatchReader]:
    """Give the rows of one SELECT as they come, for the length of a ``with`` block.

    Every table of every layer is there as ``layer.table``, and what was set aside on the way into it as
    ``quarantine.<layer>_<table>``. A file that is missing is built again first, where the query names
    its table.

    Raises:
        QueryFailed: the query is wrong, or used more than it may.
    """
    from projections.engines.sandbox import Sandbox  # noqa: PLC0415 - loads the engine

    try:
        with Sandbox(_relations(session, sql), session.workshop.limits) as sandbox:
            yield sandbox.stream(sql)
    except EngineFailed as error:
        raise _failed(session, error, sql) from error


def _relations(session: Session, sql: str) -> dict[str, Relation]:
    """Give the tables that the query may mean: those whose name stands in its text, or all when it asks for names."""
    from projections.engines.sandbox import Relation  # noqa: PLC0415 - loads the engine

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


def _failed(session: Session, error: EngineFailed, sql: str) -> QueryFailed:
    """Say what the engine said: only the person at the keyboard reads it, so values of rows may stand in it."""
    if isinstance(error, EngineLimit):
        return QueryFailed(error.what, where=sql.strip(), why=error.detail or None, mend=error.mend)
    known = tables_to_ask(session)
    near = [f"{word}: {hint}" for word in _unknown(sql, known) if (hint := did_you_mean(word, known))]
    mend = (*near, "jobforge catalog show" if known else "jobforge run")
    return QueryFailed("the query cannot be answered", where=sql.strip(), why=error.detail or error.what, mend=mend)


def _unknown(sql: str, known: list[str]) -> list[str]:
    """Find what a query calls a table of a layer and is none."""
    import re  # noqa: PLC0415 - only an error needs it

    words = re.findall(r"\b(?:staged|bronze|silver|gold|quarantine)\.\w+", sql.lower())
    return [word for word in dict.fromkeys(words) if word not in known]
