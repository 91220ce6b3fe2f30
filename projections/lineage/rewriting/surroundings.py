"""Takes a SELECT out of the query it stands in, so that it can be asked by itself."""

from __future__ import annotations

from sqlglot import exp

from projections.lineage.rewriting import scopes


def outer_columns(query: exp.Query) -> list[exp.Column]:
    """Give the columns in a SELECT that are of tables outside of it."""
    inside = {table.alias_or_name for table in query.find_all(exp.Table, exp.Subquery, exp.Values)}
    return [column for column in query.find_all(exp.Column) if column.table and column.table not in inside]


def is_correlated(query: exp.Query) -> bool:
    """Tell whether a SELECT speaks of tables that stand outside of it."""
    return bool(outer_columns(query))


def as_sql(tree: exp.Expr) -> str:
    """Write a tree as SQL of the engine, without comments."""
    return tree.sql("duckdb", comments=False)


def alone(query: exp.Query, sql: str) -> str:
    """Put before SQL that was made from a SELECT the members of WITH that the SELECT can use.

    Args:
        query: where it stands.
        sql: a SELECT, made from it.
    """
    below: exp.Expr = query
    above = query.parent
    while above is not None:
        block = above.args.get("with_")
        if block is not None and block is not below:
            sql = _with(block.expressions, sql)
        elif isinstance(below, exp.CTE):
            sql = _with(scopes.defined_before(below), sql)
        below, above = above, above.parent
    return sql


def _with(members: list[exp.Expr], sql: str) -> str:
    if not members:
        return sql
    return f"WITH {', '.join(as_sql(member) for member in members)} SELECT * FROM ({sql}) AS _inside"
