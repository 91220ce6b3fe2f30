"""Which columns hold personal information: those of which it is said, and all that may show their values.

What is said of a column holds below it as far as a contract made it, since there it is the same column, and above it
wherever its values may be seen. What cannot be followed column by column counts as showing all of them. Of a column
above, such as a count of persons, somebody may say that it holds none: then it is shown, and so is what is made of it.
What a former definition made of them stays so too, for its rows can be asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from ledger.definitions.lineage import ALL
from projections.lineage.column_edges import ColumnAt, ColumnEdge, column_edges

if TYPE_CHECKING:
    from sqlite3 import Connection

PROPERTY: Final = "personal"
YES: Final = '["true"]'
NO: Final = '["false"]'
TEXTS: Final = frozenset({"raw", "row", "broken"})
"""Columns of what was set aside in which any value of a row may stand."""

CONTRACT_MADE: Final = {"bronze": "staged", "silver": "bronze"}
"""Layers whose tables a contract makes out of the layer below, column by column."""


@attrs.frozen
class Personal:
    """Columns that hold personal information, by table; the column ``*`` means all of a table."""

    columns: Mapping[str, frozenset[str]]

    def holds(self, table: str, column: str) -> bool:
        """Tell whether a column of a table does."""
        return not self.columns.get(table, frozenset()).isdisjoint({column, ALL})

    def any_of(self, tables: Iterable[str]) -> bool:
        """Tell whether any of some tables does."""
        return any(table in self.columns for table in tables)


def said_personal(db: Connection, words: str = YES) -> frozenset[ColumnAt]:
    """Give the columns of which it is said, or denied with ``NO``, and ``*`` of tables of which it is."""
    sql = "SELECT kind, subject FROM statements WHERE name = ? AND words = ? AND language = '' AND until IS NULL"
    return frozenset(_column(kind, subject) for kind, subject in db.execute(sql, (PROPERTY, words)))


def _column(kind: str, subject: str) -> ColumnAt:
    table, _, column = subject.rpartition(".")
    return ColumnAt(table, column) if kind == "column" else ColumnAt(subject, ALL)


def personal(said: Iterable[ColumnAt], denied: Iterable[ColumnAt], db: Connection) -> Personal:
    """Give all columns that may show values of those of which it is said.

    Args:
        said: of which columns it is.
        denied: of which columns it is denied.
        db: the read models, with the lineage of columns.
    """
    start = set(said)
    if not start:
        return Personal({})
    edges = column_edges(
        db, ended=True
    )  # rows of then are shown too, and what a model no longer makes stands until it runs
    found: dict[str, frozenset[str]] = {}
    for each in _above(edges, start | _below(edges, start), {*denied} - start):
        found[each.table] = found.get(each.table, frozenset()) | {each.column}
    return Personal(found | {f"quarantine.{table.replace('.', '_')}": TEXTS for table in _aside(edges, found)})


def _aside(edges: Iterable[ColumnEdge], found: Collection[str]) -> set[str]:
    """Name the tables on whose way in rows may be set aside that hold such values, whatever they were called there."""
    ways = {table: {table} for table in found if table.startswith("staged.")}
    for edge in edges:
        layer, _, name = edge.downstream.table.partition(".")
        if layer == "bronze":
            ways.setdefault(edge.upstream.table, {edge.upstream.table}).update({f"bronze.{name}", f"silver.{name}"})
    return {table for way in ways.values() if not way.isdisjoint(found) for table in way}


def _below(edges: Iterable[ColumnEdge], start: Iterable[ColumnAt]) -> set[ColumnAt]:
    """Give the columns that a contract made these from."""
    into: dict[ColumnAt, set[ColumnAt]] = defaultdict(set)
    tables: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        layer = edge.downstream.table.partition(".")[0]
        if edge.upstream.table.startswith(f"{CONTRACT_MADE.get(layer, '')}.") and edge.direct:
            into[edge.downstream].add(edge.upstream)
            tables[edge.downstream.table].add(edge.upstream.table)
    found: set[ColumnAt] = set()
    front = set(start)
    while front:
        each = front.pop()
        whole = {ColumnAt(table, ALL) for table in tables[each.table]} if each.column == ALL else set()
        new = (into[each] | whole) - found
        found |= new
        front |= new
    return found


def _above(edges: Iterable[ColumnEdge], start: set[ColumnAt], denied: set[ColumnAt]) -> set[ColumnAt]:
    """Give these and every column that may show a value of one of them."""
    of: dict[str, list[ColumnEdge]] = defaultdict(list)
    for edge in edges:
        if edge.direct and denied.isdisjoint({edge.downstream, ColumnAt(edge.downstream.table, ALL)}):
            of[edge.upstream.table].append(edge)
    found, front = set(start), set(start)
    while front:
        each = front.pop()
        for edge in of[each.table]:
            shows = ALL in (each.column, edge.upstream.column) or edge.upstream.column == each.column
            if shows and edge.downstream not in found:
                found.add(edge.downstream)
                front.add(edge.downstream)
    return found
