"""Answer a business question: its SQL passes the gate of models, reads what it may, and runs in the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from jobforge_es.session import Session
from ledger.definitions.lineage import ALL
from ledger.errors import JobForgeError
from ledger.events.parts import TableAt
from ledger.names import split_table
from projections.catalog import datasets
from projections.engines.gate import parse_model
from projections.engines.limits import EngineFailed
from projections.engines.quoting import identifier
from projections.engines.refused import LayerNotRead, WrongSql
from projections.engines.sandbox import Relation, Sandbox
from projections.lineage.columns.finding import lineage_of_sql
from projections.lineage.compiling import referenced_tables
from projections.lineage.output import check_output, stored

if TYPE_CHECKING:
    import pyarrow as pa


class NothingToAsk(JobForgeError):
    """A question reads a table that has never been made."""

    code = "K-012"


def tables_asked(sql: str, reads: Iterable[str] = ()) -> tuple[str, ...]:
    """Name the tables that a question reads.

    Args:
        sql: that answers it.
        reads: layers besides gold that it declares.

    Raises:
        ModelRefused: it is not one SELECT, its answer could differ from run to run, or it reads a layer that it does
            not declare.
    """
    parse_model(sql)
    tables = referenced_tables(sql)
    for table in tables:
        layer, _ = split_table(table)
        if layer not in ("gold", *reads):
            raise LayerNotRead(
                f"the question reads {table}",
                why="a question reads gold; layers below only where it says so",
                mend=(f"set its property `reads` to {layer}", "or ask a gold table"),
            )
    return tables


def answer(session: Session, sql: str, tables: Sequence[TableAt]) -> pa.Table:
    """Give the answer, sorted by all its columns, in types that have a digest.

    Args:
        session: whose tables are read.
        sql: that passed ``tables_asked``.
        tables: what it reads, each at its position.

    Raises:
        EngineFailed: it is wrong, or used more than it may.
        UnfitOutput: a column has no name, or a type that no table holds.
    """
    workshop = session.workshop
    relations = {at.table: _plain(workshop.relation(at)) for at in tables}
    limits = attrs.evolve(workshop.limits, threads=1)  # fractions are added in one order
    inner = sql.rstrip().rstrip(";")
    with Sandbox(relations, limits) as sandbox:
        made = sandbox.describe(inner)
        # Names with an underscore pass no gate, so a star has given them: they are no part of an answer.
        columns = tuple(attrs.evolve(c, name=c.name.lower()) for c in made if not c.name.startswith("_"))
        check_output(columns)
        casts = (f"CAST({identifier(c.name)} AS {c.type}) AS {identifier(c.name)}" for c in stored(columns))
        return sandbox.table(f"SELECT {', '.join(casts)} FROM (\n{inner}\n) AS _answer ORDER BY ALL")


def check_fits(session: Session, sql: str, tables: Sequence[str]) -> None:
    """Refuse SQL that names what its tables do not have; of tables that were never made, nothing is known yet.

    Args:
        session: whose tables they are.
        sql: that passed ``tables_asked``.
        tables: what it reads.

    Raises:
        WrongSql: the engine does not understand it.
    """
    if set(tables) <= set(session.manifest.tables()):
        relations = {at.table: _plain(session.workshop.relation(at)) for at in pinned(session, tables)}
        with Sandbox(relations, session.workshop.limits) as sandbox:
            try:
                sandbox.describe(sql.rstrip().rstrip(";"))
            except EngineFailed as error:
                raise WrongSql(
                    f"the engine does not understand the SQL: {error.detail or error.what}",
                    mend=("correct it; jobforge catalog show TABLE names its columns",),
                ) from error


def _plain(relation: Relation) -> Relation:
    """Take the provenance columns from a table; not where they tell which of its rows count."""
    if relation.superseded or relation.closed is not None:
        return relation
    return attrs.evolve(relation, columns=tuple(c for c in relation.columns if not c.name.startswith("_")))


def pinned(session: Session, tables: Iterable[str]) -> tuple[TableAt, ...]:
    """Give the positions of tables as they are now.

    Raises:
        NothingToAsk: one of them was never made.
    """
    manifest = session.manifest
    there = set(manifest.tables())
    missing = [table for table in tables if table not in there]
    if missing:
        raise NothingToAsk(
            f"there is no {missing[0]} to ask",
            why="nothing has made it yet, or its name is wrong",
            mend=("jobforge run", "jobforge catalog show"),
        )
    return tuple(TableAt(table, manifest.position(table), manifest.rows(table)) for table in tables)


def columns_read(session: Session, sql: str, tables: Iterable[str]) -> frozenset[str]:
    """Name the columns that a question reads, ``layer.table.column``; none where that cannot be found in its text."""
    names = {table: [each.name for each in datasets.columns(session.db, table)] for table in tables}
    found = lineage_of_sql(sql, names, _result_names(sql))
    uses = (*found.rows, *(use for origin in found.columns for use in origin.uses))
    return frozenset(f"{use.table}.{use.column}" for use in uses if use.column != ALL)


def _result_names(sql: str) -> list[str]:
    return [name.lower() for name in parse_model(sql).named_selects]
