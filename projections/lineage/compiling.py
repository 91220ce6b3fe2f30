"""Compiles the SQL of a model: what passes is deterministic, and its rows say where they come from."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

import attrs
from sqlglot import exp

from ledger.definitions import Model, ModelColumn
from ledger.names import split_table
from projections.engines.gate import check, parse_model, parse_query
from projections.engines.limits import EngineFailed, Limits
from projections.engines.refused import (
    LayerNotRead,
    ModelRefused,
    NotFollowed,
    Place,
    UnknownTable,
    WrongSql,
    place_of,
)
from projections.engines.sandbox import Relation, Sandbox
from projections.lineage.columns.finding import column_lineage
from projections.lineage.output import check_output, final_select
from projections.lineage.rewriting.averages import with_plain_averages
from projections.lineage.rewriting.exactness import check_sums
from projections.lineage.rewriting.provenance import MADE, PROMOTED, Origin
from projections.lineage.rewriting.qualifying import qualified
from projections.lineage.rewriting.rewriter import rewrite
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.rewriting.texts import check_texts
from projections.lineage.rewriting.ties import tie_checks
from projections.lineage.rewriting.zeros import with_one_zero
from projections.lineage.schema import COUNTED_TYPES, TableSchema, schema_hash

__all__ = ["TableSchema", "compile_model", "final_select", "referenced_tables"]

READS: Final = {"silver": ("bronze", "silver"), "gold": ("silver", "gold")}
"""The layers that a model of a layer reads without saying so at its head."""

DESCRIBING: Final = Limits(threads=1, seconds=60)


def referenced_tables(sql: str) -> tuple[str, ...]:
    """Name the tables that the SQL of a model reads, sorted, without asking whether they exist.

    Raises:
        NotOneSelect: it is not one SELECT.
        UnknownTable: a table is not written as ``layer.table``.
    """
    select = parse_query(sql)
    check(select, sql, exp.Table)
    return _tables(select)


def compile_model(table: str, sql: str, about: Mapping[str, str], schemas: Mapping[str, TableSchema]) -> Model:
    """Compile a model.

    Args:
        table: that it makes.
        sql: as its author wrote it.
        about: what the comment at its head says.
        schemas: of the tables that there are, its inputs among them.

    Raises:
        ModelRefused: one of its kinds: it is no SELECT, not deterministic, cannot be followed, or is wrong.
    """
    try:
        return _compile(table, sql, about, schemas)
    except ModelRefused as refused:
        raise refused.of(table)  # noqa: B904 - it is the same error
    except RecursionError as error:
        raise NotFollowed("the SQL is nested too deep", mend=("use a WITH for each step",)).of(table) from error


def _compile(table: str, sql: str, about: Mapping[str, str], schemas: Mapping[str, TableSchema]) -> Model:
    select = parse_model(sql)
    inputs = _tables(select)
    _check_inputs(select, sql, table, about, schemas)
    known = {name: schemas[name] for name in inputs}
    with Sandbox({name: Relation((), schema.all_columns) for name, schema in known.items()}, DESCRIBING) as sandbox:
        columns = _described(sandbox, sql) if not _has_stars(select) else _described_with_stars(known, sql)
        tree = qualified(select, sql, known)
        check_sums(tree, sql, sandbox.describe)
        check_texts(tree, sql, known, sandbox.describe)
        lineage = column_lineage(
            tree, {name: _names(schema.columns) for name, schema in known.items()}, _names(columns)
        )
        tree = with_plain_averages(tree)
        ties = tuple(attrs.evolve(tie, sql=with_one_zero(tie.sql, known)) for tie in tie_checks(tree, sql))
        for check in ties:
            _ask(sandbox, check.sql, "the check of its order")
        rewritten = rewrite(tree, {name: _origin(schema) for name, schema in known.items()})
        executed = with_one_zero(as_sql(rewritten.select), known)
        _check_same(_ask(sandbox, executed, "the SQL with provenance columns"), columns)
    return Model(
        table=table,
        sql=sql,
        executed=executed,
        inputs=inputs,
        columns=columns,
        context=dict(sorted(rewritten.context.items())),
        ties=ties,
        schema_of_inputs=schema_hash(known),
        about=dict(about),
        lineage=lineage,
    )


def _names(columns: Iterable[ModelColumn]) -> list[str]:
    return [column.name for column in columns]


def _tables(select: exp.Query) -> tuple[str, ...]:
    found = {f"{t.text('db')}.{t.name}".lower() for t in select.find_all(exp.Table) if t.text("db")}
    return tuple(sorted(found))


def _check_inputs(
    select: exp.Query, sql: str, table: str, about: Mapping[str, str], schemas: Mapping[str, TableSchema]
) -> None:
    layer, _ = split_table(table)
    declared = {word.strip().lower() for word in about.get("reads", "").split(",")} & {"staged", "bronze"}
    for found in select.find_all(exp.Table):
        name = f"{found.text('db')}.{found.name}".lower()
        if not found.text("db"):
            continue
        place = place_of(found, sql)
        if name == table:
            raise UnknownTable(
                "the model reads the table that it makes", place=place, mend=("read its inputs instead",)
            )
        if found.text("db").lower() not in {*READS.get(layer, ()), *declared}:
            raise _not_read(found.text("db").lower(), layer, place)
        if name not in schemas:
            raise _unknown(name, schemas, place)


def _not_read(low: str, layer: str, place: Place | None) -> LayerNotRead:
    mend = f"write `-- reads: {low}` above the SELECT" if low in ("staged", "bronze") else "make it a gold model"
    return LayerNotRead(
        f"a {layer} model reads a {low} table",
        place=place,
        why=f"a {layer} model reads {' and '.join(READS.get(layer, ()))}; layers below only where it says so",
        mend=(mend,),
    )


def _unknown(name: str, known: Iterable[str], place: Place | None) -> UnknownTable:
    tables = sorted(known)
    near = difflib.get_close_matches(name, tables, 3) or difflib.get_close_matches(name, tables, 3, 0.4)
    return UnknownTable(
        f"there is no table {name}",
        place=place,
        why="a model reads tables that a source, a contract or another model makes",
        mend=(*(f"did you mean {other}?" for other in near), "jobforge catalog show lists the tables"),
    )


def _described(sandbox: Sandbox, sql: str) -> tuple[ModelColumn, ...]:
    """Let the engine check the SQL as it was written, and name its columns."""
    try:
        found = sandbox.describe(sql)
    except EngineFailed as error:
        raise WrongSql(
            f"the engine does not understand the SQL: {error.detail or error.what}",
            mend=("correct it; jobforge catalog show TABLE names the columns of the inputs",),
        ) from error
    columns = tuple(ModelColumn(column.name.lower(), column.type) for column in found)
    check_output(columns)
    return columns


def _has_stars(select: exp.Query) -> bool:
    return any(not isinstance(star.parent, exp.Count) for star in select.find_all(exp.Star))


def _described_with_stars(known: Mapping[str, TableSchema], sql: str) -> tuple[ModelColumn, ...]:
    """Do the same where a star must not give the provenance columns of the inputs."""
    with Sandbox({name: Relation((), schema.columns) for name, schema in known.items()}, DESCRIBING) as sandbox:
        return _described(sandbox, sql)


def _ask(sandbox: Sandbox, sql: str, what: str) -> tuple[ModelColumn, ...]:
    """Describe SQL that was made here; that the engine refuses it means that the model is beyond what can be made."""
    try:
        return sandbox.describe(sql)
    except EngineFailed as error:
        raise NotFollowed(
            f"{what} cannot be run: {error.detail or error.what}",
            why="the model uses a form of SQL that cannot be rewritten yet",
            mend=("write it in simpler steps, with a WITH for each",),
        ) from error


def _origin(schema: TableSchema) -> Origin:
    return MADE if schema.counted else PROMOTED


def _check_same(found: tuple[ModelColumn, ...], columns: tuple[ModelColumn, ...]) -> None:
    """Make sure that the rewritten SQL gives the columns of the written one, and the provenance columns after them."""
    if found != (*columns, *COUNTED_TYPES):
        differing = [c.name for c, d in zip(found, columns, strict=False) if c != d] or ["their number"]
        raise NotFollowed(
            f"the result changes when provenance columns are added: {', '.join(differing)}",
            why="the SQL is read in two ways, by the engine and by the rewriting",
            mend=("write table.column everywhere, and give results names that no column of an input has",),
        )
