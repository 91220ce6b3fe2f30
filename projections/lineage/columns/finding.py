"""Column lineage of a whole SELECT; whatever cannot be followed depends on all that is read, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from ledger.definitions.lineage import ALL, ColumnLineage, ColumnOrigin
from projections.engines.gate import parse_query
from projections.engines.refused import ModelRefused
from projections.lineage.columns.reading import Reader
from projections.lineage.columns.scope import Rows
from projections.lineage.columns.uses import indirectly, recorded, rows_of, unknown

UNREADABLE: Final = "the SQL cannot be taken apart: {}"
OTHER_WIDTH: Final = "the engine gives other columns than the SQL names"
TOO_DEEP: Final = "the SQL is nested too deep to be taken apart"


def column_lineage(tree: exp.Query, inputs: Mapping[str, Sequence[str]], names: Sequence[str]) -> ColumnLineage:
    """Find what each result column is made from.

    Args:
        tree: qualified; it is not changed.
        inputs: the columns of each table that is read, by ``layer.table``.
        names: of the result columns, as the engine gives them.
    """
    return _named(Reader(inputs).query(tree, None, {}), names)


def lineage_of_sql(sql: str, inputs: Mapping[str, Sequence[str]], names: Sequence[str]) -> ColumnLineage:
    """Find the same for any SQL that the engine takes; it need not be a model.

    Args:
        sql: one statement.
        inputs: the columns of each table that there is, those of provenance too.
        names: of the result columns, as the engine gives them.
    """
    read = frozenset(inputs)
    try:
        tree = parse_query(sql)
        read = _tables(tree, read)
        return column_lineage(qualify(tree, schema=_schema(inputs), dialect="duckdb", sql=None), inputs, names)
    except (ModelRefused, SqlglotError) as error:
        said = error.what if isinstance(error, ModelRefused) else str(error).splitlines()[0].partition(" Line: ")[0]
        return _of_everything(read, names, UNREADABLE.format(said.rstrip(".")))
    except RecursionError:
        return _of_everything(read, names, TOO_DEEP)


def direct_inputs(
    sql: str, inputs: Mapping[str, Sequence[str]], names: Sequence[str]
) -> list[frozenset[tuple[str, str]]]:
    """Tell for each result column, by its place, which columns of the inputs may show their values in it.

    Computed values count, whatever computes them. Where no single column can be named it is all columns of the tables
    that may be meant; where the SQL cannot be taken apart, all columns of all of ``inputs``. A column that only chooses
    rows or values (WHERE, JOIN, CASE WHEN) is not among them.

    Args:
        sql: one statement.
        inputs: as of ``lineage_of_sql``.
        names: as of ``lineage_of_sql``.

    Returns:
        Pairs of ``layer.table`` and column. A table that ``inputs`` lacks gives the pair of its name and ``*``.
    """
    found = lineage_of_sql(sql, inputs, names)
    return [
        frozenset(
            (use.table, column)
            for use in origin.uses
            if use.direct
            for column in ((use.column,) if use.column != ALL else inputs.get(use.table, (ALL,)))
        )
        for origin in found.columns
    ]


def _named(rows: Rows, names: Sequence[str]) -> ColumnLineage:
    """Give the lineage under the names that the engine gives to the columns."""
    if rows.otherwise is None and len(names) == len(rows.values):
        values = list(rows.values)
    elif rows.otherwise is not None:
        values = [rows.otherwise] * len(names)
    else:
        values = [unknown(rows.tables, OTHER_WIDTH)] * len(names)
    columns = tuple(ColumnOrigin(name, recorded(uses)) for name, uses in zip(names, values, strict=True))
    return ColumnLineage(columns, recorded(rows.rows))


def _tables(tree: exp.Query, inputs: frozenset[str]) -> frozenset[str]:
    """Name the tables that are read; all that there are where one is read that only the engine could find."""
    members = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    read = {(table.text("db").lower(), table.name.lower()) for table in tree.find_all(exp.Table)}
    if any(not layer and name not in members for layer, name in read):
        return inputs
    return frozenset(f"{layer}.{name}" for layer, name in read if layer)


def _of_everything(tables: frozenset[str], names: Sequence[str], why: str) -> ColumnLineage:
    every = unknown(tables, why)
    columns = tuple(ColumnOrigin(name, recorded(every)) for name in names)
    return ColumnLineage(columns, recorded(rows_of(tables) | indirectly(every, "rows")))


def _schema(inputs: Mapping[str, Sequence[str]]) -> MappingSchema:
    schema = MappingSchema(dialect="duckdb")
    for table, columns in inputs.items():
        schema.add_table(table, dict.fromkeys(columns, "UNKNOWN"), match_depth=False)
    return schema
