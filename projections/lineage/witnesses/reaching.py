"""Asks which rows of a model's table rows of an input reached: by the keys that they lead to, then looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from sqlglot import exp

from ledger.definitions import Model
from projections.engines.allowed import AGGREGATES
from projections.engines.gate import parse_query
from projections.engines.quoting import identifier
from projections.engines.relation import ROW
from projections.lineage.rewriting import scopes
from projections.lineage.rewriting.surroundings import as_sql
from projections.lineage.witnesses.columns import column_of
from projections.lineage.witnesses.matching import WANTED, Stored, matched, shown
from projections.lineage.witnesses.rewriting import with_rows
from projections.lineage.witnesses.values import as_literal

DROPPED = ("having", "qualify", "order", "limit", "offset", "distinct")


@attrs.frozen
class Keys:
    """Queries for what rows of an input lead to.

    Attributes:
        columns: of the model's table, whose values tell the rows that may have been reached.
        queries: each gives these values for one place where the input is read.
    """

    columns: tuple[str, ...]
    queries: tuple[str, ...]


def keys_reached(model: Model, table: str, number: int, known: Mapping[str, Any]) -> Keys | None:
    """Write queries for the keys that a row of an input leads to; little more than this row is read of it.

    Args:
        model: that reads the input.
        table: the input.
        number: of the row.
        known: some of its values, by which the engine finds it without reading all others.

    Returns:
        The queries; None where the rows are put together before the last step, so that part of an input tells nothing.
    """
    root = parse_query(model.executed)
    select = scopes.inside(root)
    if not isinstance(select, exp.Select) or not all(_is_plain(inner, select) for inner in root.find_all(exp.Query)):
        return None
    made = {column.alias_or_name: column.unalias() for column in select.expressions}
    columns = tuple(c.name for c in model.columns if not _is_of_several(made[c.name]))
    places = [n for n, source in enumerate(_reads(root, table)) if source is not None]
    return (
        Keys(columns, tuple(_keys(model, table, _one(number, known), place, columns) for place in places))
        if columns
        else None
    )


def rows_with_keys(columns: Sequence[str], name: str, stored: Stored) -> str:
    """Ask for the numbers of the rows of a table that have some of these keys."""
    here = [f"r.{identifier(column)}" for column in columns]
    schema, _, short = name.partition(".")
    return (
        f"SELECT DISTINCT r.{ROW} FROM {identifier(schema)}.{identifier(short)} AS r {matched(stored, here)} ORDER BY 1"
    )


def reached(model: Model, stored: Stored, place: int, numbers: Sequence[int]) -> str:
    """Ask which of some rows of a model's table are made of some rows of an input: their places."""
    rows = as_sql(with_rows(model.executed, model.inputs))
    listed = ", ".join(str(int(number)) for number in numbers)
    return (
        f"SELECT DISTINCT {WANTED}._n FROM ({rows}) AS r {matched(stored, shown(model, stored))}"
        f" AND list_has_any(r.{column_of(place)}, [{listed}]) ORDER BY 1"
    )


def values_reached(model: Model, place: int, numbers: Sequence[int]) -> str:
    """Ask for the values of all rows of a model that are made of some rows of an input; everything is made."""
    rows = as_sql(with_rows(model.executed, model.inputs, whole=True))
    listed = ", ".join(str(int(number)) for number in numbers)
    names = ", ".join(f"r.{identifier(column.name)}" for column in model.columns)
    return f"SELECT {names} FROM ({rows}) AS r WHERE list_has_any(r.{column_of(place)}, [{listed}])"


def _is_plain(query: exp.Expr, last: exp.Expr) -> bool:
    """Tell whether a query gives each of its rows whatever the others are; the last one may group."""
    if query is last or isinstance(query, exp.Subquery):
        return True
    if not isinstance(query, exp.Select):
        return isinstance(query, exp.Union)
    chooses = query.args.get("limit") or query.args.get("offset") or query.args.get("distinct")
    return not (scopes.is_aggregating(query) or scopes.windows(query) or chooses)


def _reads(root: exp.Expr, table: str) -> list[exp.Table | None]:
    """Give each place where a table is read, in the order of the text."""
    return [t if f"{t.text('db')}.{t.name}".lower() == table else None for t in root.find_all(exp.Table)]


def _one(number: int, known: Mapping[str, Any]) -> exp.Expr:
    """Give the condition that only one row of an input meets."""
    tests = [f"{ROW} = {int(number)}"]
    tests += [f"{identifier(name)} = {as_literal(value)}" for name, value in known.items() if value is not None]
    return exp.Var(this=" AND ".join(tests))


def _keys(model: Model, table: str, test: exp.Expr, place: int, columns: Sequence[str]) -> str:
    root = parse_query(model.executed)
    select = scopes.inside(root)
    assert isinstance(select, exp.Select), "it was one when it was looked at"  # noqa: S101 - for the type checker
    source = _reads(root, table)[place]
    assert source is not None, "the place was found in the same text"  # noqa: S101 - for the type checker
    made = {column.alias_or_name: column for column in select.expressions}
    select.set("expressions", [made[name].copy() for name in columns])
    for name in DROPPED:
        select.set(name, None)
    alias = source.alias_or_name
    plain = exp.Table(this=source.this.copy(), db=source.args["db"].copy())
    some = exp.Select(expressions=[exp.Star()], from_=exp.From(this=plain), where=exp.Where(this=test))
    source.replace(exp.Subquery(this=some, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True))))
    return f"SELECT DISTINCT * FROM ({as_sql(root)}) AS _keys"


def _is_of_several(value: exp.Expr) -> bool:
    return any(type(node) in AGGREGATES or isinstance(node, exp.Window | exp.Query) for node in value.walk())
