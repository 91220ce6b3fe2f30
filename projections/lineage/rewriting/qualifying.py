"""Spells a SELECT out: each star as columns, each column with its table, each order by all as its keys."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import OptimizeError, SchemaError, SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from projections.engines.refused import NotFollowed, Place, WrongSql
from projections.lineage.rewriting import scopes
from projections.lineage.schema import TableSchema


def qualified(select: exp.Query, sql: str, schemas: Mapping[str, TableSchema]) -> exp.Query:
    """Spell a SELECT out, without the provenance columns of its inputs.

    Args:
        select: as parsed; it is changed.
        sql: its text, to show places.
        schemas: of all its inputs, by ``layer.table``.

    Raises:
        WrongSql: it speaks of a column that no table has, or that several have.
    """
    try:
        tree = qualify(select, schema=_schema(schemas), dialect="duckdb", sql=None)
    except OptimizeError as error:
        raise _wrong(error, sql) from error
    except (SchemaError, SqlglotError) as error:
        raise WrongSql(f"the names in the SQL cannot be resolved: {error}") from error
    for query in tree.find_all(exp.Query):
        _expand_order_by_all(query)
    _refuse_whole_rows(tree)
    return tree


def _refuse_whole_rows(tree: exp.Query) -> None:
    """Refuse the name of a table where a value is meant: the row would hold its provenance columns as well.

    Raises:
        NotFollowed: a table or subquery is named as a value.
    """
    named = {source.alias_or_name for source in tree.find_all(exp.Table, exp.Subquery, exp.CTE)}
    for column in tree.find_all(exp.Column, exp.TableColumn):
        if isinstance(column, exp.TableColumn) or (column.name in named and not _is_resolved(column)):
            raise NotFollowed(
                f"{column.name!r} names a whole row, not a column",
                why="the row that runs also says where it comes from, so it would give other values than it reads here",
                mend=("name the columns that are meant",),
            )


def _is_resolved(column: exp.Expr) -> bool:
    """Tell whether a column has a table, or is a column of the result that an ORDER BY or DISTINCT ON names."""
    query = column.find_ancestor(exp.Query)
    return bool(column.text("table")) or (query is not None and column.name in scopes.output_names(query))


def _schema(schemas: Mapping[str, TableSchema]) -> MappingSchema:
    nested: dict[str, object] = {}
    for table, schema in schemas.items():
        layer, _, name = table.partition(".")
        tables = nested.setdefault(layer, {})
        assert isinstance(tables, dict)  # noqa: S101 - for the type checker
        tables[name] = {column.name: column.type for column in schema.columns}
    return MappingSchema(nested, dialect="duckdb")


def _wrong(error: OptimizeError, sql: str) -> WrongSql:
    said = str(error).splitlines()[0]
    what, _, at = said.partition(" Line: ")
    numbers = [int(part) for part in at.replace("Col:", "").replace(",", " ").split() if part.isdecimal()]
    lines = sql.split("\n")
    place = None
    if len(numbers) == 2 and 0 < numbers[0] <= len(lines):
        word = what.split("'")[1] if "'" in what else ""
        place = Place(numbers[0], max(1, numbers[1] - len(word) + 1), lines[numbers[0] - 1])
    return WrongSql(
        f"the SQL speaks of something that is not there: {what.rstrip('.')}",
        place=place,
        why="the engine would not know which column is meant",
        mend=(
            "look at the columns of the inputs: jobforge catalog show TABLE",
            "write table.column where two tables have it",
        ),
    )


def _expand_order_by_all(query: exp.Query) -> None:
    order = query.args.get("order")
    if order is None or len(order.expressions) != 1:
        return
    (key,) = order.expressions
    if not isinstance(key.this, exp.Var) or key.this.name.upper() != "ALL":
        return
    names = scopes.output_names(query)
    if len(set(names)) < len(names):
        raise NotFollowed("ORDER BY ALL over two columns of one name", mend=("give each column its own name with AS",))
    how = {name: key.args.get(name) for name in ("desc", "nulls_first")}
    order.set("expressions", [exp.Ordered(this=exp.column(name, quoted=True), **how) for name in names])
