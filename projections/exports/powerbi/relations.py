"""References between gold tables, as relationships of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from projections.exports.changed import Changed
from projections.exports.powerbi.model import Named, tag
from projections.exports.powerbi.tmdl import Node, Value, quoted


def relationships(known: Named) -> Iterator[Node]:
    """Give one for every reference from a column to a column of another table.

    A filter must have one active way from a table to another: what would open a second one is not active. A table that
    refers to itself is told among what changed, for a model relates a table to others only.
    """
    ways = _Ways()
    for told in known.tables:
        table = told.row.table_name
        for said in told.said.get(("powerbi.relationships", None), ()):
            start, _, end = (part.strip() for part in said.partition("->"))
            other = end.rpartition(".")[0]
            many, one = (
                known.of_columns.get(at, {}).get(name) for at, name in ((table, f"{table}.{start}"), (other, end))
            )
            if many is None or one is None or table == other:
                why = "both of its ends must be columns of gold tables" if table != other else "its ends are one table"
                known.changed.append(Changed(table, said, "", why))
                continue
            properties: list[tuple[str, Value]] = [] if ways.opens(other, table) else [("isActive", False)]
            properties.append(("fromColumn", f"{quoted(known.of_tables[table])}.{quoted(many)}"))
            properties.append(("toColumn", f"{quoted(known.of_tables[other])}.{quoted(one)}"))
            yield Node("relationship", tag(table, start, end), properties=tuple(properties))


@attrs.define
class _Ways:
    """The active ways of filters: from the one side of a relationship to its many side."""

    _down: dict[str, set[str]] = attrs.Factory(dict)
    _up: dict[str, set[str]] = attrs.Factory(dict)

    def opens(self, one: str, many: str) -> bool:
        """Open the way from one table to another, unless it would be a second one between any two, or lead back."""
        above, below = _reached(self._up, one), _reached(self._down, many)
        if above & below or any(_reached(self._down, each) & below for each in above):
            return False
        self._down.setdefault(one, set()).add(many)
        self._up.setdefault(many, set()).add(one)
        return True


def _reached(ways: Mapping[str, set[str]], start: str) -> set[str]:
    """Give a table with all that ways lead to from it."""
    found, open_ = {start}, [start]
    while open_:
        new = ways.get(open_.pop(), set()) - found
        found |= new
        open_ += new
    return found
