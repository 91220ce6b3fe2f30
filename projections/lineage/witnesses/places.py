"""The places where a model reads its inputs, each taken as an input of its own, and what each gives to one column.

So the column of one side of a self join, or of one branch of a UNION, is told apart from the others: rows are asked for
place by place, by the same rewriting as those of whole rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import attrs
from sqlglot import exp

from ledger.definitions import Model
from ledger.definitions.lineage import ALL, ColumnOrigin, ColumnUse
from ledger.names import GOLD_PROVENANCE
from projections.engines.gate import parse_query
from projections.lineage.columns.finding import lineage_of_sql
from projections.lineage.rewriting.surroundings import as_sql

MOST: Final = 200
"""Places up to which each use of a WITH is told apart; beyond, all uses of one share their places."""


@attrs.frozen
class Apart:
    """A model whose inputs are read in one place each.

    Attributes:
        model: gives the same rows; its inputs are the places.
        tables: which table is read in each place.
        uses: column of the result to place to what goes in from there. Values that go in are given alone where there
            are some; else what chose the value, or that there are rows at all.
    """

    model: Model
    tables: Mapping[str, str]
    uses: Mapping[str, Mapping[str, tuple[ColumnUse, ...]]]

    def of(self, columns: Collection[str], place: str) -> tuple[str, ...]:
        """Name the columns of a place that some result columns are made from; ``*`` says only that it has rows."""
        found = {use.column for column in columns for use in self.uses.get(column, {}).get(place, ())}
        return tuple(sorted(found))

    def feeds(self, columns: Collection[str], place: str) -> bool:
        """Tell whether anything of a place goes into some result columns."""
        return any(place in self.uses.get(column, ()) for column in columns)


def apart(model: Model, columns: Mapping[str, Sequence[str]]) -> Apart:
    """Take a model apart.

    Args:
        model: as it was compiled.
        columns: of each of its inputs.
    """
    tree: exp.Expr = parse_query(model.executed)
    inlined = _inlined(tree.copy(), {})
    if sum(1 for _ in inlined.find_all(exp.Table)) <= MOST:
        tree = inlined
    tables = _renamed(tree)
    executed = as_sql(tree)
    names = [*(column.name for column in model.columns), *GOLD_PROVENANCE]
    found = lineage_of_sql(executed, {place: columns[table] for place, table in tables.items()}, names)
    uses = {origin.column: _by_place(_recorded(origin, model, tables), columns, tables) for origin in found.columns}
    return Apart(attrs.evolve(model, executed=executed, inputs=tuple(tables)), tables, uses)


def _recorded(origin: ColumnOrigin, model: Model, tables: Mapping[str, str]) -> list[ColumnUse]:
    """Leave out values that the SQL of the author does not show: EXCEPT is run as a group over both of its sides."""
    known = (
        None if model.lineage is None else {(u.table, u.column) for u in model.lineage.of(origin.column) if u.direct}
    )
    if not known:
        return list(origin.uses)
    return [use for use in origin.uses if not use.direct or use.why or (tables[use.table], use.column) in known]


def _by_place(
    uses: Sequence[ColumnUse], columns: Mapping[str, Sequence[str]], tables: Mapping[str, str]
) -> dict[str, tuple[ColumnUse, ...]]:
    strongest = (
        [use for use in uses if use.direct] or [use for use in uses if use.column != ALL or use.why] or list(uses)
    )
    found: dict[str, tuple[ColumnUse, ...]] = {}
    for use in strongest:
        every = [attrs.evolve(use, column=name) for name in columns[tables[use.table]] if name not in GOLD_PROVENANCE]
        found[use.table] = (*found.get(use.table, ()), *(every if use.why else [use]))
    return found


def _inlined(query: exp.Expr, members: Mapping[str, exp.Expr]) -> exp.Expr:
    """Put each member of a WITH where it is read."""
    block = query.args.get("with_")
    if block is not None:
        for cte in block.expressions:
            _inlined(cte.this, members)
            members = {**members, cte.alias.lower(): cte}
        query.set("with_", None)
    for child in list(query.iter_expressions()):
        member = members.get(child.name.lower()) if isinstance(child, exp.Table) and not child.text("db") else None
        if member is not None:
            child.replace(_derived(child, member))
        else:
            _inlined(child, members)
    return query


def _derived(table: exp.Expr, member: exp.Expr) -> exp.Subquery:
    alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name, quoted=True))
    for one in (table.args.get("alias"), member.args.get("alias")):
        if one is not None and one.args.get("columns"):
            alias.set("columns", [name.copy() for name in one.args["columns"]])
            break
    found = exp.Subquery(this=member.this.copy(), alias=alias)
    if table.args.get("joins"):
        found.set("joins", [join.copy() for join in table.args["joins"]])
    return found


def _renamed(tree: exp.Expr) -> dict[str, str]:
    """Give each place a name of its own, under the alias that it has; give the table of each."""
    tables: dict[str, str] = {}
    for table in list(tree.find_all(exp.Table)):
        if table.text("db"):
            read = f"{table.text('db')}.{table.name}".lower()
            place = f"{read}__{len(tables) + 1}"
            if not table.args.get("alias"):
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
            table.set("this", exp.to_identifier(place.partition(".")[2], quoted=True))
            tables[place] = read
    return tables
