"""What the names in one SELECT stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs
from sqlglot import exp

from projections.lineage.columns.uses import NONE, Use, Uses, unknown

NOT_FOUND: Final = "the column {} cannot be told from others by the SQL alone"


@attrs.define
class Rows:
    """The rows of a table, a subquery or a result.

    Attributes:
        names: of its columns; two may be alike.
        values: what each is made from, by place.
        rows: what decides which rows there are.
        tables: that are read below, by ``layer.table``.
        otherwise: what any other column is made from; None where there is no other.
    """

    names: Sequence[str]
    values: Sequence[Uses]
    rows: Uses
    tables: frozenset[str]
    otherwise: Uses | None = None
    _by_name: dict[str, Uses] | None = attrs.field(default=None, eq=False, init=False)

    def column(self, name: str) -> Uses:
        """Give what a column is made from; where there is no such column, all that there is, with the reason."""
        if self._by_name is None:
            self._by_name = {}
            for each, uses in zip(self.names, self.values, strict=True):
                self._by_name[each] = self._by_name[each] | uses if each in self._by_name else uses
        found = self._by_name.get(name, self.otherwise)
        return unknown(self.tables, NOT_FOUND.format(name)) if found is None else found

    @property
    def everything(self) -> Uses:
        """What all columns together are made from."""
        return frozenset().union(*self.values, self.otherwise or NONE)

    def renamed(self, names: Sequence[str]) -> Rows:
        """Give the same rows with new names for the first columns."""
        if not names:
            return self
        if self.otherwise is not None:
            return Rows((), (), self.rows, self.tables, self.everything)
        return Rows((*names, *self.names[len(names) :]), self.values, self.rows, self.tables)


@attrs.define
class Scope:
    """The names that can be used in one SELECT.

    Attributes:
        ask: reads a SELECT that stands inside.
        outer: of the SELECT around it.
        sources: what stands in FROM so far, by the name it has there.
        outputs: the result columns, once they are known: ORDER BY may speak of them.
    """

    ask: Callable[[exp.Expr, Scope], Rows]
    outer: Scope | None = None
    sources: dict[str, Rows] = attrs.field(factory=dict)
    outputs: Rows | None = None

    def column(self, column: exp.Column) -> Uses:
        """Give what a column is made from."""
        table, name = column.table, column.name
        scope: Scope | None = self
        while scope is not None:
            if table in scope.sources:
                return scope.sources[table].column(name)
            if not table and (found := scope._unqualified(name)) is not None:  # noqa: SLF001 - its own kind
                return found
            scope = scope.outer
        return self.unresolved(NOT_FOUND.format(name))

    def _unqualified(self, name: str) -> Uses | None:
        if self.outputs is not None and name in self.outputs.names:
            return self.outputs.column(name)
        return self.sources[name].everything if name in self.sources else None

    def unresolved(self, why: str) -> Uses:
        """Give all that stands in FROM here and around, with the reason why no single column can be named."""
        tables = self.tables if self.outer is None else self.tables | {use.table for use in self.outer.unresolved(why)}
        more = frozenset(use for rows in self.sources.values() if not rows.tables for use in rows.everything)
        return unknown(tables, why) | more

    @property
    def tables(self) -> frozenset[str]:
        """The tables below what stands in FROM here."""
        return frozenset().union(*(rows.tables for rows in self.sources.values()))

    @property
    def columns(self) -> list[Uses]:
        """What each column that stands in FROM here is made from."""
        return [uses for rows in self.sources.values() for uses in (*rows.values, rows.otherwise or NONE)]


def base(table: str, columns: Sequence[str]) -> Rows:
    """Give the rows of an input."""
    tables = frozenset({table})
    values = [frozenset({Use(table, column, "identity")}) for column in columns]
    return Rows(columns, values, frozenset({Use(table, "*", "rows")}), tables)
